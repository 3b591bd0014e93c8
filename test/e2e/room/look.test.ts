/** The pages of a session for everybody: no barrier, nothing sideways, in both colours; and a room of two hundred. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import type { LabId } from '../../../src/lab/lab-id.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import {
  type Learner,
  type RoomAtWork,
  type RoomSession,
  startRoom,
} from '../../fixtures/sessions/room-at-work.ts';
import { findBarriers } from '../harness/accessibility.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { pictureFailures } from '../harness/journey.ts';
import { sidewaysPixels } from '../harness/layout.ts';

const labs: readonly LabId[] = ['start/first-container', 'base-images/measure', 'base-images/distroless'];
const [first = 'start/first-container'] = labs;
const tasks = ['look', 'user', 'read-only'];

describe.skipIf(whyNoBrowser() !== undefined)('the pages of a session', () => {
  let room: RoomAtWork;
  let browser: Browser;
  let session: RoomSession;
  let anna: Learner;
  let reader: Reader;
  let page: Page;
  const url = (path: string) => `${room.at.server.url}${path}`;

  /** A learner whose first task is done, and whose second fails as often as is said. */
  const work = (learner: Learner, attempts: number) => {
    for (let index = 0; index < attempts; index += 1)
      room.attempt(session, learner, {
        lab: first,
        results: tasks.map((task, place) => ({
          task,
          status: place === 0 ? 'pass' : 'fail',
          message: place === 0 ? '' : 'web runs as root (uid 0), where another user was wanted.',
        })),
        done: index === 0 ? ['look'] : [],
      });
  };
  const signInAs = (learner: Learner) =>
    page.addInitScript((signIn) => localStorage.setItem('drydock:sign-in', signIn), JSON.stringify(learner));

  pictureFailures(() => page);
  beforeAll(async () => {
    await buildSite(() => undefined);
    room = await startRoom({ siteDir: () => siteDir });
    browser = await openBrowser();
    session = await room.makeSession({ labs });
    anna = await room.join(session, 'Anna');
    const long = await room.join(session, 'Wilhelmina von und zu Hohenfriedberg 17');
    work(anna, 3);
    room.attempt(session, long, {
      lab: first,
      results: [{ task: 'look', status: 'error', message: 'The probe of the seat did not answer.' }],
    });
    await room.call(anna, 'PUT', '/api/my-session/hand', { text: 'Which user?', lab: first, task: 'user' });
    await room.call(anna, 'POST', `/api/labs/${first}/hints`, { task: 'user' });
    const text = 'Ten minutes of break.';
    await room.call(room.owner, 'POST', `/api/sessions/${session.id}/notices`, {
      text,
      place: '/start/#lab-first-container',
    });
  });
  afterAll(async () => {
    await browser?.close();
    await room?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    reader = await openReader(browser);
    page = reader.page;
  });
  afterEach(async () => {
    await reader[Symbol.asyncDispose]();
    expect(reader.faults.list).toEqual([]);
  });

  const looks = [
    [1440, 'light'],
    [1440, 'dark'],
    [1024, 'light'],
    [320, 'light'],
    [320, 'dark'],
  ] as const;
  /** As it is now: what axe finds, and whether it goes beyond the window. */
  const isWell = async (what: string) => {
    expect.soft(await findBarriers(page), what).toEqual([]);
    expect.soft(await sidewaysPixels(page), `${what}, sideways`).toBe(0);
  };
  const lookAs = async (width: number, colorScheme: 'light' | 'dark') => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
  };

  test.each(looks)('joining, on %i pixels, %s', async (width, scheme) => {
    reader.faults.expect(/400/);
    await lookAs(width, scheme);
    await page.goto(url('/join/#k7qf'));
    await page.getByLabel('Code').waitFor();
    await isWell('the form');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('That is no code of a session.').waitFor();
    await isWell('what is wrong');
    await page.getByLabel('Code').fill(session.code);
    await page.getByLabel('Name').fill('Ben');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('heading', { name: 'Before you join' }).waitFor();
    await isWell('what is kept');
    await openLoginLink(page, room.at.server.mintLoginUrl());
    await page.goto(url('/join/'));
    await page.getByText('This browser is signed in already').waitFor();
    await isWell('somebody else is signed in');
    await signInAs(anna);
    await page.goto(url('/join/'));
    await page.getByText('You are in').waitFor();
    await isWell('joined already');
  });

  test.each(looks)('the strip, on %i pixels, %s', async (width, scheme) => {
    await lookAs(width, scheme);
    await signInAs(anna);
    await page.goto(url('/start/'));
    await page.getByText('Your hand is up').waitFor();
    await page.locator('.dd-notice').waitFor();
    await isWell('a hand and a notice');
    await page.getByRole('button', { name: 'Close notice' }).click();
    await page.getByRole('button', { name: width > 640 ? 'My session' : 'Session', exact: true }).click();
    await page.getByText('My link', { exact: true }).click();
    await page.locator('.dd-my-link').waitFor();
    await page.getByText('What others see of me').click();
    await page.locator('.dd-attempts').waitFor();
    await isWell('what is folded');
  });

  test.each(looks)('what is kept of a learner, on %i pixels, %s', async (width, scheme) => {
    await lookAs(width, scheme);
    await signInAs(anna);
    await page.goto(url('/my-data/'));
    await page.locator('.dd-attempts').first().waitFor();
    await page.getByText('You agreed to this at').waitFor();
    await isWell('my data');
    const downloaded = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download all of it' }).click();
    expect((await downloaded).suggestedFilename()).toBe('my-data.json');
    await page.getByText('It is in your downloads').waitFor();
  });

  test('who joined before the words changed is asked again, and goes on', async () => {
    const { id, code } = await room.makeSession({ title: 'Asked again', keepDays: 7 });
    const ben = await room.join({ ...session, code }, 'Ben');
    // As whoever agreed to seven days.
    await room.call(room.owner, 'PATCH', `/api/sessions/${id}`, { keepDays: 3_650 });
    await signInAs(ben);
    await page.goto(url('/start/'));
    const isAsked = page.getByText('What is kept of you here has changed.');
    await isAsked.waitFor();
    await isWell('asked again, in the strip');
    await page.getByRole('link', { name: 'Read it, and agree' }).click();
    await page.getByRole('button', { name: 'Agree', exact: true }).click();
    await page.getByText('You agreed to this at').waitFor();
    expect(await isAsked.count()).toBe(0);
  });

  test.each(looks)('who takes back what they agreed to, on %i pixels, %s', async (width, scheme) => {
    await lookAs(width, scheme);
    const cleo = await room.join(session, 'Cleo');
    await signInAs(cleo);
    await page.goto(url('/my-data/'));
    await page.getByRole('button', { name: 'I do not agree any more' }).click();
    await page.getByText('Your terminals close at once').waitFor();
    await isWell('asked once more');
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('You do not agree to this so far.').waitFor();
    await isWell('not agreed');
    await page.goto(url('/start/'));
    await page.getByText('You do not agree to what is kept of you here.').waitFor();
  });

  test.each(looks)('the board, on %i pixels, %s', async (width, scheme) => {
    await lookAs(width, scheme);
    await openLoginLink(page, room.at.server.mintLoginUrl());
    await page.goto(url('/board/'));
    await page.getByRole('link', { name: 'Tuesday morning' }).waitFor();
    await isWell('the list');
    await page.getByRole('button', { name: 'New session' }).click();
    await isWell('the form');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: 'Tuesday morning' }).click();
    await page.locator('td[data-stuck]').waitFor();
    await page.locator('[data-need="ours"]').getByText('The probe of the seat did not answer.').waitFor();
    await isWell('the board');
    await page.getByRole('button', { name: 'Send a notice' }).click();
    await isWell('a notice');
    await page.keyboard.press('Escape');
    await page.locator('.dd-board-table tbody button').first().click();
    await page.getByRole('dialog', { name: 'Anna' }).locator('.dd-attempts').waitFor();
    await isWell('a learner');
    await page.keyboard.press('Escape');
    await page.goto(url(`/board/#${session.id}/projector`));
    await page.getByText('Leave projector view').waitFor();
    await isWell('projected');
    await page.goto(url(`/board/#${session.id}/code`));
    await page.locator('.dd-code-joined').waitFor();
    await isWell('the code');
  });

  test('two hundred learners: the table is there soon, and a change touches it for a few milliseconds', async () => {
    const hall = await room.makeSession({ title: 'The hall', labs, capacity: 200 });
    const all: Learner[] = [];
    for (let index = 0; index < 200; index += 1) all.push(await room.join(hall, `Learner ${index}`));
    await openLoginLink(page, room.at.server.mintLoginUrl());
    await page.goto(url(`/board/#${hall.id}`));
    await expect.poll(() => page.locator('.dd-board-table tbody tr').count()).toBe(200);
    await page.evaluate(() => {
      const long: number[] = [];
      Object.assign(window, { long });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) long.push(duration);
      }).observe({ type: 'longtask' });
    });
    for (const [index, learner] of all.entries()) {
      if (index % 4 !== 0) continue;
      room.attempt(hall, learner, {
        lab: first,
        results: [{ task: 'look', status: 'pass' }],
        done: ['look'],
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => page.locator('td[data-status="done"]').count()).toBe(50);
    const longest = await page.evaluate(() => Math.max(0, ...(window as unknown as { long: number[] }).long));
    expect(longest).toBeLessThan(100);
  });
});
