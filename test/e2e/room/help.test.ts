/** Help with leave: a look that is asked for, given and ended, a line that is pointed out, a terminal shown to all. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import type { ShareView } from '../../../src/lab/wire/shares.ts';
import { FakeLabRunner, type FakeShell } from '../../fixtures/fake-lab-runner.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import {
  type Learner,
  type RoomAtWork,
  type RoomSession,
  startRoom,
} from '../../fixtures/sessions/room-at-work.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { expectWellInEachWindow } from '../harness/each-window.ts';
import { pictureFailures } from '../harness/journey.ts';

const lab = 'start/first-container';
const title = 'One line of a compose file';

describe.skipIf(whyNoBrowser() !== undefined)('help in the browser', () => {
  const shells = new FakeLabRunner();
  let room: RoomAtWork;
  let browser: Browser;
  let session: RoomSession;
  let anna: Learner;
  let learner: Reader;
  let teacher: Reader;
  let page: Page;
  let board: Page;
  const url = (path: string) => `${room.at.server.url}${path}`;
  const strip = () => page.getByRole('region', { name: 'Session' });
  const detail = () => board.getByRole('dialog', { name: 'Anna' });
  const button = (name: string) => detail().getByRole('button', { name, exact: true });
  const mine = async () => (await room.call(anna, 'GET', '/api/my-session/shares')) as ShareView[];
  const lastShell = (): FakeShell => {
    const shell = shells.shells.at(-1);
    if (shell === undefined) throw new Error('no shell was opened');
    return shell;
  };
  const openDetail = async () => {
    await board.goto(url(`/board/#${session.id}`));
    await board.locator('.dd-board-table').getByRole('button', { name: 'Anna' }).click();
    await detail().waitFor();
  };
  const isWell = (of: Page, what: string) => expectWellInEachWindow(of, what);

  pictureFailures(() => page);
  beforeAll(async () => {
    await buildSite(() => undefined);
    room = await startRoom({ siteDir: () => siteDir, timing: { tickMs: 100, screenMs: 20 } }, shells);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await room?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    session = await room.makeSession();
    anna = await room.join(session, 'Anna');
    learner = await openReader(browser);
    teacher = await openReader(browser);
    page = learner.page;
    board = teacher.page;
    await openLoginLink(board, room.at.server.mintLoginUrl());
    await openDetail();
    await page.addInitScript(
      (signIn) => localStorage.setItem('drydock:sign-in', signIn),
      JSON.stringify(anna),
    );
    await page.goto(url('/start/'));
    await strip().getByText('Anna', { exact: true }).waitFor();
  });
  afterEach(async () => {
    await learner[Symbol.asyncDispose]();
    await teacher[Symbol.asyncDispose]();
    expect([...learner.faults.list, ...teacher.faults.list]).toEqual([]);
  });

  test('a look is asked for in words, accepted by keyboard, seen on every page, and ended by one key', async () => {
    await button('Ask to look').click();
    await detail().getByText('There is no answer yet.').waitFor();
    await strip().getByText(`The instructor asks to look at your terminal of “${title}”.`).waitFor();
    await strip().getByText('sees all that is on its screen').waitFor();
    expect(await page.locator('#dd-live').textContent()).toContain('asks to look');
    // What is typed meanwhile is no answer.
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    expect((await mine()).map(({ state }) => state)).toEqual(['asked']);
    await isWell(page, 'asked');
    await isWell(board, 'asking');

    await strip().getByRole('button', { name: 'Accept' }).focus();
    await page.keyboard.press('Enter');
    await detail().getByText('Anna lets you look at their terminal').waitFor();
    await expect.poll(() => shells.calls.at(-1)).toBe(`look session:${session.id} ${lab} main`);
    await lastShell().write('$ docker compose ps');
    await detail().locator('.xterm-rows').getByText('docker compose ps').waitFor();
    await strip().getByText('The instructor looks at your terminal').waitFor();
    await board.locator('.dd-screen').click();
    await board.keyboard.type('rm -rf /');
    expect(lastShell().typed).toEqual(['$ docker compose ps']);
    await isWell(page, 'looked at');
    await isWell(board, 'looking');
    await page.goto(url('/base-images/'));
    await strip().getByText('The instructor looks at your terminal').waitFor();

    await page.keyboard.press('Control+Shift+Backspace');
    await detail().getByText('It has ended').waitFor();
    expect(await board.locator('.dd-screen').count()).toBe(0);
    await page.locator('.dd-watched').waitFor({ state: 'detached' });
    await strip().getByRole('button', { name: 'My session' }).click();
    await page.getByText('Who looked, and when').click();
    await page.getByText('The instructor asked to look: it has ended.').waitFor();
    await page.getByText(/Looked from \d\d:\d\d to \d\d:\d\d/).waitFor();
    await isWell(page, 'the record');
  });

  test('a look that is refused says so, and shows nothing; the key refuses too', async () => {
    const before = shells.shells.length;
    await button('Ask to look').click();
    await strip().getByRole('button', { name: 'Refuse' }).click();
    await detail().getByText('Anna said no: you do not look at their terminal.').waitFor();
    await button('Ask to look').click();
    await strip().getByRole('button', { name: 'Accept' }).waitFor();
    await page.keyboard.press('Control+Shift+Backspace');
    await expect.poll(async () => (await mine()).map(({ state }) => state)).toEqual(['refused', 'refused']);
    await strip().getByRole('button', { name: 'Accept' }).waitFor({ state: 'detached' });
    await button('Ask to look').click();
    await button('Take back').click();
    await strip().getByRole('button', { name: 'Accept' }).waitFor({ state: 'detached' });
    expect(shells.shells.length).toBe(before);
  });

  test('typing is asked for while one looks, and taken back by itself', async () => {
    expect(await button('Ask to type').count()).toBe(0);
    await button('Ask to look').click();
    await strip().getByRole('button', { name: 'Accept' }).click();
    await button('Ask to type').click();
    await strip().getByText('can run there what you can').waitFor();
    await strip().getByRole('button', { name: 'Accept' }).click();
    await detail().getByText('Anna lets you type in their terminal').waitFor();
    await strip().getByText('The instructor can type in your terminal').waitFor();
    await expect.poll(() => shells.calls.at(-1)).toBe(`type session:${session.id} ${lab} main`);
    await detail().getByText('You type. Each key of Anna there ends it.').waitFor();
    await detail().locator('.dd-screen').click();
    await board.keyboard.press('Escape');
    await board.keyboard.type('id');
    await expect.poll(() => lastShell().typed.join('')).toBe('\u001bid');
    await isWell(board, 'typing');
    await button('Stop typing').click();
    await strip().getByText('The instructor looks at your terminal').waitFor();
    await strip().getByRole('button', { name: 'Stop', exact: true }).click();
    await detail().getByText('It has ended: you do not look at their terminal any more.').waitFor();
  });

  test('a line is pointed out, waits for a terminal to be open, and is dismissed', async () => {
    await detail().getByLabel('Line').fill('docker compose ps');
    await detail().getByLabel('Note').fill('Which one is up?');
    await detail().getByRole('button', { name: 'Send to Anna' }).click();
    await detail().getByText('not answered yet').waitFor();
    const pointer = strip().getByRole('region', { name: 'Pointed out to you' });
    await pointer.getByText('docker compose ps').waitFor();
    await pointer.getByText('Which one is up?').waitFor();
    await isWell(page, 'pointed out');
    await pointer.getByRole('button', { name: 'Insert' }).click();
    await pointer.getByText('No terminal is open on this page.').waitFor();
    await pointer.getByRole('button', { name: 'Copy' }).click();
    await pointer.getByText('Copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('docker compose ps');
    // A terminal that is open on the page takes it.
    await page.evaluate(() => {
      document.addEventListener('drydock:insert', (event) => {
        Object.assign(window, { inserted: (event as CustomEvent<string>).detail });
        event.preventDefault();
      });
    });
    await pointer.getByRole('button', { name: 'Insert' }).click();
    expect(await page.evaluate(() => (window as unknown as { inserted: string }).inserted)).toBe(
      'docker compose ps',
    );
    await detail()
      .getByText(/: inserted$/)
      .waitFor();
    await pointer.waitFor({ state: 'detached' });
    await detail().getByLabel('Note').fill('Read the last line.');
    await detail().getByRole('button', { name: 'Send to Anna' }).click();
    await pointer.getByRole('button', { name: 'Dismiss' }).click();
    await detail()
      .getByText(/: dismissed$/)
      .waitFor();
    await isWell(board, 'what was pointed out');
  });

  test('a terminal is shown to all as long as its board is open, and who comes late sees it as it is', async () => {
    await board.keyboard.press('Escape');
    await board.getByRole('button', { name: 'Show my terminal' }).click();
    await board.getByRole('dialog').getByRole('button', { name: 'Show it' }).click();
    await expect.poll(() => shells.calls.at(-1)).toBe(`look self ${lab} main`);
    await lastShell().write('$ cat compose.yaml');
    await board.locator('.dd-board-mirror .xterm-rows').getByText('cat compose.yaml').waitFor();
    await isWell(board, 'showing');
    await strip().getByRole('button', { name: 'The instructor shows a terminal' }).click();
    await page.locator('.dd-mirror .xterm-rows').getByText('cat compose.yaml').waitFor();
    await lastShell().write('\r\nservices:');
    await page.locator('.dd-mirror .xterm-rows').getByText('services:').waitFor();
    await isWell(page, 'shown');
    await board.getByRole('link', { name: 'Show code' }).first().click();
    await board.locator('.dd-board-mirror').waitFor();
    await board.goto(url('/start/'));
    await page.locator('.dd-mirror').waitFor({ state: 'detached' });
    expect(await strip().getByRole('button', { name: 'shows a terminal' }).count()).toBe(0);
  });

  test('who may not help is offered none of it', async () => {
    const observer = room.store.addMember('An observer', 'observer', 'home');
    const key = room.store.mintCredential(observer.id, 'sign-in', 3_600_000);
    // Before the next page's own scripts: a page that is open would go on to ask as who opened it.
    await board.addInitScript(
      (signIn) => localStorage.setItem('drydock:sign-in', signIn),
      JSON.stringify({ key, person: observer.id }),
    );
    await board.goto(url('/start/'));
    await openDetail();
    for (const name of [
      'Send a notice',
      'Show to all',
      'Catch-up',
      'Pause',
      'Take',
      'Take out of the session',
    ])
      expect(await board.getByRole('button', { name, exact: true }).count(), name).toBe(0);
    expect(await board.getByRole('heading', { name: 'Attempts' }).count()).toBe(0);
    expect(await button('Ask to look').count()).toBe(0);
    expect(await board.getByRole('button', { name: 'Show my terminal' }).count()).toBe(0);
  });
});
