/** The book without a lab: reading it, finding one's way, on every screen and for everyone. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../src/cli/site-build.ts';
import { openLoginLink } from '../fixtures/open-login-link.ts';
import { limitBytes } from '../size.ts';
import { findBarriers } from './harness/accessibility.ts';
import { openReader, type Reader } from './harness/browser.ts';
import { type Drydock, startDrydock, whyNoLabs } from './harness/drydock.ts';
import { openReaderForEach } from './harness/each-reader.ts';
import { whoIsSignedOut } from './harness/faults.ts';
import { pictureFailures } from './harness/journey.ts';
import { sidewaysPixels, watchShifts } from './harness/layout.ts';
import { scriptsOfUntouched } from './harness/scripts.ts';
import { serveFolder } from './harness/static-host.ts';
import { until } from './harness/until.ts';

/** What `/system-calls/` is for is in sight at once, and so is loaded: a table to search, and a filter to step through. */
const instrumentBytes = 8_000;

const pages = [
  '/',
  '/start/',
  '/base-images/',
  '/syscalls/',
  '/namespaces/',
  '/seccomp/',
  '/bpf/',
  '/cgroups/',
  '/host/',
  '/how-a-lab-works/',
  '/paths/',
  '/system-calls/',
  '/takeaways/',
  '/no-such-page/',
];

describe.skipIf(whyNoLabs())('the book', () => {
  let drydock: Drydock;
  let browser: Browser;
  let reader: Reader;
  let page: Page;

  pictureFailures(() => page);
  beforeAll(async () => {
    drydock = await startDrydock();
  });
  afterAll(async () => {
    await drydock?.[Symbol.asyncDispose]();
  });
  openReaderForEach((opened, by) => {
    reader = opened;
    ({ page } = opened);
    browser = by;
  });
  const open = (path: string) => page.goto(`${drydock.url}${path}`);
  const signIn = async () => openLoginLink(page, await drydock.mintLoginUrl());

  test('is read without a login; a lab says how to get one', async () => {
    await open('/start/');
    const lab = page.locator('drydock-lab');
    await lab.getByText('npx drydock open').filter({ visible: true }).waitFor();
    expect(await lab.getByRole('button', { name: 'Start lab' }).isDisabled()).toBe(true);
    await page.getByText('Linux has no system call that makes a container.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  test('a login link signs one browser in, once', async () => {
    const link = await drydock.mintLoginUrl();
    await openLoginLink(page, link);
    await open('/start/');
    await page.getByRole('button', { name: 'Start lab' }).scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'Start lab', disabled: false }).waitFor();
    await using other = await openReader(browser);
    other.faults.expect(whoIsSignedOut);
    await other.page.goto(link);
    await other.page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    expect(await findBarriers(other.page)).toEqual([]);
    await other.page.goto(`${drydock.url}/start/`);
    await other.page.locator('drydock-lab').getByText('npx drydock open').filter({ visible: true }).waitFor();
  });

  const everywhere = ['signed out', 'signed in'].flatMap((who) =>
    ([360, 1440] as const).map((width) => [who, width] as const),
  );
  test.each(everywhere)(
    'loads little script before anyone touches it: %s, %i px wide',
    async (who, width) => {
      await page.setViewportSize({ width, height: 900 });
      if (who === 'signed in') await signIn();
      for (const path of [
        '/',
        '/start/',
        '/capabilities/',
        '/base-images/',
        '/runtimes/',
        '/syscalls/',
        '/namespaces/',
        '/seccomp/',
        '/system-calls/',
      ]) {
        const scripts = await scriptsOfUntouched(page, `${drydock.url}${path}`);
        const bytes = scripts.reduce((sum, script) => sum + script.bytes, 0);
        const list = scripts.map((script) => `${script.bytes}  ${script.name}`).join('\n');
        expect
          .soft(bytes, `${path} loaded ${bytes} bytes:\n${list}`)
          .toBeLessThanOrEqual(path === '/system-calls/' ? limitBytes + instrumentBytes : limitBytes);
        const files = scripts.filter(({ name }) => name.endsWith('.js'));
        expect.soft(files.length, `${path} loaded no script`).toBeGreaterThan(0);
      }
    },
  );

  test('hears a touch that comes while it gets ready', async () => {
    await signIn();
    await page.addInitScript(() =>
      addEventListener('DOMContentLoaded', () => dispatchEvent(new KeyboardEvent('keydown'))),
    );
    await open('/start/');
    await page.getByRole('button', { name: 'Start lab', disabled: false }).waitFor();
  });

  test('loads what labs need once it is touched, and then says how they stand', async () => {
    await signIn();
    await open('/start/');
    await page.waitForLoadState('networkidle');
    const start = page.getByRole('button', { name: 'Start lab' });
    expect(await start.isDisabled()).toBe(true);
    await page.keyboard.press('Shift');
    await page.getByRole('button', { name: 'Start lab', disabled: false }).waitFor();
  });

  test('is searched with /', async () => {
    await open('/start/');
    await page.keyboard.press('/');
    const dialog = page.getByRole('dialog', { name: 'Search the book' });
    await dialog.getByRole('textbox').fill('distroless');
    const hit = dialog.getByRole('link', { name: 'Base images' }).first();
    await hit.waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await dialog.getByRole('textbox').fill('distroless');
    await hit.click();
    await page.getByRole('heading', { level: 1, name: 'Base images' }).waitFor();
  });

  test('lists its keys with ?', async () => {
    await open('/start/');
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.getByText('Search the book').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('is dark or light as the system says, until the reader chooses', async () => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await open('/start/');
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.getByRole('button', { name: 'Dark colours', pressed: true }).click();
    expect(await paper()).toBe(light);
    await page.reload();
    expect(await paper()).toBe(light);
  });

  test('is left and found again where it was left', async () => {
    await signIn();
    await page.getByRole('link', { name: 'Start reading' }).click();
    await page.getByRole('heading', { level: 2, name: 'Linux first' }).waitFor();
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, 2500);
    await page.waitForFunction(() => scrollY > 2000);
    const link = page.getByRole('link', { name: 'Continue in “Start here”' });
    await until('the landing page offers to go on', 10_000, async () => {
      await open('/');
      await page.waitForLoadState('networkidle');
      return link.isVisible();
    });
    await link.click();
    await page.waitForFunction(() => scrollY > 500);
  });

  test('a prediction is kept in this browser, and by the server once it knows the reader', async () => {
    await open('/start/');
    const predict = page.locator('drydock-predict').first();
    const choice = predict.getByRole('radiogroup').first().getByRole('radio').last();
    const sure = predict.getByRole('radiogroup', { name: 'How sure?' }).getByRole('radio').first();
    await choice.check();
    await sure.check();
    await page.reload();
    expect(await choice.isChecked()).toBe(true);
    expect(await sure.isChecked()).toBe(true);
    await signIn();
    await page.waitForLoadState('networkidle');
    await using other = await openReader(browser);
    await openLoginLink(other.page, await drydock.mintLoginUrl());
    await other.page.goto(`${drydock.url}/start/`);
    await other.page
      .locator('drydock-predict')
      .first()
      .getByRole('radio', { checked: true })
      .first()
      .waitFor();
  });

  test('can be walked by keyboard: past the chrome first', async () => {
    await open('/start/');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the text' });
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#_top');
  });

  test.each(pages)('%s has no barriers, in light and dark', async (path) => {
    reader.faults.expect(/status of 404/);
    await signIn();
    await open(path);
    await page.waitForLoadState('networkidle');
    expect(await findBarriers(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();
    await page.waitForLoadState('networkidle');
    expect(await findBarriers(page)).toEqual([]);
  });

  test.each(pages)('%s holds still while it loads', async (path) => {
    reader.faults.expect(/status of 404/);
    await signIn();
    const shifts = await watchShifts(page);
    await open(path);
    expect(await shifts()).toBeLessThanOrEqual(0.02);
    await page.setViewportSize({ width: 360, height: 740 });
    await open(path);
    expect(await shifts()).toBeLessThanOrEqual(0.02);
  });

  test.each([320, 360, 768, 2560])('fits a screen %i px wide', async (width) => {
    reader.faults.expect(/status of 404/);
    await page.setViewportSize({ width, height: 740 });
    for (const path of pages) {
      await open(path);
      expect.soft(await sidewaysPixels(page), path).toBe(0);
    }
  });

  test('has its contents behind a button on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open('/start/');
    await page.getByRole('button', { name: 'Contents' }).click();
    await page
      .getByRole('navigation', { name: 'Contents' })
      .getByRole('link', { name: 'Base images' })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Base images' }).waitFor();
  });

  test('says what this machine can do to whoever it belongs to', async () => {
    await open('/host/');
    await page.getByText('What a machine is shows only to whoever it belongs to.').waitFor();
    await signIn();
    await open('/host/');
    await page.getByRole('row', { name: 'One line of a compose file' }).waitFor();
    await page
      .getByRole('definition')
      .filter({ hasText: /^26\.|\d+\.\d+/ })
      .first()
      .waitFor();
  });

  test('without a server behind it, it reads the same and says how to run it', async () => {
    await buildSite(() => {});
    await using host = await serveFolder(siteDir);
    await page.goto(`${host.url}/start/`);
    const lab = page.locator('drydock-lab');
    await lab.getByText('npm start').filter({ visible: true }).waitFor();
    expect(await lab.getByRole('button', { name: 'Start lab' }).isDisabled()).toBe(true);
    expect(await findBarriers(page)).toEqual([]);
    await page.goto(`${host.url}/host/`);
    await page.getByText('This copy of the book has no server behind it').waitFor();
  });
});
