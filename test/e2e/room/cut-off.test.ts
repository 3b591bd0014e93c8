/**
 * A session in a room without internet, over plain HTTP: made, joined, talked in, shown to and exported, while neither
 * server nor browsers reach anything but each other.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite } from '../../../src/cli/site-build.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { whyNoBrowser } from '../harness/browser.ts';
import { type CutOff, startCutOffRoom, whyNotCutOff } from '../harness/cut-off.ts';
import { collectFaults, type Faults } from '../harness/faults.ts';
import { pictureFailures, stopAtFirstFailure } from '../harness/journey.ts';

const room = 'room.test';
const title = 'Tuesday';

describe.skipIf(whyNoBrowser() ?? (await whyNotCutOff()))('a session without internet', () => {
  let server: CutOff;
  let browser: Browser;
  let board: Page;
  let page: Page;
  let origin: string;
  const faults: Faults[] = [];
  const asked: string[] = [];

  const openPage = async (): Promise<Page> => {
    const context: BrowserContext = await browser.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(30_000);
    const own = collectFaults(context);
    // The browser says so of each page without HTTPS.
    own.expect(/Cross-Origin-Opener-Policy header has been ignored/);
    faults.push(own);
    context.on('request', (request) => asked.push(request.url()));
    const opened = await context.newPage();
    opened.on('websocket', (socket) => asked.push(socket.url().replace(/^ws/, 'http')));
    return opened;
  };
  const strip = () => page.getByRole('region', { name: 'Session' });

  pictureFailures(
    () => board,
    () => page,
  );
  stopAtFirstFailure();
  beforeAll(async () => {
    await buildSite(() => undefined);
    server = await startCutOffRoom(room);
    origin = server.url.replace('127.0.0.1', room);
    browser = await chromium.launch({
      executablePath: server.chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-3d-apis',
        `--host-resolver-rules=MAP ${room} 127.0.0.1`,
      ],
    });
    [board, page] = [await openPage(), await openPage()];
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  test('is made on the board and joined by its code', async () => {
    expect(await server.routes()).toBe('');
    const login = new URL(await server.mintLoginUrl());
    await openLoginLink(board, `${origin}${login.pathname}${login.hash}`);
    expect(await board.evaluate(() => isSecureContext)).toBe(false);
    await board.goto(`${origin}/board/`);
    await board.getByRole('button', { name: 'New session' }).click();
    await board.getByLabel('Title').fill(title);
    await board.getByLabel('0 Start here').check();
    await board.getByRole('button', { name: 'Make session' }).click();
    await board.getByRole('heading', { name: title, level: 1 }).waitFor();
    await board.getByRole('link', { name: 'Show code' }).first().click();
    const code = (await board.locator('.dd-code').first().textContent()) ?? '';
    await page.goto(`${origin}/join/`);
    await page.getByLabel('Code').fill(code);
    await page.getByLabel('Name').fill('Anna');
    await page.getByLabel('Name').press('Enter');
    await page.getByRole('button', { name: 'Agree and join' }).click();
    await page.waitForURL(`${origin}/start/#lab-first-container`);
    await strip().getByText(title).waitFor();
    await board.keyboard.press('Escape');
    await board.locator('.dd-board-table').getByRole('button', { name: 'Anna' }).waitFor();
  });

  test('a hand goes up and is taken, a notice comes, a text is shown', async () => {
    await strip().getByRole('button', { name: 'Raise hand' }).click();
    await page.getByLabel('What is it about?').fill('Which user?');
    await page.getByLabel('What is it about?').press('Enter');
    await board.getByText('Which user?').waitFor();
    await board.getByRole('button', { name: 'Take the hand of Anna' }).click();
    await strip().getByText('The instructor is coming').waitFor();
    await board.getByRole('button', { name: 'Send a notice' }).click();
    await board.getByLabel('What to say').fill('Ten minutes of break.');
    await board.getByRole('button', { name: 'Send to all' }).click();
    await page.locator('.dd-notice').getByText('Ten minutes of break.').waitFor();
    await board.getByRole('button', { name: 'Show to all' }).click();
    const dialog = board.getByRole('dialog', { name: 'Show to all' });
    await dialog.getByLabel('Title').fill('compose.yaml');
    await dialog.getByLabel('Text', { exact: true }).fill('services:\n  web:\n');
    await dialog.getByRole('button', { name: 'Show the text' }).click();
    await dialog.getByText('On all pages now').waitFor();
    await page
      .getByRole('region', { name: /compose\.yaml/ })
      .getByText('web:')
      .waitFor();
    await board.keyboard.press('Escape');
  });

  test('a look with leave and a terminal for all draw shells', async () => {
    await board.locator('.dd-board-table').getByRole('button', { name: 'Anna' }).click();
    const detail = board.getByRole('dialog', { name: 'Anna' });
    await detail.getByRole('button', { name: 'Ask to look' }).click();
    await strip().getByRole('button', { name: 'Accept' }).click();
    await detail.locator('.xterm-rows').getByText('cat compose.yaml').waitFor();
    await board.keyboard.press('Escape');
    await board.getByRole('button', { name: 'Show my terminal' }).click();
    await board.getByRole('dialog').getByRole('button', { name: 'Show it' }).click();
    await strip().getByRole('button', { name: 'The instructor shows a terminal' }).click();
    await page.locator('.dd-mirror .xterm-rows').getByText('cat compose.yaml').waitFor();
  });

  test('what came of it is exported', async () => {
    const record = await board.evaluate(async () => {
      const { key }: { key: string } = JSON.parse(localStorage.getItem('drydock:sign-in') ?? '{}');
      const headers = { authorization: `Bearer ${key}` };
      const id = location.hash.slice(1).split('/')[0];
      return await (await fetch(`/api/sessions/${id}/record`, { headers })).text();
    });
    for (const text of ['Anna', 'Which user?', 'Ten minutes of break.']) expect(record).toContain(text);
  });

  test('and nothing was asked of anybody else', () => {
    expect(asked.length).toBeGreaterThan(30);
    const others = asked.filter((url) => !/^(?:data|blob):/.test(url) && new URL(url).origin !== origin);
    expect(others).toEqual([]);
    expect(faults.flatMap(({ list }) => list)).toEqual([]);
  });
});
