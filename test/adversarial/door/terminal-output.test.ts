/** What a program in a terminal prints, drawn by the real page in Chromium: it is looked at, and does nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoBrowser } from '../../e2e/harness/browser.ts';
import { type Harness, openHarness } from '../../fixtures/workspace-harness/harness.ts';
import {
  type OpenBrowser,
  openBrowser,
  shellShows,
  startLab,
  typeLine,
} from '../../fixtures/workspace-harness/open-browser.ts';

const why = whyNoBrowser();
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe.skipIf(why !== undefined)(`case 59: what a program prints${why ? ` (${why})` : ''}`, () => {
  let harness: Harness;
  let browser: OpenBrowser;

  beforeAll(async () => {
    harness = await openHarness();
    browser = await openBrowser(harness);
    await startLab(browser.page);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await harness?.[Symbol.asyncDispose]();
  });

  test('neither reads nor fills the clipboard: OSC 52', async () => {
    const { page } = browser;
    await page.evaluate(() => navigator.clipboard.writeText('mine'));
    await typeLine(
      page,
      `clear; printf '\\033]52;c;${base64('rm -rf ~')}\\007\\033]52;c;?\\007'; echo fil"led"`,
    );
    await shellShows(page, 'filled');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('mine');
    await typeLine(page, 'echo typed-by-me-only');
    await shellShows(page, 'typed-by-me-only');
    const shown = await page.locator('.ws-shell:not([hidden]) .xterm-accessibility-tree').innerText();
    expect(shown).not.toContain(base64('mine'));
  });

  test('is text where it is markup', async () => {
    const { page } = browser;
    await typeLine(
      page,
      `clear; printf '%s\\n' '<img src=x onerror="window.taken=1"><script>window.taken=1</script><b>bold</b>'`,
    );
    await shellShows(page, '<b>bold</b>');
    expect(await page.evaluate(() => 'taken' in window)).toBe(false);
    expect(await page.locator('.ws-shell img, .ws-shell script, .ws-shell b').count()).toBe(0);
    expect(browser.complaints).toEqual([]);
  });

  test('leaves title, address and other windows alone: OSC 0, 2, 8 and javascript links', async () => {
    const { page, context } = browser;
    const [title, url] = [await page.title(), page.url()];
    const link = '\\033]8;;javascript:window.taken=1\\033\\\\press-me\\033]8;;\\033\\\\';
    await typeLine(
      page,
      `clear; printf '\\033]0;taken\\007\\033]2;taken\\007${link} javascript:window.taken=2\\n'`,
    );
    await shellShows(page, 'press-me');
    await page.locator('.ws-screen').click({ position: { x: 30, y: 10 } });
    expect([await page.title(), page.url()]).toEqual([title, url]);
    expect(await page.evaluate(() => 'taken' in window)).toBe(false);
    expect(context.pages()).toHaveLength(1);
  });

  test('types nothing that it chose into the shell: reports of title, colours and settings', async () => {
    const { page } = browser;
    const asks =
      '\\033]2;touch taken\\007\\033[21t\\033[20t\\033P$q touch taken\\033\\\\\\033]4;0;?\\007\\033]10;?\\007\\005';
    await typeLine(page, `clear; printf '${asks}'; sleep 0.2`);
    await page.keyboard.press('Control+C');
    await typeLine(page, '');
    await typeLine(page, 'ls taken; echo looked-"for"-it');
    await shellShows(page, 'looked-for-it');
    await shellShows(page, "cannot access 'taken'");
  });
});
