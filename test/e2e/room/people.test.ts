/** Who leads what, on pages: people and what is kept of them, a session's settings and exports, and who only watches. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import type { Role } from '../../../src/lab/people/role.ts';
import type { ShareView } from '../../../src/lab/wire/shares.ts';
import { FakeLabRunner } from '../../fixtures/fake-lab-runner.ts';
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
const lacking = 'base-images/measure';

describe.skipIf(whyNoBrowser() !== undefined)('who leads, in the browser', () => {
  const fake = new FakeLabRunner();
  let room: RoomAtWork;
  let browser: Browser;
  let session: RoomSession;
  let anna: Learner;
  let teacher: Reader;
  let board: Page;
  /** Whoever else looks. */
  let page: Page | undefined;
  const url = (path: string) => `${room.at.server.url}${path}`;

  const isWell = (of: Page, what: string) =>
    expectWellInEachWindow(of, what, { pictures: 'people', fullPage: true });
  const signedInAs = async (of: Page, signIn: { readonly key: string; readonly person: string }) => {
    await of.addInitScript((given) => localStorage.setItem('drydock:sign-in', given), JSON.stringify(signIn));
  };
  const member = (name: string, role: Role) => {
    const { id } = room.store.addMember(name, role, 'home');
    return { key: room.store.mintCredential(id, 'sign-in', 3_600_000), person: id };
  };

  beforeAll(async () => {
    await buildSite(() => undefined);
    const reason = 'It needs a seat of the class privileged.';
    const labs: FakeLabRunner = fake;
    room = await startRoom({ siteDir: () => siteDir }, fake, {
      files: labs.files,
      follow: (...asked) => labs.follow(...asked),
      listLabs: () =>
        labs.listLabs().map((each) => ({
          ...each,
          tasks: [{ id: 'look', title: 'Look', checks: [], questions: [], hints: 0 }],
          runnable:
            each.id === lacking
              ? { ok: false, reason, fix: 'Start with --seats-class privileged.' }
              : { ok: true, seat: 'nested' },
        })),
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await room?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    session = await room.makeSession();
    anna = await room.join(session, 'Anna');
    teacher = await openReader(browser);
    board = teacher.page;
    await openLoginLink(board, room.at.server.mintLoginUrl());
  });
  afterEach(async () => {
    await teacher[Symbol.asyncDispose]();
    expect(teacher.faults.list).toEqual([]);
  });
  // Behind it, so that it comes before: what is closed makes no picture.
  pictureFailures(
    () => board,
    () => page,
  );

  test('the list of sessions says that the server is away, and stands there once it is back', async () => {
    teacher.faults.expect(/ERR_|Failed to load/);
    await board.route('**/api/**', (route) => route.abort());
    await board.goto(url('/board/'));
    const away = board.getByText('The server does not answer. Trying again');
    await away.waitFor();
    await isWell(board, 'sessions-away');
    await board.unroute('**/api/**');
    await board.getByRole('link', { name: session.title }).first().waitFor();
    await away.waitFor({ state: 'detached' });
  });

  test('the owner lets somebody lead by a link that is shown once, makes another, and takes the role back', async () => {
    await board.goto(url('/board/'));
    await board.getByRole('link', { name: 'People', exact: true }).click();
    await board.getByRole('heading', { name: 'Let somebody lead' }).waitFor();
    await isWell(board, 'people');
    await board.getByLabel('Name').fill('Ada');
    await board.getByLabel('As what').selectOption('assistant');
    await board.locator('select[name="scope"]').selectOption({ label: `the session ${session.title}` });
    await board.getByRole('button', { name: 'Add, and make a link' }).click();
    const link = (await board.locator('.dd-people-link code').textContent()) ?? '';
    expect(link).toContain('/login#');
    const ada = board.getByRole('listitem').filter({ has: board.getByRole('heading', { name: 'Ada' }) });
    await ada.getByText(`assistant, the session ${session.title}`, { exact: true }).waitFor();
    await isWell(board, 'added');

    const other = await openReader(browser);
    await openLoginLink(other.page, link);
    await other.page.goto(url(`/board/#${session.id}`));
    await other.page.getByRole('button', { name: 'Anna' }).waitFor();
    expect(await other.page.getByRole('button', { name: 'Settings' }).count()).toBe(0);
    other.faults.expect(/40[14]/);

    await ada.getByRole('button', { name: 'New sign-in link for Ada' }).click();
    await ada.getByText('It is shown this once').waitFor();
    expect(await ada.locator('code').first().textContent()).not.toBe(link);
    await ada.getByRole('button', { name: /^Take back/ }).click();
    await isWell(board, 'take-back');
    await ada.getByRole('button', { name: 'Take it back' }).click();
    await ada.waitFor({ state: 'detached' });
    expect(room.store.listMembers().filter(({ person }) => person.name === 'Ada')).toEqual([]);
    await other.page.goto(url('/people/'));
    await other.page.getByText('This shows only to whom this home belongs.').waitFor();
    await other[Symbol.asyncDispose]();
  });

  test('what is kept of a learner is downloaded, and erased once their name is typed', async () => {
    await board.goto(url('/people/'));
    await board.getByLabel('Of the session').selectOption(session.id);
    const item = board.getByRole('listitem').filter({ has: board.getByRole('heading', { name: 'Anna' }) });
    await item.getByText('What is kept').click();
    const [download] = await Promise.all([
      board.waitForEvent('download'),
      item.getByRole('button', { name: 'Download all of it' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('anna.json');
    expect(readFileSync(await download.path(), 'utf8')).toContain(anna.person);
    await item.getByRole('button', { name: 'Erase Anna' }).click();
    await isWell(board, 'erase');
    await item.getByLabel(/Type the name/).fill('Ann');
    await item.getByRole('button', { name: 'Erase for good' }).click();
    expect(room.store.findJoined(session.id, anna.person)?.alias).toBe('Anna');
    await item.getByLabel(/Type the name/).fill('Anna');
    await item.getByRole('button', { name: 'Erase for good' }).click();
    await item.waitFor({ state: 'detached' });
    expect(room.store.findJoined(session.id, anna.person)?.alias ?? '').not.toBe('Anna');
  });

  test('who is not the owner is told so', async () => {
    const reader = await openReader(browser);
    reader.faults.expect(/404/);
    await signedInAs(reader.page, member('Ben', 'instructor'));
    await reader.page.goto(url('/people/'));
    await reader.page.getByText('signed in as somebody else').waitFor();
    await isWell(reader.page, 'people-refused');
    await reader.page.goto(url('/board/'));
    await reader.page.getByRole('button', { name: 'New session' }).waitFor();
    expect(await reader.page.getByRole('link', { name: 'People', exact: true }).count()).toBe(0);
    await reader[Symbol.asyncDispose]();
  });

  test('a lab that does not run here says so where a session is made, with what to do', async () => {
    await board.goto(url('/board/'));
    await board.getByRole('button', { name: 'New session' }).click();
    await board.getByText('It needs a seat of the class privileged.').waitFor();
    await board.getByText('Start with --seats-class privileged.').waitFor();
    expect(await board.getByText('do not run here').count()).toBe(0);
    // What was typed stays as labs are chosen.
    await board.getByLabel('Places').fill('7');
    await board.getByRole('checkbox', { name: /^1 / }).check();
    expect(await board.getByLabel('Places').inputValue()).toBe('7');
    await board.getByText('1 of the chosen labs does not run here.').waitFor();
    await isWell(board, 'labs-lacking');
  });

  test('title, places, days, labs and the rule of a session are changed on its board, and it is exported', async () => {
    room.attempt(session, anna, { lab, results: [{ task: 'look', status: 'fail', message: 'No.' }] });
    await board.goto(url(`/board/#${session.id}`));
    await board.getByRole('button', { name: 'Settings' }).click();
    const dialog = board.getByRole('dialog', { name: 'Settings of the session' });
    await isWell(board, 'settings');
    await dialog.getByLabel('Title').fill('Wednesday');
    await dialog.getByLabel(/^Places/).fill('12');
    await dialog.getByLabel(/^Days/).fill('30');
    await dialog.getByLabel(/^Minutes without a change/).fill('0');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByLabel(/^Minutes without a change/).fill('9');
    await dialog.getByLabel(/^Same message, times/).fill('4');
    await dialog.getByRole('checkbox', { name: /^The same program/ }).check();
    await dialog.getByText('1 of the chosen labs does not run here.').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await board.getByText('1 of 12 joined').waitFor();
    await board.getByText(/not changed for 9 minutes .* same message 4 times/).waitFor();
    expect(await room.call(room.owner, 'GET', `/api/sessions/${session.id}`)).toMatchObject({
      title: 'Wednesday',
      keepDays: 30,
      labs: [lab, lacking],
      stuck: { minutes: 9, timesMedian: 2, repeats: 4, awayMinutes: 5 },
    });

    await board.getByRole('button', { name: 'Export' }).click();
    await isWell(board, 'export');
    for (const [button, name, holds] of [
      ['Download CSV', 'wednesday.csv', 'Anna,start/first-container,'],
      ['Download JSON', 'wednesday.json', '"message": "No."'],
    ] as const) {
      const [download] = await Promise.all([
        board.waitForEvent('download'),
        board.getByRole('button', { name: button }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(name);
      expect(readFileSync(await download.path(), 'utf8')).toContain(holds);
    }
  });

  test('who only watches sees how tasks stand, no words, and nothing that is refused when it is pressed', async () => {
    const canary = 'word-of-a-check';
    room.attempt(session, anna, { lab, results: [{ task: 'look', status: 'fail', message: canary }] });
    await room.call(anna, 'PUT', '/api/my-session/hand', { lab, text: 'word-of-a-hand' });
    const reader = await openReader(browser);
    page = reader.page;
    await signedInAs(page, member('Olga', 'observer'));
    await page.goto(url(`/board/#${session.id}`));
    await page.getByRole('button', { name: 'Anna' }).waitFor();
    await isWell(page, 'observer');
    for (const name of ['Hands', 'Stuck', 'Ours'])
      expect(await page.getByRole('heading', { name }).count()).toBe(0);
    await page.getByRole('button', { name: 'Anna' }).click();
    await page.getByRole('dialog', { name: 'Anna' }).waitFor();
    await isWell(page, 'observer-learner');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Export' }).click();
    expect(await page.getByRole('button', { name: 'Download JSON' }).count()).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^learner,lab,/);
    await page.keyboard.press('Escape');
    const offered = await page.locator('.dd-boards :is(button, a)').allInnerTexts();
    expect(offered.map((words) => words.trim())).toEqual(
      expect.arrayContaining(['All sessions', 'Export', 'Projector view']),
    );
    for (const word of [canary, 'word-of-a-hand']) expect(await page.content()).not.toContain(word);
    await page.goto(url(`/board/#${session.id}/code`));
    await page.getByText('is shown the code here').waitFor();
    await reader[Symbol.asyncDispose]();
    expect(reader.faults.list).toEqual([]);
  });

  test('a learner’s files are seen as they are saved, once they say yes, until they press the key', async () => {
    const learner = await openReader(browser);
    page = learner.page;
    await signedInAs(page, anna);
    await page.goto(url('/start/'));
    const strip = page.getByRole('region', { name: 'Session' });
    await board.goto(url(`/board/#${session.id}`));
    await board.locator('.dd-board-table').getByRole('button', { name: 'Anna' }).click();
    const detail = board.getByRole('dialog', { name: 'Anna' });
    await detail.getByText('You see nothing of Anna’s files. Ask first.').waitFor();
    await detail.getByRole('button', { name: 'Ask to see files' }).click();
    await strip.getByText('The instructor asks to see your files of').waitFor();
    await isWell(page, 'files-asked');
    expect(fake.listeners.size).toBe(0);
    await strip.getByRole('button', { name: 'Accept' }).click();
    await detail.getByText('services: {}').waitFor();
    await strip.getByText('The instructor sees your files').waitFor();
    fake.text.set('compose.yaml', 'services:\n  web: {}\n');
    fake.emit({ type: 'files', paths: ['compose.yaml'] });
    await detail.getByText('web: {}').waitFor();
    await detail.getByText('X-ray of now').click();
    await detail.getByText('Nothing of this lab was seen to run yet.').waitFor();
    await isWell(board, 'files-seen');
    await isWell(page, 'files-watched');
    await page.keyboard.press('Control+Shift+Backspace');
    await detail.getByText('It has ended: you do not see their files any more.').waitFor();
    expect(await board.locator('.dd-shared-files').count()).toBe(0);
    await expect.poll(() => fake.listeners.size).toBe(0);
    const mine = (await room.call(anna, 'GET', '/api/my-session/shares')) as ShareView[];
    expect(mine).toMatchObject([{ mode: 'files', state: 'ended', looks: [{ until: expect.any(String) }] }]);
    await page.goto(url('/my-data/'));
    await page.getByText('asked to see your files of').waitFor();
    await isWell(page, 'files-on-record');
    await learner[Symbol.asyncDispose]();
    expect(learner.faults.list).toEqual([]);
  });
});
