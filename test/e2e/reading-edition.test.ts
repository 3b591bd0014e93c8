/** The book without any server of ours: static files, below a path of somebody's host, with and without script. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { root } from '../../src/cli/root.ts';
import { buildSite, siteDir } from '../../src/cli/site-build.ts';
import { bookPlan } from '../../src/lab/book/book-plan.ts';
import { findBarriers } from './harness/accessibility.ts';
import { serveBelow } from './harness/below.ts';
import { openBrowser, openReader, whyNoBrowser } from './harness/browser.ts';
import { findDrawingFaults } from './harness/drawings.ts';
import { findCutNames, sidewaysPixels } from './harness/layout.ts';
import { until } from './harness/until.ts';

const chapters = bookPlan.map(({ id }) => id);
/** Where the book deals with each part of the document that it grew out of. */
const mapOfSource = z.record(z.string(), z.array(z.looseObject({ at: z.array(z.string()).min(1) })));

describe.skipIf(whyNoBrowser())('the reading edition', () => {
  let browser: Browser;
  let host: Awaited<ReturnType<typeof serveBelow>>;
  let pages: readonly string[];

  beforeAll(async () => {
    await buildSite(() => {});
    host = await serveBelow(siteDir);
    browser = await openBrowser();
    pages = readdirSync(siteDir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('index.html'))
      .map((name) => `/${name.slice(0, -'index.html'.length)}`);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.[Symbol.asyncDispose]();
  });

  test('reads below a path: every page, without an error, without a request that fails or leads elsewhere', async () => {
    await using reader = await openReader(browser);
    const wrong: string[] = [];
    reader.page.on('response', (response) => {
      if (response.status() >= 400 || !response.url().startsWith(`${host.url}/`))
        wrong.push(`${response.status()} ${response.url()}`);
    });
    expect(pages.length).toBeGreaterThanOrEqual(6);
    for (const page of pages) {
      await reader.page.goto(`${host.url}${page}`, { waitUntil: 'networkidle' });
      expect.soft(await findBarriers(reader.page), page).toEqual([]);
    }
    expect(wrong).toEqual([]);
    expect(reader.faults.list).toEqual([]);
  });

  test('has every place of the map of the source', () => {
    const map = mapOfSource.parse(parse(readFileSync(join(root, 'content/seed-map.yaml'), 'utf8')));
    const places = Object.values(map).flatMap((entries) => entries.flatMap(({ at }) => at));
    expect(places.length).toBeGreaterThan(90);
    const missing = places.filter((place) => {
      const [path = '', anchor] = place.split('#');
      const html = readFileSync(join(siteDir, path, 'index.html'), 'utf8');
      return anchor !== undefined && !html.includes(` id="${anchor}"`);
    });
    expect(missing).toEqual([]);
  });

  test('marks the section that is read, however it is come to, and asks for no layout to find it', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    await page.addInitScript(() => {
      const ask = Element.prototype.getBoundingClientRect;
      Element.prototype.getBoundingClientRect = function () {
        document.documentElement.dataset.askedFor = this.localName;
        return ask.call(this);
      };
    });
    await page.goto(`${host.url}/syscalls/`, { waitUntil: 'networkidle' });
    expect(await page.locator('html').getAttribute('data-asked-for')).toBeNull();
    const links = page.locator('.dd-sections a');
    const marked = page.locator('.dd-sections a[aria-current="location"]');
    expect(await marked.count()).toBe(0);
    // There and back in one step each: what is between is never on the screen.
    for (const place of [5, 0]) {
      await links.nth(place).click();
      await until('its section is marked', 5_000, async () => {
        const current = await links.nth(place).getAttribute('aria-current');
        return current === 'location';
      });
      expect(await marked.count()).toBe(1);
    }
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    await marked.waitFor({ state: 'detached' });
  });

  test('connects all that can be touched in its first task', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    await page.addInitScript(() => {
      const tasks: string[][] = [[]];
      const channel = new MessageChannel();
      channel.port1.onmessage = () => tasks.push([]);
      Object.assign(window, { tasks });
      const define = customElements.define.bind(customElements);
      customElements.define = (name, ...rest) => {
        tasks.at(-1)?.push(name);
        channel.port2.postMessage(undefined);
        define(name, ...rest);
      };
    });
    await page.goto(`${host.url}/syscalls/`, { waitUntil: 'networkidle' });
    const tasks = await page.evaluate(() => (window as unknown as { tasks: string[][] }).tasks);
    const ofInput = ['drydock-predict', 'drydock-recall', 'drydock-search', 'drydock-theme'];
    const withInput = tasks.filter((names) => names.some((name) => ofInput.includes(name)));
    expect(withInput).toHaveLength(1);
    expect(withInput[0]).toEqual(expect.arrayContaining(ofInput));
  });

  test('leads back from an address that is none, at any depth', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    await page.goto(`${host.url}/no/such/page`);
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
    await page.locator('a[href$="/book/base-images/"]').first().waitFor();
    expect(
      await page
        .getByRole('link', { name: 'Skip to the text' })
        .evaluate((link) => getComputedStyle(link).position),
    ).toBe('fixed');
    await page.locator('.dd-missing').getByRole('link', { name: 'Base images' }).click();
    await page.getByRole('heading', { level: 1, name: 'Base images' }).waitFor();
  });

  test('is searched there, and what is found leads to it', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    await page.goto(`${host.url}/`);
    await page.keyboard.press('/');
    const dialog = page.getByRole('dialog', { name: 'Search the book' });
    await dialog.getByRole('textbox').fill('distroless');
    await dialog.getByRole('link', { name: 'Base images' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Base images' }).waitFor();
    expect(page.url()).toContain(`${host.url}/base-images/`);
    expect(reader.faults.list).toEqual([]);
  });

  test('says without script what it says with it: text, transcripts, pictures, answers behind a fold', async () => {
    await using reader = await openReader(browser, { javaScriptEnabled: false });
    const { page } = reader;
    await page.goto(`${host.url}/base-images/`);
    await page.getByRole('heading', { name: 'Two differences' }).waitFor();
    expect(await page.locator('.dd-output').first().isVisible()).toBe(true);
    const recall = page.locator('.dd-recall').first();
    const answer = recall.getByText('Two pid namespaces have a number for it.');
    expect(await answer.isVisible()).toBe(false);
    await recall.locator('summary').click();
    expect(await answer.isVisible()).toBe(true);
    await page.goto(`${host.url}/`);
    await page.getByRole('link', { name: 'Start reading' }).click();
    await page.getByRole('heading', { level: 1, name: 'Start here' }).waitFor();
    await page.goto(`${host.url}/takeaways/`);
    await page.getByText('npx drydock takeaways').waitFor();
  });

  test('is heard as it is seen: figures by number, grids in a sentence, a name of its own for each button', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    for (const chapter of chapters) {
      await page.goto(`${host.url}/${chapter}/`, { waitUntil: 'networkidle' });
      const figures = page.getByRole('figure', { name: /^Figure \d+$/ });
      expect.soft(await figures.count(), chapter).toBe(await page.locator('.dd-figure').count());
      for (const [grid, name] of [
        ['.x-caps', /^Capabilities: (\d+|all 41) /],
        ['.x-calls', /^Notable system calls: (open|closed|with some arguments): /],
      ] as const)
        expect
          .soft(await page.getByRole('img', { name }).count(), chapter)
          .toBe(await page.locator(grid).count());
      // A capability that nobody holds is named in no sentence, only in cells and in folded tables.
      const heard = await page.locator('main').ariaSnapshot();
      expect.soft(heard.includes('SYS_BOOT'), chapter).toBe(false);
      expect.soft(heard, chapter).not.toMatch(/button "(Copy|Copy to clipboard)"/);
      expect.soft(heard, chapter).not.toMatch(/textbox "Your answer"/);
      const stops = await page.locator('.dd-transcript pre').evaluateAll((all) => ({
        needless: all.filter((pre) => pre.tabIndex >= 0 && pre.scrollWidth <= pre.clientWidth).length,
        missing: all.filter((pre) => pre.tabIndex < 0 && pre.scrollWidth > pre.clientWidth).length,
      }));
      expect.soft(stops, chapter).toEqual({ needless: 0, missing: 0 });
    }
    expect(reader.faults.list).toEqual([]);
  });

  test('is printed without what is only for the screen', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    await page.goto(`${host.url}/start/`);
    await page.emulateMedia({ media: 'print' });
    for (const chrome of ['.dd-top', '.dd-contents', '.dd-turn', '.dd-button', '.dd-hint'])
      expect.soft(await page.locator(chrome).filter({ visible: true }).count(), chrome).toBe(0);
    for (const text of ['.dd-output', '.dd-task-title', '.dd-figure', '.dd-summary'])
      expect.soft(await page.locator(text).filter({ visible: true }).count(), text).toBeGreaterThan(0);
    await page.setViewportSize({ width: 700, height: 900 });
    expect(await sidewaysPixels(page)).toBe(0);
    await page.goto(`${host.url}/capabilities/`);
    expect(await page.getByText('All of Docker’s fourteen.').isVisible()).toBe(true);
    expect(await page.getByText('As tables').filter({ visible: true }).count()).toBe(0);
    const breaks = await page
      .locator('main h2')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).breakAfter));
    expect(new Set(breaks)).toEqual(new Set(['avoid']));
  });

  test('breaks across sheets of paper what on a screen scrolls, and frames no command twice', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    await page.emulateMedia({ media: 'print' });
    for (const chapter of chapters) {
      await page.goto(`${host.url}/${chapter}/`, { waitUntil: 'networkidle' });
      // A box that scrolls is never broken: a long one leaves the rest of the sheet before it empty.
      const whole = await page
        .locator('main :is(pre, table, .dd-figure-body, .x-rails-scroll)')
        .filter({ visible: true })
        .evaluateAll((all) => all.filter((each) => getComputedStyle(each).overflowX === 'auto').length);
      expect.soft(whole, chapter).toBe(0);
      const frames = await page
        .locator('.dd-transcript')
        .evaluateAll((all) => all.map((each) => getComputedStyle(each).borderTopWidth));
      expect.soft(new Set(frames), chapter).toEqual(new Set(['0px']));
      // So does a box that is kept together.
      const kept = await page
        .locator('main .expressive-code pre')
        .evaluateAll(
          (all) =>
            all.filter(
              (each) =>
                each.querySelectorAll('.ec-line').length > 30 &&
                getComputedStyle(each).breakInside !== 'auto',
            ).length,
        );
      expect.soft(kept, chapter).toBe(0);
    }
  });

  test('prints a filter once: no words twice, and of a long text the beginning', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    await page.goto(`${host.url}/seccomp/`, { waitUntil: 'networkidle' });
    await page.emulateMedia({ media: 'print' });
    const texts = page.locator('.dd-filter ol');
    expect(await texts.count()).toBeGreaterThanOrEqual(6);
    expect(await page.locator('.dd-filter .words.again').filter({ visible: true }).count()).toBe(0);
    const lines = await texts.evaluateAll((all) =>
      all.map((text) => [
        text.children.length,
        [...text.children].filter((line) => getComputedStyle(line).display !== 'none').length,
      ]),
    );
    for (const [all = 0, printed = 0] of lines) expect(printed).toBe(all < 64 ? all : 20);
    expect(Math.max(...lines.map(([all = 0]) => all))).toBeGreaterThan(63);
  });

  test('says under each transcript where it was checked', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    for (const chapter of chapters) {
      await page.goto(`${host.url}/${chapter}/`, { waitUntil: 'networkidle' });
      const transcripts = page.locator('.dd-transcript');
      expect.soft(await transcripts.count(), chapter).toBeGreaterThan(0);
      const silent = transcripts.filter({ hasNotText: /Checked on Docker \d+\.\d+\.\d+.*, Linux \d/ });
      expect.soft(await silent.allTextContents(), chapter).toEqual([]);
    }
  });

  test('is read on a phone: words of drawings, and commands and names whole', async () => {
    await using reader = await openReader(browser, { viewport: { width: 360, height: 740 } });
    const { page } = reader;
    for (const chapter of chapters) {
      await page.goto(`${host.url}/${chapter}/`, { waitUntil: 'networkidle' });
      await page.evaluate(() => document.fonts.ready);
      expect.soft(await sidewaysPixels(page), chapter).toBe(0);
      expect.soft(await findDrawingFaults(page), chapter).toEqual([]);
      const cut = await page
        .locator('.dd-command pre, pre[data-language="sh"], main table')
        .evaluateAll((all) =>
          all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent),
        );
      expect.soft(cut, chapter).toEqual([]);
      expect.soft(await findCutNames(page), chapter).toEqual([]);
    }
  });

  test('keeps what a reader says of themselves in this browser', async () => {
    await using reader = await openReader(browser);
    const { page } = reader;
    await page.goto(`${host.url}/base-images/`);
    const recall = page.locator('drydock-recall').first();
    await recall.locator('summary').click();
    await recall.getByRole('button', { name: 'Not quite' }).click();
    await recall.getByText('You did not have it.').waitFor();
    await page.goto(`${host.url}/start/`);
    const predict = page.locator('drydock-predict').first();
    await predict.getByRole('radio', { name: 'none' }).check();
    await predict.getByRole('radio', { name: 'fairly sure' }).check();
    await page.locator('drydock-predicted').first().scrollIntoViewIfNeeded();
    await predict.getByText('You have seen what it is').waitFor();
    await page.reload();
    expect(await predict.getByRole('radio', { name: 'none' }).isDisabled()).toBe(true);
    await page.getByText('fairly sure: 1 of 1 right').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });
});
