/** What is told of work that was handed in: to whom it is of, and to those who teach. Nothing is played on an engine. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MyAssignmentView, WorkToHandInView } from '../../../src/lab/wire/my-assignments.ts';
import type { RegradableView, RegradeView } from '../../../src/lab/wire/regrades.ts';
import type { PersonWorkView, SubmissionView, VerificationView } from '../../../src/lab/wire/submissions.ts';
import { type ClassAtWork, lab, type Pupil, startClass } from '../../fixtures/grades/class-at-work.ts';

let room: ClassAtWork;
let ada: Pupil;
beforeEach(async () => {
  room = await startClass();
  ada = await room.enrol('Ada');
});
afterEach(() => room[Symbol.asyncDispose]());

const mine = (id: string, as: Pupil = ada, query = '') =>
  room.ask<MyAssignmentView>(as, 'GET', `/api/my-assignments/${id}${query}`);
const workOf = (id: string, { person }: Pupil = ada) =>
  room.ask<PersonWorkView>(room.owner, 'GET', `/api/assignments/${id}/people/${person}/work`);
const submission = (id: string, of: string) =>
  room.ask<SubmissionView>(room.owner, 'GET', `/api/assignments/${id}/submissions/${of}`);
const people = (id: string, { person }: Pupil) => `/api/assignments/${id}/people/${person}`;

describe('an assignment, as it is for a learner', () => {
  test('says what would be handed in, attempts left, a place in the queue, and what came of each', async () => {
    const ben = await room.enrol('Ben');
    const { id } = await room.makeAssignment();
    expect(await mine(id)).toMatchObject({
      phase: 'open',
      zone: 'Europe/Vienna',
      results: { areShown: true },
      labs: [{ lab, points: 10, attemptsLeft: 3, isStarted: false }],
    });
    const path = `/api/my-assignments/${id}/labs/${lab}/work`;
    expect((await room.call(ada, 'GET', path)).json()).toMatchObject({ error: { code: 'not-started' } });
    for (const each of [ada, ben]) await room.leave(each, 'user-only');
    const work = await room.ask<WorkToHandInView>(ada, 'GET', path);
    expect(work.files.map((file) => file.path)).toContain('compose.yaml');
    expect(work.leftOut).toEqual([]);
    const first = await room.handIn(ada, id);
    await room.handIn(ben, id);
    expect((await mine(id)).submissions).toMatchObject([{ state: 'waiting', waits: { ahead: 0, tries: 0 } }]);
    expect((await mine(id, ben)).submissions).toMatchObject([{ state: 'waiting', waits: { ahead: 1 } }]);
    await room.grade();
    await room.grade('not-at-all');
    const graded = await mine(id);
    expect(graded.labs).toMatchObject([{ attemptsLeft: 2 }]);
    expect(graded.submissions).toMatchObject([
      {
        id: first.submission,
        state: 'judged',
        attempt: { number: 1, lateness: 'on time', result: { isUnstable: false, worth: 5, of: 10 } },
      },
    ]);
    const checks = graded.submissions[0]?.attempt?.result?.checks ?? [];
    expect(checks.find(({ check }) => check === 'sealed')).toMatchObject({ status: 'fail', earned: 0 });
    const failed = await mine(id, ben);
    expect(failed.labs).toMatchObject([{ attemptsLeft: 3 }]);
    expect(failed.submissions).toMatchObject([
      { state: 'could-not-grade', cause: expect.stringContaining('disk') },
    ]);
  });

  test('what only one look saw is unstable, and counts as seen least', async () => {
    const { id } = await room.makeAssignment();
    await room.leave(ada, 'solution');
    await room.handIn(ada, id);
    await room.grade('otherwise-later');
    expect((await mine(id)).submissions[0]?.attempt?.result).toMatchObject({ isUnstable: true, worth: 0 });
  });

  test('results are told once they are shown, and then when that is', async () => {
    const after = { shown: { results: 'after-due', hints: 'open', solutions: 'open' } };
    const { id } = await room.makeAssignment(after);
    await room.leave(ada, 'solution');
    await room.handIn(ada, id);
    await room.grade('otherwise-later');
    const seen = await room.call(ada, 'GET', `/api/my-assignments/${id}`);
    expect(seen.json()).toMatchObject({
      results: { areShown: false, from: '2099-11-30T22:59:00.000Z' },
      submissions: [{ state: 'judged', attempt: { number: 1 } }],
    });
    expect(seen.text).not.toMatch(/"result":|isUnstable|"grade"/);
  });

  test('dates are said by the reader’s clock too, where it is another; a zone that nobody knows is passed over', async () => {
    const { id } = await room.makeAssignment();
    const far = await mine(id, ada, '?reader=America/New_York');
    expect(far.sentences.join(' ')).toContain('for you in America/New_York');
    expect((await mine(id, ada, '?reader=Mars/Olympus')).sentences).toEqual((await mine(id)).sentences);
  });

  test('where minutes are counted, nothing is handed in before it is opened, and the clock starts once', async () => {
    const window = { opens: '2026-01-01T08:00:00Z', due: '2099-11-30T22:59:00Z', minutes: 90 };
    const { id } = await room.makeAssignment({ window });
    await room.leave(ada, 'start');
    const before = await mine(id);
    expect(before).toMatchObject({ length: '1 hour 30 minutes' });
    expect(before.firstOpened).toBeUndefined();
    expect(before.labs[0]?.closed).toContain('have not opened');
    await expect(room.handIn(ada, id)).rejects.toThrow('have not opened');
    const opened = await room.ask<MyAssignmentView>(ada, 'POST', `/api/my-assignments/${id}/open`);
    expect(opened.labs[0]?.closed).toBeUndefined();
    const again = await room.ask<MyAssignmentView>(ada, 'POST', `/api/my-assignments/${id}/open`);
    expect(again.firstOpened).toBe(opened.firstOpened);
    expect(await room.handIn(ada, id)).toMatchObject({ number: 1 });
  });
});

describe('work of one person, for those who teach', () => {
  test('has what was observed beside what was wanted for each look, what was seen, and evidence that is verified', async () => {
    const { id } = await room.makeAssignment();
    await room.leave(ada, 'solution');
    const receipt = await room.handIn(ada, id);
    await room.grade('otherwise-later');
    const seen = await submission(id, receipt.submission);
    const [grading] = seen.gradings;
    expect(grading).toMatchObject({
      holds: true,
      isCurrent: true,
      isJudgedAgain: false,
      tries: 0,
      observations: 2,
    });
    const ofCheck = grading?.looks.map((look) => look.find(({ check }) => check === 'not-root'));
    expect(ofCheck).toMatchObject([
      { status: 'pass', observed: expect.stringMatching(/./), expected: expect.stringMatching(/./) },
      { status: 'fail', observed: expect.stringMatching(/./), expected: ofCheck?.[0]?.expected },
    ]);
    const of = `/api/assignments/${id}/gradings/${grading?.id}`;
    for (const [look, uid] of [
      [1, 10_001],
      [2, 0],
    ]) {
      const text = (await room.call(room.owner, 'GET', `${of}/observations/${look}`)).text;
      expect(text).toContain(`"uids":[${uid},`);
    }
    expect((await room.call(room.owner, 'GET', `${of}/observations/3`)).status).toBe(404);
    expect((await room.call(room.owner, 'GET', `${of}/observations/none`)).status).toBe(400);
    const verified = await room.ask<VerificationView>(room.owner, 'GET', `${of}/verification`);
    expect(verified).toMatchObject({ ok: true, seq: 1, hash: grading?.evidence });
    expect(verified.publicPem).toContain('BEGIN PUBLIC KEY');

    room.mend('program');
    const later = await submission(id, receipt.submission);
    expect(later.gradings[0]).toMatchObject({ isCurrent: false });
    expect(later.gradings[0]?.looks[0]?.[0]).not.toHaveProperty('observed');
  });

  test('has what was said and changed, what of that holds, and whether whoever asks may change it', async () => {
    const { id } = await room.makeAssignment();
    const of = people(id, ada);
    await room.ask(room.owner, 'POST', `${of}/adjustments`, { change: { kind: 'excused' }, reason: 'ill' });
    const excused = await workOf(id);
    expect(excused).toMatchObject({
      name: 'Ada',
      grade: { state: 'excused' },
      mayChange: true,
      adjustments: [{ kind: 'excused', words: 'Excused', reason: 'ill', holds: true }],
    });
    const [{ id: replaces } = { id: '' }] = excused.adjustments;
    await room.ask(room.owner, 'POST', `${of}/adjustments`, { change: { kind: 'withdrawn' }, replaces });
    for (const points of [4, 6, null])
      await room.ask(room.owner, 'POST', `${of}/overrides`, { lab, points, reason: 'So it is.' });
    await room.ask(room.owner, 'POST', `${of}/overrides`, { points: 3, reason: 'Of the whole.' });
    await room.ask(room.owner, 'POST', `${of}/comments`, { text: 'Look once more.' });
    const work = await workOf(id);
    expect(work.adjustments.map(({ holds }) => holds)).toEqual([false, false]);
    expect(work.overrides.map(({ points, holds }) => [points, holds])).toEqual([
      [4, false],
      [6, false],
      [null, false],
      [3, true],
    ]);
    expect(work).toMatchObject({ grade: { points: 3 }, comments: [{ text: 'Look once more.' }] });
    const assistant = room.store.addMember('Tess', 'assistant', `course:${room.course}`);
    const key = room.store.mintCredential(assistant.id, 'sign-in', 3_600_000);
    expect(await room.ask({ key }, 'GET', `${of}/work`)).toMatchObject({
      mayChange: false,
      mayComment: true,
    });
  });
});

describe('grading anew', () => {
  test('a mended check is planned by person, judged from what was seen, and holds once it is applied', async () => {
    const ben = await room.enrol('Ben');
    const { id } = await room.makeAssignment();
    const planned = () => room.ask<RegradableView>(room.owner, 'GET', `/api/assignments/${id}/regradable`);
    for (const [pupil, left] of [
      [ada, 'user-only'],
      [ben, 'start'],
    ] as const) {
      await room.leave(pupil, left);
      await room.handIn(pupil, id);
    }
    await room.grade();
    await room.grade('not-at-all');
    expect(await planned()).toMatchObject({
      mayChange: true,
      labs: [{ lab, people: [{ name: 'Ben', seen: [], again: [expect.any(String)] }] }],
    });
    room.mend('sealed');
    const [of] = (await planned()).labs;
    expect(of?.people).toMatchObject([
      { name: 'Ada', seen: [expect.any(String)], again: [] },
      { name: 'Ben', seen: [], again: [expect.any(String)] },
    ]);
    const submissions = of?.people[0]?.seen ?? [];
    const draft = await room.ask<RegradeView>(room.owner, 'POST', `/api/assignments/${id}/regrades`, {
      reason: 'The check was wrong.',
      submissions,
    });
    expect(draft).toMatchObject({
      state: 'draft',
      by: 'local',
      judged: 1,
      played: 0,
      waiting: 0,
      moves: [{ name: 'Ada', checks: [{ check: 'sealed', before: 'failed', after: 'not judged' }] }],
    });
    expect(draft.moves[0]?.checks[0]?.title).not.toBe('sealed');
    const applied = await room.ask<RegradeView>(
      room.owner,
      'POST',
      `/api/assignments/${id}/regrades/${draft.id}`,
      {
        decision: 'applied',
      },
    );
    expect(applied).toMatchObject({ state: 'applied', decided: { by: 'local' } });
    expect((await workOf(id)).grade.points).toBeCloseTo(6.67);
  });

  test('one submission is played again though its lab judged it, where it is named, and not otherwise', async () => {
    const { id } = await room.makeAssignment();
    await room.leave(ada, 'solution');
    const { submission: named } = await room.handIn(ada, id);
    await room.grade('otherwise-later');
    const regrades = `/api/assignments/${id}/regrades`;
    const refused = await room.call(room.owner, 'POST', regrades, { reason: 'Unstable.', again: true });
    expect(refused.status).toBe(400);
    expect((await room.call(room.owner, 'POST', regrades, { reason: 'Unstable.' })).status).toBe(400);
    const asked = { reason: 'Unstable.', again: true, submissions: [named] };
    const draft = await room.ask<RegradeView>(room.owner, 'POST', regrades, asked);
    expect(draft).toMatchObject({ judged: 0, played: 0, waiting: 1, moves: [] });
    expect((await workOf(id)).grade.points).toBe(0);
    await room.grade();
    const [played] = await room.ask<RegradeView[]>(room.owner, 'GET', regrades);
    expect(played).toMatchObject({
      played: 1,
      failed: 0,
      waiting: 0,
      lastAt: expect.any(String),
      moves: [
        { name: 'Ada', before: { state: 'unstable', points: 0 }, after: { state: 'graded', points: 10 } },
      ],
    });
    await room.ask(room.owner, 'POST', `${regrades}/${draft.id}`, { decision: 'applied' });
    expect((await workOf(id)).grade).toMatchObject({ state: 'graded', points: 10 });
  });
});
