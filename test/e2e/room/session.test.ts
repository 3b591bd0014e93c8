/** A session as those see it who are in it: joined by its code, a hand, a board, a pause, another device. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import { showJoinCode } from '../../../src/lab/sessions/join-code.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { type RoomAtWork, type RoomSession, startRoom } from '../../fixtures/sessions/room-at-work.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { pictureFailures, stopAtFirstFailure } from '../harness/journey.ts';
import { shiftsSoFar, sidewaysPixels, watchShifts } from '../harness/layout.ts';

const lab = 'start/first-container';

describe.skipIf(whyNoBrowser() !== undefined)('a session in the browser', () => {
  let room: RoomAtWork;
  let browser: Browser;
  let learner: Reader;
  let teacher: Reader;
  let page: Page;
  let board: Page;
  let session: RoomSession;
  const url = (path: string) => `${room.at.server.url}${path}`;
  const strip = (of: Page) => of.getByRole('region', { name: 'Session' });
  const joined = async () =>
    (await room.call(room.owner, 'GET', `/api/sessions/${session.id}/board`)) as {
      learners: { person: string; alias: string }[];
    };

  pictureFailures(() => page);
  stopAtFirstFailure();
  beforeAll(async () => {
    await buildSite(() => undefined);
    room = await startRoom({ siteDir: () => siteDir });
    browser = await openBrowser();
    learner = await openReader(browser, { viewport: { width: 360, height: 740 } });
    teacher = await openReader(browser);
    page = learner.page;
    board = teacher.page;
  });
  afterAll(async () => {
    await browser?.close();
    await room?.[Symbol.asyncDispose]();
  });

  test('who teaches makes one by the form of an empty list, and its board waits for learners', async () => {
    await openLoginLink(board, room.at.server.mintLoginUrl());
    expect(await board.getByRole('link', { name: 'Board' }).isVisible()).toBe(false);
    await board.goto(url('/board/'));
    await board.getByText('drydock session make').waitFor();
    await board.getByRole('button', { name: 'New session' }).click();
    await board.getByLabel('Title').fill('Tuesday morning');
    await board.getByRole('button', { name: 'Make session' }).click();
    await board.getByText('Choose at least one lab.').waitFor();
    await board.getByLabel('0 Start here').check();
    await board.getByRole('button', { name: 'Make session' }).click();
    await board.getByRole('heading', { name: 'Tuesday morning', level: 1 }).waitFor();
    await board.getByText('Nobody has joined yet.').waitFor();
    await board.getByText('0 of 40 joined').waitFor();
    const [made] = (await room.call(room.owner, 'GET', '/api/sessions')) as RoomSession[];
    if (made === undefined) throw new Error('no session was made');
    session = made;
    expect(made).toMatchObject({ labs: [lab], capacity: 40, phase: 'open' });
    expect(await board.locator('.dd-code').textContent()).toBe(showJoinCode(made.code));
  });

  test('a code that is wrong, and a name that is none, are told where they were typed', async () => {
    learner.faults.expect(/40[04]/);
    await page.goto(url('/join/'));
    await page.getByLabel('Name').fill('Anna');
    await page.getByLabel('Code').fill('hello');
    await page.getByLabel('Code').press('Enter');
    await page.getByText('That is no code of a session.').waitFor();
    expect(await page.getByLabel('Code').evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByLabel('Code').fill('0000-0000');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('No session has this code.').waitFor();
    await page.getByLabel('Code').fill(session.code);
    await page.getByLabel('Name').fill('   ');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('Say what you want to be called.').waitFor();
    expect(await page.getByLabel('Name').evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await sidewaysPixels(page)).toBe(0);
  });

  test('a code is forgiven small letters and no hyphen; a join that got no answer is not done twice', async () => {
    learner.faults.expect(/ERR_/);
    await page.goto(url(`/join/#${session.code.toLowerCase()}`));
    await expect.poll(() => page.getByLabel('Code').inputValue()).toBe(showJoinCode(session.code));
    expect(page.url()).toBe(url('/join/'));
    // The server lets her in, and the answer gets lost.
    await page.route('**/api/join', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByLabel('Name').fill('Anna');
    await page.getByLabel('Name').press('Enter');
    await page.getByRole('heading', { name: 'Before you join “Tuesday morning”' }).waitFor();
    await page.getByText('90 days after the session is to end').waitFor();
    await page.getByRole('button', { name: 'Agree and join' }).click();
    await page.getByText('The server does not answer.').waitFor();
    await page.unroute('**/api/join');
    await page.reload();
    await page.getByLabel('Code').fill(session.code);
    await page.getByLabel('Name').fill('Anna');
    await page.getByLabel('Name').press('Enter');
    await page.getByRole('button', { name: 'Agree and join' }).click();
    await page.waitForURL(url('/start/#lab-first-container'));
    expect((await joined()).learners.map(({ alias }) => alias)).toEqual(['Anna']);
    await board.getByRole('button', { name: 'Anna' }).waitFor();
    await board.getByText('1 of 40 joined').waitFor();
  });

  test('the strip says what session it is, and nothing moves as it comes', async () => {
    await page.setViewportSize({ width: 1024, height: 740 });
    await watchShifts(page);
    await page.goto(url('/start/'));
    await strip(page).getByText('Tuesday morning').waitFor();
    await strip(page)
      .getByText(/until \d\d:\d\d.*, (\d h )?\d+ (min|h) left/)
      .waitFor();
    await strip(page).getByText('Anna', { exact: true }).waitFor();
    expect(await page.locator('[data-host-link]').isVisible()).toBe(false);
    expect(await shiftsSoFar(page)).toBe(0);
  });

  test('a strip whose code did not come, and whose server says nothing, says so and comes', async () => {
    learner.faults.expect(/ERR_FAILED|Failed to fetch/);
    let lost = 0;
    await page.route(/session-strip\.[^/]*\.js$/, async (route) => {
      lost += 1;
      if (lost > 2) await route.continue();
      else await route.abort();
    });
    let silent = 0;
    // It is opened, and nothing comes.
    await page.routeWebSocket('**/api/my-session/events', (socket) => {
      silent += 1;
      if (silent > 1) socket.connectToServer();
    });
    await page.goto(url('/start/'));
    await strip(page).getByText('Your session did not come.').waitFor();
    await strip(page).getByText('The server does not answer. Trying again.').waitFor({ timeout: 40_000 });
    await strip(page).getByText('Tuesday morning').waitFor();
    expect(await strip(page).getByText('Your session did not come.').count()).toBe(0);
    expect([lost > 2, silent > 1]).toEqual([true, true]);
    await page.unrouteAll();
    await page.goto(url('/start/'));
    await strip(page).getByText('Tuesday morning').waitFor();
  });

  test('a hand goes up with a few words, is on the board within a second, is taken, and comes down', async () => {
    await page.locator('#task-first-container-user').scrollIntoViewIfNeeded();
    await strip(page).getByRole('button', { name: 'Raise hand' }).click();
    await page.getByLabel('What is it about?').fill('Which user?');
    await page.getByLabel('What is it about?').press('Enter');
    await board.getByText('Which user?').waitFor({ timeout: 1_000 });
    await board.getByText('One line of a compose file, task 2').first().waitFor();
    await strip(page).getByText('Your hand is up').waitFor();
    await board.getByRole('button', { name: 'Take the hand of Anna' }).click();
    await strip(page).getByText('The instructor is coming').waitFor();
    await expect.poll(() => page.locator('#dd-live').textContent()).toBe('The instructor is coming');
    await board.getByRole('button', { name: 'Lower the hand of Anna' }).click();
    await strip(page).getByRole('button', { name: 'Raise hand' }).waitFor();
    await board.getByText('No hand is up.').waitFor();
    await strip(page).getByRole('button', { name: 'Raise hand' }).click();
    await page.locator('#dd-raise-hand').getByRole('button', { name: 'Raise hand' }).click();
    await strip(page).getByRole('button', { name: 'Lower hand' }).click();
    await strip(page).getByRole('button', { name: 'Raise hand' }).waitFor();
  });

  test('an attempt changes its cell and no other, and its words are read beside the learner', async () => {
    const [anna] = (await joined()).learners;
    if (anna === undefined) throw new Error('Anna has not joined');
    const cell = (task: number) => board.locator(`td[data-column="${task - 1}"]`).first();
    expect(await cell(1).getAttribute('aria-label')).toMatch(/^at it/);
    await board.evaluate(() => {
      const changed = new Set<string>();
      Object.assign(window, { changed });
      new MutationObserver((records) => {
        for (const { target } of records)
          changed.add(
            target instanceof Element ? (target.closest('tbody td')?.getAttribute('data-column') ?? '') : '',
          );
      }).observe(document.querySelector('.dd-board-table tbody') as Element, {
        attributes: true,
        childList: true,
        subtree: true,
      });
    });
    const failing = { task: 'look', status: 'fail', message: 'web is not running.' } as const;
    room.attempt(session, anna, { lab, results: [failing] });
    await expect.poll(() => cell(1).getAttribute('aria-label')).toMatch(/^failing for 0 min, 1 attempt/);
    const changed = await board.evaluate(() => [...(window as unknown as { changed: Set<string> }).changed]);
    expect(changed.filter((column) => !['', '0'].includes(column))).toEqual([]);
    await cell(1).hover();
    await board.getByText('Anna, One line of a compose file, task 1: Find the process').waitFor();
    room.attempt(session, anna, { lab, results: [{ task: 'look', status: 'pass' }], done: ['look'] });
    await expect.poll(() => cell(1).getAttribute('data-status')).toBe('done');
    await expect.poll(() => cell(2).getAttribute('aria-label')).toMatch(/^at it/);
  });

  test('the details of a learner have the attempts, what failed, and the X-ray; the focus comes back', async () => {
    const name = board.getByRole('button', { name: 'Anna' }).last();
    await name.click();
    const detail = board.getByRole('dialog', { name: 'Anna' });
    await detail.getByText('web is not running.').waitFor();
    await detail.getByRole('button', { name: 'X-ray' }).first().click();
    await detail.getByText('No container of this lab was there.').waitFor();
    await board.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
    const focused = () =>
      board.evaluate(() =>
        document.activeElement?.tagName === 'BUTTON' ? document.activeElement.textContent : '',
      );
    await expect.poll(focused).toContain('Anna');
  });

  test('the table is walked by arrows, with one stop for Tab', async () => {
    const column = () => board.evaluate(() => document.activeElement?.getAttribute('data-column'));
    await board.keyboard.press('ArrowRight');
    await expect.poll(column).toBe('0');
    await board.keyboard.press('End');
    await expect.poll(column).toBe('2');
    expect(await board.locator('.dd-board-table tbody [tabindex="0"]').count()).toBe(1);
    await board.keyboard.press('Enter');
    await board.getByRole('dialog', { name: 'Anna' }).waitFor();
    await board.keyboard.press('Escape');
  });

  test('keys that come before a closed dialog is told of go where they go', async () => {
    await board.getByRole('button', { name: 'Anna' }).last().click();
    await board.getByRole('dialog', { name: 'Anna' }).waitFor();
    // One task of the page: the browser tells that a dialog was closed with its next picture, however late that is.
    await board.evaluate(() => {
      document.querySelector<HTMLDialogElement>('.dd-room-dialog')?.close();
      for (const key of ['ArrowRight', 'End'])
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    });
    await expect.poll(() => board.locator('.dd-room-dialog').count()).toBe(0);
    expect(await board.evaluate(() => document.activeElement?.getAttribute('data-column'))).toBe('2');
  });

  test('the focus stays with its learner and task, wherever they are drawn', async () => {
    const at = () =>
      board.evaluate(() => {
        const cell = document.activeElement?.closest<HTMLElement>('td[data-column]');
        return [cell?.closest('tr')?.querySelector('.dd-board-name')?.textContent, cell?.dataset.column];
      });
    const columns = () => board.locator('.dd-board-tasks th[scope="col"]').count();
    const plan = (...labs: readonly string[]) =>
      room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { labs });
    expect(await at()).toEqual(['Anna', '2']);
    await plan('base-images/measure', lab);
    await expect.poll(columns).toBeGreaterThan(3);
    const more = (await columns()) - 3;
    expect(await at()).toEqual(['Anna', String(2 + more)]);
    // Aaron stands above her: her row is where it was, one further down.
    const aaron = await room.join(session, 'Aaron');
    const row = board.locator('.dd-board-table tbody tr').filter({ hasText: 'Aaron' });
    await row.waitFor();
    expect(await at()).toEqual(['Anna', String(2 + more)]);
    await plan('base-images/measure');
    await expect.poll(columns).toBe(more);
    expect(await at()).toEqual(['Anna', String(more - 1)]);
    expect(await board.locator('.dd-board-table tbody [tabindex="0"]').count()).toBe(1);
    await plan(lab);
    await expect.poll(columns).toBe(3);
    expect((await at())[0]).toBe('Anna');
    await room.call(room.owner, 'DELETE', `/api/sessions/${session.id}/learners/${aaron.person}`);
    await row.waitFor({ state: 'detached' });
    expect((await at())[0]).toBe('Anna');
  });

  test('a notice reaches the strip with the way to where it leads, once, and stays in the list', async () => {
    await board.getByRole('button', { name: 'Send a notice' }).click();
    const dialog = board.getByRole('dialog', { name: 'A notice to all' });
    await dialog.getByLabel('What to say').fill('Go on with the second task.');
    await dialog
      .getByLabel('Go there')
      .selectOption({ label: 'One line of a compose file, task 2: Run as somebody else' });
    await dialog.getByRole('button', { name: 'Send to all' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.dd-notice').getByText('Go on with the second task.').waitFor();
    expect(await page.locator('#dd-live').textContent()).toContain('Go on with the second task.');
    await page.locator('.dd-notice').getByRole('link', { name: 'Go there' }).click();
    await page.waitForURL(url('/start/#task-first-container-user'));
    await page.locator('.dd-notice').waitFor({ state: 'detached' });
    await page.reload();
    await strip(page).getByRole('button', { name: 'My session' }).click();
    await page.locator('#dd-my-session').getByText('Go on with the second task.').waitFor();
    expect(await page.locator('.dd-notice').count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  test('a pause is told to learners, and so is going on; what stays longer has a later end', async () => {
    await board.getByRole('button', { name: 'Pause' }).click();
    await strip(page).getByText('paused', { exact: true }).waitFor();
    await board.getByRole('button', { name: 'Go on' }).click();
    await strip(page).getByText('paused', { exact: true }).waitFor({ state: 'detached' });
    const before = Date.parse(session.ends);
    await board.getByRole('button', { name: '15 min more' }).click();
    const ends = async () =>
      Date.parse(((await room.call(room.owner, 'GET', `/api/sessions/${session.id}`)) as RoomSession).ends);
    await expect.poll(ends).toBe(before + 15 * 60_000);
  });

  test('the personal link opens the same work in another browser, and what others see of it is told', async () => {
    await strip(page).getByRole('button', { name: 'My session' }).click();
    await page.getByText('My link', { exact: true }).click();
    const link = (await page.locator('.dd-my-link code').textContent()) ?? '';
    await page.getByRole('img', { name: 'My link as a QR code' }).waitFor();
    await page.getByText('What others see of me').click();
    await page.locator('.dd-my-session').getByText('web is not running.').waitFor();
    await using phone = await openReader(browser, { viewport: { width: 320, height: 640 } });
    await phone.page.goto(link);
    await phone.page.waitForURL(url('/start/#lab-first-container'));
    await strip(phone.page).getByRole('button', { name: 'Raise hand' }).waitFor();
    expect(await sidewaysPixels(phone.page)).toBe(0);
    await phone.page.goto(url('/join/'));
    await phone.page.getByText('You are in “Tuesday morning” as Anna.').waitFor();
    expect((await joined()).learners).toHaveLength(1);
    expect(phone.faults.list).toEqual([]);
    await page.keyboard.press('Escape');
  });

  test('a browser of somebody who teaches is asked before it is signed out by joining', async () => {
    await using second = await openReader(browser);
    await openLoginLink(second.page, room.at.server.mintLoginUrl());
    await second.page.goto(url(`/join/#${session.code}`));
    await second.page.getByText('This browser is signed in already').waitFor();
    await second.page.getByRole('button', { name: 'Sign out and join' }).click();
    await second.page.getByLabel('Name').fill('Anna');
    await second.page.getByRole('button', { name: 'Join' }).click();
    await second.page.getByRole('button', { name: 'Agree and join' }).click();
    await second.page.waitForURL(url('/start/#lab-first-container'));
    await strip(second.page).getByText('Anna 2').waitFor();
    expect(second.faults.list).toEqual([]);
  });

  test('projected, a board has names and shapes and no words; the code has the address and who is in', async () => {
    await board.getByRole('link', { name: 'Projector view' }).click();
    await board.getByRole('link', { name: 'Leave projector view' }).waitFor();
    expect(await board.getByText('web is not running.').count()).toBe(0);
    expect(await board.locator('.dd-need').count()).toBe(0);
    await board.locator('.dd-board-table tbody td').first().click();
    expect(await board.getByRole('dialog').count()).toBe(0);
    await board.keyboard.press('Escape');
    await board.getByRole('link', { name: 'Show code' }).click();
    await board.getByText(url('/join').replace('http://', '')).waitFor();
    await board.getByText(showJoinCode(session.code)).waitFor();
    await expect.poll(() => board.locator('.dd-code-joined').textContent()).toBe('2 of 40 joined');
    await room.join(session, 'Ben');
    await expect.poll(() => board.locator('.dd-code-joined').textContent()).toBe('3 of 40 joined');
    await board.keyboard.press('Escape');
    await board.getByRole('button', { name: 'Send a notice' }).waitFor();
  });

  test('a line that died is said with how old it is, and what was missed is there once it lives', async () => {
    teacher.faults.expect(/ERR_|Failed to load/);
    learner.faults.expect(/ERR_|Failed to load/);
    let isBroken = true;
    await board.routeWebSocket('**/board/events', async (socket) => {
      if (isBroken) await socket.close();
      else socket.connectToServer();
    });
    await room.at.restart();
    await board
      .getByText(/The server does not answer\. Trying again\. What you see is of \d\d:\d\d\./)
      .waitFor();
    await room.join(session, 'Chiara');
    expect(await board.getByRole('button', { name: 'Chiara' }).count()).toBe(0);
    isBroken = false;
    await board.getByRole('button', { name: 'Chiara' }).waitFor();
    await board.getByText('The server does not answer.').waitFor({ state: 'detached' });
  });

  test('the end is asked for, and told to everybody', async () => {
    await board.getByRole('button', { name: 'End', exact: true }).click();
    const dialog = board.getByRole('dialog');
    await dialog.getByText('For all 4').waitFor();
    await dialog.getByRole('button', { name: 'End the session' }).click();
    await strip(page).getByText('ended', { exact: true }).waitFor();
    await board.getByRole('button', { name: 'Open again for 15 min' }).waitFor();
    expect(await strip(page).getByRole('button', { name: 'Raise hand' }).count()).toBe(0);
  });

  test('boards are not for learners, and the way to them shows to who teaches alone', async () => {
    learner.faults.expect(/404/);
    await page.goto(url('/board/'));
    await page.getByText('Boards show only to who teaches').waitFor();
    expect(await page.getByRole('link', { name: 'Board', exact: true }).isVisible()).toBe(false);
    await page.goto(url(`/board/#${session.id}`));
    await page.getByText('There is no such board for you.').waitFor();
    await board.goto(url('/start/'));
    await board.getByRole('link', { name: 'Board', exact: true }).waitFor();
    expect(learner.faults.list).toEqual([]);
    expect(teacher.faults.list).toEqual([]);
  });

  test('who signs out on this device is out of the session there', async () => {
    await page.goto(url('/start/'));
    await strip(page).getByRole('button', { name: 'My session' }).click();
    await page.getByText('Leave on this device').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await strip(page).getByText('You are not in the session any more.').waitFor();
  });
});
