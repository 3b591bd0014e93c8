/** Assignments in the browser: handing in, what came of it, how those who teach see it, and grading anew. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSite, siteDir } from '../../../src/cli/site-build.ts';
import { type ClassAtWork, lab, type Pupil, startClass } from '../../fixtures/grades/class-at-work.ts';
import { openLoginLink } from '../../fixtures/open-login-link.ts';
import { openBrowser, openReader, type Reader, whyNoBrowser } from '../harness/browser.ts';
import { expectWellInEachWindow } from '../harness/each-window.ts';
import { whoIsSignedOut } from '../harness/faults.ts';
import { pictureFailures, stopAtFirstFailure } from '../harness/journey.ts';

/** Sizes and colours; barriers are the same in two sizes of one colour. */

describe.skipIf(whyNoBrowser() !== undefined)('assignments in the browser', () => {
  let room: ClassAtWork;
  let browser: Browser;
  let learner: Reader;
  let teacher: Reader;
  let page: Page;
  let desk: Page;
  let ada: Pupil;
  let ben: Pupil;
  let assignment: string;
  /** Where time is counted from opening. */
  let timed: string;
  const url = (path: string) => `${room.at.server.url}${path}`;
  const mine = (id = assignment) => url(`/my-assignments/?assignment=${id}`);
  const workOf = ({ person }: Pupil) =>
    url(`/submissions/?assignment=${assignment}&person=${person}&lab=${encodeURIComponent(lab)}`);

  pictureFailures(() => desk);
  stopAtFirstFailure();
  beforeAll(async () => {
    await buildSite(() => undefined);
    room = await startClass({ siteDir: () => siteDir });
    ada = await room.enrol('Ada');
    ben = await room.enrol('Ben');
    browser = await openBrowser();
    learner = await openReader(browser, { timezoneId: 'America/New_York' });
    teacher = await openReader(browser, { timezoneId: 'Europe/Vienna' });
    page = learner.page;
    desk = teacher.page;
    await openLoginLink(desk, room.at.server.mintLoginUrl());
    await openLoginLink(page, room.loginUrl(ada));
  });
  afterAll(async () => {
    await browser?.close();
    await room?.[Symbol.asyncDispose]();
  });

  const isWell = (of: Page, what: string) =>
    expectWellInEachWindow(of, what, { pictures: 'grades', fullPage: true });

  test('nothing is asked of a learner before there is something, and then it stands in the list by both clocks', async () => {
    await page.goto(url('/my-assignments/'));
    await page.getByText('Nothing is asked of you here.').waitFor();
    await isWell(page, 'list-empty');
    assignment = (await room.makeAssignment()).id;
    await room.makeAssignment({
      title: 'Week 0',
      window: { opens: '2026-01-01T08:00:00Z', due: '2026-01-30T22:59:00Z' },
    });
    const { id } = await room.makeAssignment({
      title: 'An hour and a half',
      window: { opens: '2026-01-01T08:00:00Z', due: '2099-12-30T22:59:00Z', minutes: 90 },
      shown: { results: 'after-due', hints: 'closed', solutions: 'closed' },
    });
    timed = id;
    await page.reload();
    const todo = page.getByRole('region', { name: 'To do' });
    await todo.getByRole('link', { name: 'Week 1' }).waitFor();
    await page.getByText('Mon 30 Nov 2099, 23:59 Vienna time, which is 17:59 for you').waitFor();
    expect(await page.getByRole('region', { name: 'Over' }).getByText('missing').count()).toBe(1);
    await isWell(page, 'list');
  });

  test('where time is counted from opening, the page says so, and a press opens it', async () => {
    await page.getByRole('link', { name: 'An hour and a half' }).click();
    await page.getByText('Your 1 hour 30 minutes begin when you open it,').waitFor();
    expect(await page.getByRole('button', { name: 'Hand in …' }).count()).toBe(0);
    await isWell(page, 'not-opened');
    await page.getByRole('button', { name: 'Open it: the clock starts' }).click();
    await page.getByText('You first opened it').waitFor();
    await page.getByText('Results are shown when the time is over: after').waitFor();
  });

  test('a lab that was not started has nothing to hand in; one that was says what would be', async () => {
    await page.goto(mine());
    await page.getByText('You have not started it').waitFor();
    await isWell(page, 'not-started');
    await room.leave(ada, 'user-only');
    await page.reload();
    await page.getByText('3 attempts left').waitFor();
    await page.getByRole('button', { name: 'Hand in …' }).press('Enter');
    await page.getByText('This would be handed in, and uses one of your attempts:').waitFor();
    await page.getByText('compose.yaml').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Hand in now');
    await isWell(page, 'would-be');
    await page.getByRole('button', { name: 'Not yet' }).click();
    expect(room.store.listSubmissions(assignment)).toEqual([]);
  });

  test('work that still has what reaches its engine is told so before it is handed in', async () => {
    const { id } = await room.makeAssignment({
      title: 'The transfer',
      labs: [{ lab: 'stack/transfer', points: 100 }],
    });
    await room.leave(ada, 'start', 'stack/transfer');
    await page.goto(mine(id));
    await page.getByRole('button', { name: 'Hand in …' }).click();
    const warning = page.getByText('Handed in as it is, it could not be graded.');
    await warning.waitFor();
    expect(await warning.textContent()).toContain('stock sees all processes of the host at first');
    await isWell(page, 'would-not-be-graded');
    await page.getByRole('button', { name: 'Not yet' }).click();
    await page.goto(mine());
  });

  test('an answer that is lost is asked for again, and nothing is handed in twice', async () => {
    learner.faults.expect(/ERR_CONNECTION|ERR_FAILED/);
    let lost = 0;
    await page.route('**/submissions', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      // It arrives, and its answer does not.
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'Hand in …' }).click();
    await page.getByRole('button', { name: 'Hand in now' }).click();
    await page.getByText(/Handed in as number 1, received .*: 2 files\./).waitFor();
    expect(lost).toBe(1);
    await page.unroute('**/submissions');
    expect(room.store.listSubmissions(assignment)).toHaveLength(1);
    await page.getByText('It is the next to be graded, or being graded now.').waitFor();
    await page.getByText('2 attempts left').waitFor();
    await isWell(page, 'waiting');
  });

  test('what came of it stands there as soon as it is graded, with the message of each check', async () => {
    await room.grade();
    await page.getByText('5 of 10 points').first().waitFor();
    await page.getByText(/of 6 checks held/).click();
    await page.getByText('How it was reckoned').click();
    await page.getByText('web: root file system is writable; expected read-only.').waitFor();
    await isWell(page, 'graded');
  });

  test('unstable work and what could not be graded say so, and what that costs', async () => {
    await room.leave(ada, 'solution');
    await room.handIn(ada, assignment);
    await room.grade('otherwise-later');
    await room.handIn(ada, assignment);
    await room.grade('not-at-all');
    await page.reload();
    await page.getByText('Unstable: one look saw what the other did not.').waitFor();
    await page.getByText('It could not be graded, by no fault of yours').waitFor();
    await page.getByText('1 attempt left').waitFor();
    await isWell(page, 'unstable');
  });

  test('a learner who asks for the work of others, or for grading anew, is told that there is none', async () => {
    learner.faults.expect(/404/);
    await page.goto(workOf(ada));
    await page.getByText('There is no such work for you.').waitFor();
    await page.goto(url(`/regrades/?assignment=${assignment}`));
    await page.getByText('There are no such grades for you.').waitFor();
    await page.goto(url('/my-assignments/?assignment=01KB0000000000000000000000'));
    await page.getByText('There is no such assignment for you.').waitFor();
    await isWell(page, 'not-there');
  });

  test('what could not be had is asked for again by a press', async () => {
    for (const { faults } of [learner, teacher]) faults.expect(/503/);
    const asked = [
      [page, url('/my-assignments/'), /\/api\/my-assignments\?/, 'The list of assignments'],
      [page, mine(), /\/api\/my-assignments\/[^/]+\?/, 'The assignment'],
      [desk, workOf(ada), /\/people\/[^/]+\/work$/, 'What was handed in'],
      [desk, url(`/regrades/?assignment=${assignment}`), /\/regradable$/, 'What can be graded anew'],
    ] as const;
    for (const [of, address, path, what] of asked) {
      await of.route(path, (route) => route.fulfill({ status: 503 }));
      await of.goto(address);
      await of.getByText(`${what} could not be had.`).waitFor();
      await isWell(of, `refused-${asked.findIndex(([, each]) => each === address)}`);
      await of.unroute(path);
      await of.getByRole('button', { name: 'Try again' }).click();
      await of.locator('.dd-work-facts').first().waitFor();
      expect(await of.getByText('could not be had.').count()).toBe(0);
    }
  });

  test('those who teach see files, both looks beside what was wanted, the X-ray, and evidence that they verify', async () => {
    await desk.goto(workOf(ada));
    const submissions = desk.getByRole('list', { name: 'What was handed in, the newest first' });
    await submissions.getByText('Could not be graded:').first().waitFor();
    await submissions.getByText('Number 2').click();
    const second = submissions.getByRole('listitem').filter({ hasText: 'Number 2' }).first();
    await second.getByText('Look 1:').first().waitFor();
    await second.getByText('Look 2:').first().waitFor();
    await second.getByText('any uid but 0').first().waitFor();
    await second.getByText('compose.yaml').click();
    await second.getByText('read_only: true').waitFor();
    await second.getByRole('button', { name: 'X-ray of look 1' }).click();
    await second.locator('.dd-work-xray[data-drawn="true"]').waitFor();
    await second.getByRole('button', { name: 'Verify' }).click();
    await second.getByText('It is signed by this home and unchanged: number 2 of its chain').waitFor();
    const download = desk.waitForEvent('download');
    await second.getByRole('button', { name: 'Download evidence' }).click();
    expect((await download).suggestedFilename()).toMatch(/^evidence-[0-9a-f]{12}\.json$/);
    await isWell(desk, 'submission');
  });

  test('points are set with a reason and taken back, a comment is said, and somebody is excused', async () => {
    await desk.getByLabel('Points, of 10').fill('7.5');
    await desk.getByLabel('Reason, which the learner reads').fill('The wording was misleading.');
    await desk.getByRole('button', { name: 'Set points' }).click();
    await desk.getByText('It holds now. The learner can read the reason.').waitFor();
    await desk.getByText('7.5 of 10 points').first().waitFor();
    await isWell(desk, 'overridden');
    await desk.getByRole('button', { name: 'Take it back' }).click();
    await desk.getByText('It is taken back: what was judged counts.').waitFor();
    await desk.getByLabel('A comment, which the learner reads').fill('Look at the user once more.');
    await desk.getByRole('button', { name: 'Say it' }).click();
    await desk.getByRole('region', { name: 'Comments' }).getByText('Look at the user once more.').waitFor();
    await desk.getByLabel('Reason, for those alone who teach').fill('ill');
    await desk.getByRole('button', { name: 'Excuse', exact: true }).click();
    await desk.getByRole('button', { name: 'Excuse no more' }).click();
    await desk.getByRole('button', { name: 'Excuse', exact: true }).waitFor();
    await page.goto(mine());
    await page.getByText('Look at the user once more.').waitFor();
    expect(await page.getByText('ill', { exact: true }).count()).toBe(0);
  });

  test('one submission is graded again, and a mended check makes a draft that is read before it holds', async () => {
    const submissions = desk.getByRole('list', { name: 'What was handed in, the newest first' });
    const second = submissions.getByRole('listitem').filter({ hasText: 'Number 2' }).first();
    await second.getByText('Grade this one again').click();
    await second.getByLabel('Reason').fill('It was unstable.');
    await second.getByRole('button', { name: 'Grade again' }).click();
    await second.getByRole('link', { name: 'See what comes of it, and apply it' }).click();
    await desk.getByText('0 of 1 played again').waitFor();
    await isWell(desk, 'regrade-waiting');
    await room.grade();
    await desk.getByText('1 of 1 played again.').waitFor();
    await desk.getByRole('cell', { name: '10 (graded)' }).waitFor();
    await desk.getByRole('button', { name: 'Discard …' }).click();
    await desk.getByRole('button', { name: 'Discard it' }).click();
    await desk.getByRole('heading', { name: 'Before' }).waitFor();

    await room.leave(ben, 'start');
    await room.handIn(ben, assignment);
    await room.grade();
    room.mend('sealed');
    await desk.reload();
    await desk.getByText('The lab was changed:').waitFor();
    await isWell(desk, 'regrade-choice');
    await desk.getByRole('checkbox', { name: /^All/ }).uncheck();
    await desk.getByText('Nothing is chosen.').waitFor();
    await desk.getByRole('checkbox', { name: /^Ada/ }).check();
    await desk.getByLabel('Reason').fill('The check was wrong.');
    await desk.getByRole('button', { name: /^Make a draft of/ }).click();
    await desk.getByText(/judged again from what had been seen, in \d+\.\d s\./).waitFor();
    // What could not be graded is played again: until then nothing can be applied.
    await desk.getByText('It can be applied once all of it is played.').waitFor();
    expect(await desk.getByRole('button', { name: 'Apply …' }).count()).toBe(0);
    await room.grade();
    await desk.getByRole('rowheader', { name: 'Ada' }).waitFor();
    await isWell(desk, 'regrade-draft');
    await desk.getByRole('button', { name: 'Apply …' }).click();
    await desk.getByText('1 grade is another one from now on.').waitFor();
    await desk.getByRole('button', { name: 'Apply it' }).click();
    await desk.getByText(/applied by The instructor/).waitFor();
    expect(room.store.listRegrades(assignment).map(({ state }) => state)).toEqual(['discarded', 'applied']);
    await isWell(desk, 'regrade-applied');
  });

  test('a page without its server says so, and shows what it knew; nobody signed in is told how to come in', async () => {
    learner.faults.expect(/401|ERR_CONNECTION|ERR_INTERNET/);
    await page.goto(mine(timed));
    await page.getByText('3 attempts left').waitFor();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Hand in …' }).click();
    await page.getByText('The server does not answer. Trying again; what you see is as it was.').waitFor();
    await page.context().setOffline(false);
    await page
      .getByText('The server does not answer. Trying again; what you see is as it was.')
      .waitFor({ state: 'detached' });
    const stranger = await openReader(browser);
    stranger.faults.expect(whoIsSignedOut);
    await stranger.page.goto(mine());
    await stranger.page.getByText('Nobody is signed in here.').waitFor();
    await isWell(stranger.page, 'signed-out');
    await stranger[Symbol.asyncDispose]();
    expect(learner.faults.list).toEqual([]);
    expect(teacher.faults.list).toEqual([]);
  });
});
