/** A page whose first picture leaves out what is not to be seen yet: nothing may differ from one that was laid out whole. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../src/cli/site-build.ts';
import { openReader, whyNoBrowser } from './harness/browser.ts';
import { openReaderForEach } from './harness/each-reader.ts';
import { pictureFailures } from './harness/journey.ts';
import { laidOut } from './harness/layout.ts';
import { serveFolder } from './harness/static-host.ts';

/** What the page waits for while it waits for the browser to be idle, which the test decides. */
interface Idle {
  held: (() => void)[];
}

describe.skipIf(whyNoBrowser() !== undefined)('a page laid out in parts', () => {
  let site: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Browser;
  let page: Page;

  pictureFailures(() => page);
  beforeAll(async () => {
    await buildSite(() => undefined);
    site = await serveFolder(siteDir);
  });
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
  });
  openReaderForEach((opened, by) => {
    ({ page } = opened);
    opened.faults.expect(/404 .*\/api\//);
    browser = by;
  });

  const open = async (path: string) => {
    await page.goto(`${site.url}${path}`);
    await page.evaluate(() => document.fonts.ready);
  };
  const holdIdle = () =>
    page.addInitScript(() => {
      const idle = window as unknown as Idle;
      idle.held = [];
      window.requestIdleCallback = (run) =>
        idle.held.push(() => run({ didTimeout: false, timeRemaining: () => 50 }));
    });
  /** Lets the page go on until it is laid out. */
  const letGo = async () => {
    await page.waitForFunction(() => {
      for (const run of (window as unknown as Idle).held.splice(0)) run();
      const rest = document.querySelectorAll('.sl-markdown-content > *');
      return [...rest].every((block) => getComputedStyle(block).contentVisibility === 'visible');
    });
    await page.evaluate(() => document.fonts.ready);
  };
  const blocks = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.sl-markdown-content > *')].map((block) => {
        const { top, height } = block.getBoundingClientRect();
        return { top: Math.round(top + scrollY), height: Math.round(height) };
      }),
    );
  const leftOut = (of = page) =>
    of.evaluate(
      () =>
        [...document.querySelectorAll('.sl-markdown-content > *')].filter(
          (block) => getComputedStyle(block).contentVisibility === 'auto',
        ).length,
    );
  /** The block at the middle of the window, and where it is. */
  const inSight = () =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll('.sl-markdown-content > *')];
      const index = all.findIndex((block) => block.getBoundingClientRect().bottom > innerHeight / 2);
      return { index, top: Math.round(all[index]?.getBoundingClientRect().top ?? Number.NaN) };
    });

  test.each([1440, 360])(
    'has each block where one that was laid out whole has it, %i px wide',
    async (width) => {
      await page.setViewportSize({ width, height: 900 });
      await open('/capabilities/');
      await laidOut(page);
      const inParts = await blocks();
      // What is opened anew keeps its place, and so is laid out whole.
      await page.reload();
      await page.evaluate(() => document.fonts.ready);
      expect(await leftOut()).toBe(0);
      expect(inParts).toEqual(await blocks());
    },
  );

  test('leaves what is in the first window as it is', async () => {
    await holdIdle();
    await open('/capabilities/');
    expect(await leftOut()).toBeGreaterThan(50);
    const first = await page.screenshot();
    await letGo();
    expect(await leftOut()).toBe(0);
    expect((await page.screenshot()).equals(first)).toBe(true);
  });

  test('holds the place of a reader who is further down before all is laid out', async () => {
    await holdIdle();
    await open('/capabilities/');
    await page.mouse.move(700, 500);
    await page.evaluate(() => scrollTo({ top: document.body.scrollHeight / 2, behavior: 'instant' }));
    await page.mouse.wheel(0, 200);
    await page.evaluate(
      () => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 300)),
    );
    const before = await inSight();
    expect(before.index).toBeGreaterThan(20);
    await letGo();
    expect(await leftOut()).toBe(0);
    expect(await inSight()).toEqual(before);
  });

  test('is laid out whole for who comes to a place in it', async () => {
    await holdIdle();
    await open('/capabilities/');
    const id = await page.evaluate(
      () => [...document.querySelectorAll('.sl-markdown-content h2[id]')].at(-2)?.id ?? '',
    );
    await page.goto('about:blank');
    await open(`/capabilities/#${id}`);
    expect(await leftOut()).toBe(0);
    const top = () => page.locator(`[id="${id}"]`).evaluate((heading) => heading.getBoundingClientRect().top);
    expect(Math.abs((await top()) - 100)).toBeLessThan(100);
  });

  test('is laid out whole for who comes back to where they were', async () => {
    await holdIdle();
    await open('/capabilities/');
    await letGo();
    await page.evaluate(() => scrollTo({ top: 9_000, behavior: 'instant' }));
    const before = await inSight();
    await open('/start/');
    await page.goBack();
    await page.evaluate(() => document.fonts.ready);
    expect(await leftOut()).toBe(0);
    await expect.poll(inSight).toEqual(before);
  });

  test('is whole to who has no script, and to a printer', async () => {
    await using without = await openReader(browser, { javaScriptEnabled: false });
    await without.page.goto(`${site.url}/capabilities/`);
    expect(await leftOut(without.page)).toBe(0);
    await holdIdle();
    await open('/capabilities/');
    await page.emulateMedia({ media: 'print' });
    expect(await leftOut()).toBe(0);
  });
});
