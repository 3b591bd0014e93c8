import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, openHarness } from '../../fixtures/workspace-harness/harness.ts';
import {
  type OpenBrowser,
  openBrowser,
  shellIsOpen,
  shellShows,
  startLab,
  typeLine,
} from '../../fixtures/workspace-harness/open-browser.ts';
import { whyNoBrowser } from '../harness/browser.ts';

/** A page may take its time on a busy machine. */
const soon = { timeout: 10_000 };

describe.skipIf(whyNoBrowser())('the terminal of the workspace', () => {
  let harness: Harness;
  let browser: OpenBrowser;
  /** What the page sent to shells. */
  const sent: string[] = [];

  beforeAll(async () => {
    harness = await openHarness();
    browser = await openBrowser(harness);
    browser.page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => sent.push(String(payload))),
    );
    await startLab(browser.page);
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await harness?.[Symbol.asyncDispose]();
  });
  afterEach(() => {
    expect(browser.complaints).toEqual([]);
  });

  test('a command is typed and its output read, in the size of the panel', async () => {
    const { page } = browser;
    await typeLine(page, 'echo answer $((6 * 7))');
    await shellShows(page, 'answer 42');
    const lines = page.locator('.ws-shell:not([hidden]) .xterm-accessibility-tree [role="listitem"]');
    // The shell is told of the panel's size a moment after the panel has it.
    const shellHasSize = async () => {
      await typeLine(page, 'clear; stty size');
      return (await lines.allTextContents()).some((line) => line.startsWith(`${rows} `));
    };
    const rows = await lines.count();
    await expect.poll(shellHasSize, { timeout: 20_000 }).toBe(true);
  });

  test('what tmux asks of a terminal is not answered, since a late answer would be typed', async () => {
    const { page } = browser;
    await typeLine(page, String.raw`printf '\033[c\033[>c\033[>q\033]11;?\007'; echo as"ked"`);
    await shellShows(page, 'asked');
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter((frame) => /\\u001b[[\]P]/.test(frame))).toEqual([]);
  });

  test('Ctrl+C copies what is selected, and interrupts when nothing is', async () => {
    const { page } = browser;
    await typeLine(page, 'clear; echo copied-text');
    await shellShows(page, 'copied-text');
    await page.locator('.ws-screen').dblclick({ position: { x: 40, y: 16 } });
    await page.keyboard.press('Control+C');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()), soon)
      .toContain('copied-text');
    await typeLine(page, 'sleep 1000');
    await page.keyboard.press('Control+C');
    await typeLine(page, 'echo inter"rupted"');
    await shellShows(page, 'interrupted');
  });

  test('Ctrl+C copies over plain HTTP too, where a page has no clipboard', async () => {
    const { page } = browser;
    await typeLine(page, 'clear; echo without-clipboard');
    await shellShows(page, 'without-clipboard');
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
    });
    await page.locator('.ws-screen').dblclick({ position: { x: 40, y: 16 } });
    await page.keyboard.press('Control+C');
    // The browser's own stands behind what hid it.
    await page.evaluate(() => Reflect.deleteProperty(navigator, 'clipboard'));
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()), soon)
      .toContain('without-clipboard');
    await typeLine(page, 'echo still-ty"ped"');
    await shellShows(page, 'still-typed');
  });

  test('several lines are shown before they are pasted, one is not', async () => {
    const { page } = browser;
    await page.evaluate(() => navigator.clipboard.writeText('echo one-line\n'));
    await page.locator('.ws-screen').click();
    await page.keyboard.press('Control+V');
    await shellShows(page, 'echo one-line');
    await page.keyboard.press('Enter');

    await page.evaluate(() => navigator.clipboard.writeText('echo first-line\necho second-line\n'));
    await page.keyboard.press('Control+Shift+V');
    const dialog = page.getByRole('dialog', { name: 'Paste 2 lines?' });
    await dialog.waitFor();
    expect(await dialog.locator('pre').innerText()).toBe('echo first-line\necho second-line\n');
    await dialog.getByRole('button', { name: 'Paste' }).click();
    await page.keyboard.press('Enter');
    await shellShows(page, 'second-line');
  });

  test('a line that was pointed out is put behind the prompt, and run by nobody but its reader', async () => {
    const { page } = browser;
    await typeLine(page, 'clear');
    const insert = (line: string) =>
      page.evaluate(
        (detail) => !document.dispatchEvent(new CustomEvent('drydock:insert', { detail, cancelable: true })),
        line,
      );
    expect(await insert('echo in"serted"')).toBe(true);
    await shellShows(page, 'echo in"serted"');
    await page.locator('.xterm-helper-textarea:focus').waitFor();
    await page.keyboard.type(' by-hand');
    await shellShows(page, 'echo in"serted" by-hand');
    expect(await page.locator('.ws-shell:not([hidden])').innerText()).not.toMatch(/^inserted/m);
    await page.keyboard.press('Enter');
    await shellShows(page, 'inserted by-hand');
  });

  test('the keyboard gets out of the terminal, as is said beside it', async () => {
    const { page } = browser;
    await page.locator('.ws-screen').click();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('xterm');
    await page.keyboard.press('Control+Shift+Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('ws-tab-terminal');
    await page.keyboard.press('t');
    await page.locator('.xterm-helper-textarea:focus').waitFor();
  });

  test('text is found in what was printed', async () => {
    const { page } = browser;
    await typeLine(page, 'clear; for i in 1 2 3; do echo needle-$i; done');
    await shellShows(page, 'needle-3');
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('searchbox', { name: 'Find in the terminal' }).fill('needle-');
    await expect.poll(() => page.locator('.ws-find output').innerText(), soon).toMatch(/of 4$/);
    await page.keyboard.press('Escape');
    await page.locator('.xterm-helper-textarea:focus').waitFor();
  });

  test('two shells stand side by side as tabs', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'One more shell' }).click();
    await shellIsOpen(page);
    await typeLine(page, 'echo in-the-second');
    await shellShows(page, 'in-the-second');
    await page.getByRole('tab', { name: 'shell 2' }).focus();
    await page.keyboard.press('ArrowLeft');
    await shellShows(page, 'needle-3');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    await page.getByRole('tab', { name: 'shell 2' }).waitFor({ state: 'detached' });
  });

  test('after a reload it is the same shell with what it had printed', async () => {
    const { page } = browser;
    await typeLine(page, 'remembered=still-here; echo before-reload');
    await shellShows(page, 'before-reload');
    await page.reload();
    await page.click('#open');
    await shellIsOpen(page);
    await shellShows(page, 'before-reload');
    await typeLine(page, 'echo $remembered');
    await shellShows(page, 'still-here');
  });

  test('two windows look at one shell', async () => {
    const { page, context } = browser;
    const second = await context.newPage();
    await second.goto(`${harness.url}/`);
    await second.click('#open');
    await shellIsOpen(second);
    await typeLine(second, 'echo from-the-second-window');
    await shellShows(page, 'from-the-second-window');
    await second.close();
  });

  test('a flood is drawn to its end, and Ctrl+C stops one that has none', async () => {
    const { page } = browser;
    await typeLine(page, 'clear; seq 1 200000; echo end-of-flood');
    await shellShows(page, 'end-of-flood');
    await typeLine(page, 'yes');
    await shellShows(page, 'y');
    await page.keyboard.press('Control+C');
    await typeLine(page, 'clear; echo calm-again');
    await shellShows(page, 'calm-again');
  });

  test('a server that is away for a while gives the same shell back', async () => {
    const { page } = browser;
    await typeLine(page, 'clear; echo before-the-fall');
    await shellShows(page, 'before-the-fall');
    await harness.stopServer();
    await page.getByText('The server does not answer.').waitFor();
    await harness.startServer();
    await shellIsOpen(page);
    await shellShows(page, 'before-the-fall');
    await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
  });

  test('a shell that ends says so, and Enter opens a new one', async () => {
    const { page } = browser;
    await typeLine(page, 'exit 3');
    await page.getByText('The shell has ended.').waitFor();
    await page.locator('.ws-screen').click();
    await page.keyboard.press('Enter');
    await shellIsOpen(page);
    await typeLine(page, 'echo "[$remembered]"');
    await shellShows(page, '[]');
  });

  test('what a program prints cannot reach the clipboard', async () => {
    const { page } = browser;
    await page.evaluate(() => navigator.clipboard.writeText('mine'));
    await typeLine(page, `printf '\\033]52;c;c3RvbGVu\\a'; echo tried`);
    await shellShows(page, 'tried');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('mine');
  });
});

describe.skipIf(whyNoBrowser())('a terminal that cannot be loaded', () => {
  test('says so, and is there once it can be and somebody asks', async () => {
    await using harness = await openHarness();
    await using browser = await openBrowser(harness);
    const { page } = browser;
    await page.route('**/shell-view*.js', (route) => route.abort());
    await page.click('#open');
    await page.getByRole('button', { name: 'Start lab' }).first().click();
    await page.getByText('could not be loaded from the server').waitFor();
    await page.unroute('**/shell-view*.js');
    await page.getByRole('button', { name: 'Try now' }).click();
    await shellIsOpen(page);
    await typeLine(page, 'echo there-after-all');
    await shellShows(page, 'there-after-all');
  });
});
