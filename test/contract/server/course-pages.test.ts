/** What pages of those who teach ask over HTTP beside what the command line does. No engine. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Role, Scope } from '../../../src/lab/people/role.ts';
import type {
  AdjustmentsView,
  AssignableLab,
  AssignmentView,
  PolicyPreviewView,
  TimeReadingView,
} from '../../../src/lab/wire/assignments.ts';
import type { RosterChangesView, TaughtCourse } from '../../../src/lab/wire/courses.ts';
import { whyNotGraded } from '../../../src/runner/replay/gradable.ts';
import { makeRunnerWithoutEngine } from '../../fixtures/runner-without-engine.ts';
import type { SignedIn } from '../../fixtures/server-at-work.ts';
import { openRoom, type Room } from '../../fixtures/sessions/room.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let without: Awaited<ReturnType<typeof makeRunnerWithoutEngine>>;
let room: Room;
let course: string;

beforeEach(async () => {
  folder = makeTemporaryFolder();
  without = await makeRunnerWithoutEngine(folder.path);
  room = await openRoom({ store: without.store, runner: without.runner, grading: without.grading });
  const asked = { title: 'Security', zone: 'Europe/Vienna' };
  course = (await ask<{ id: string }>(room.owner, 'POST', '/api/courses', asked)).id;
});
afterEach(async () => {
  await room[Symbol.asyncDispose]();
  await without[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function ask<T>(as: SignedIn, method: string, path: string, body?: object): Promise<T> {
  const answer = await room.call(as, method, path, body);
  expect(answer.status, answer.text).toBe(200);
  return answer.json() as T;
}
const member = (role: Role, scope: Scope = 'home'): SignedIn => {
  const { id } = without.store.addMember(`An ${role}`, role, scope);
  return { key: without.store.mintCredential(id, 'sign-in', 3_600_000) };
};
const labs = [{ lab: 'start/first-container', points: 10 }];
const policy = (more: object = {}) => ({
  title: 'Week 1',
  zone: 'Europe/Vienna',
  labs,
  window: { opens: '2026-10-19T06:00:00Z', due: '2026-10-25T01:30:00Z' },
  attempts: 2,
  keep: 'best',
  late: { after: { kind: 'refused' } },
  shown: { results: 'always', hints: 'open', solutions: 'closed' },
  ...more,
});
const readTime = (text: string, reader = 'Europe/Vienna') =>
  ask<TimeReadingView>(
    room.owner,
    'GET',
    `/api/courses/${course}/times?text=${encodeURIComponent(text)}&reader=${encodeURIComponent(reader)}`,
  );
const preview = (sent: object, reader = 'Europe/Vienna') =>
  ask<PolicyPreviewView>(room.owner, 'POST', `/api/courses/${course}/assignments/preview`, {
    policy: sent,
    reader,
  });
const importRoster = (text: string) =>
  ask<RosterChangesView>(room.owner, 'PUT', `/api/courses/${course}/roster`, {
    file: 'people.csv',
    content: Buffer.from(text).toString('base64'),
    apply: true,
  });

describe('courses', () => {
  test('are told with how much is in them, and with what whoever asks may change', async () => {
    await importRoster('name\nAda\nBen\n');
    await ask(room.owner, 'POST', `/api/courses/${course}/assignments`, { policy: policy() });
    const of = async (as: SignedIn) =>
      (await ask<TaughtCourse[]>(as, 'GET', '/api/courses')).find(({ id }) => id === course);
    const all = { roster: true, assignments: true, grades: true };
    expect(await of(room.owner)).toMatchObject({ people: 2, assignments: 1, may: all });
    expect(await of(member('instructor', `course:${course}`))).toMatchObject({ may: all });
    expect(await of(member('assistant', `course:${course}`))).toMatchObject({
      may: { roster: false, assignments: false, grades: false },
    });
    expect((await room.call(member('learner'), 'GET', '/api/courses')).status).toBe(404);
  });

  test('are made by owners alone, who are told that they may', async () => {
    const may = async (as: SignedIn) =>
      (await ask<{ makesCourses: boolean }>(as, 'GET', '/api/sign-in')).makesCourses;
    expect(await may(room.owner)).toBe(true);
    expect(await may(member('instructor'))).toBe(false);
  });

  test('a roster says of each field what stood there and what the table has', async () => {
    await importRoster('name,email,section\nAda,ada@example.org,A;B\nBen,ben@example.org,\n');
    const changes = await importRoster(
      'name,email,section\nAda King,ada@example.org,C\nBen,ben@example.org,A\n',
    );
    expect(changes.changed.map(({ fields }) => fields)).toEqual([
      [
        { field: 'name', before: 'Ada', after: 'Ada King' },
        { field: 'sections', before: 'A; B', after: 'C' },
      ],
      [{ field: 'sections', before: '', after: 'A' }],
    ]);
  });
});

describe('a time that is typed', () => {
  test('is a moment, said by the clocks of the course and of the reader', async () => {
    expect(await readTime('2026-11-30T23:59', 'America/New_York')).toEqual({
      kind: 'instant',
      instant: '2026-11-30T22:59:00.000Z',
      words:
        'Mon 30 Nov 2026, 23:59 CET (UTC+1), which is Mon 30 Nov 2026, 17:59 EST (UTC-5) for you in America/New_York',
    });
    // A browser may know zones that the server does not.
    expect(await readTime('2026-11-30T23:59', 'Mars/Olympus')).toMatchObject({
      words: 'Mon 30 Nov 2026, 23:59 CET (UTC+1)',
    });
  });

  test.each([
    [
      'that clocks show twice',
      '2026-10-25T02:30',
      'twice',
      ['2026-10-25T02:30+02:00', '2026-10-25T02:30+01:00'],
    ],
    [
      'that clocks skip',
      '2027-03-28T02:30',
      'never show',
      ['2027-03-28T01:30+01:00', '2027-03-28T03:30+02:00'],
    ],
    ['with an offset of another zone', '2026-11-30T23:59+05:00', 'does not have', ['2026-11-30T23:59+01:00']],
  ])('%s is given back with what it could mean, each of which is taken', async (_, text, says, choices) => {
    const read = await readTime(text);
    if (read.kind !== 'choose') throw new Error(read.kind);
    expect(read.message).toContain(says);
    expect(read.choices.map((each) => each.text)).toEqual(choices);
    for (const choice of read.choices)
      expect(await readTime(choice.text)).toMatchObject({ kind: 'instant', words: choice.words });
  });

  test('that is none is said to be none', async () => {
    expect(await readTime('tomorrow')).toMatchObject({ kind: 'unreadable', fix: expect.any(String) });
  });
});

describe('rules', () => {
  test('are said before they are kept, and nothing is kept', async () => {
    const { sentences, problems } = await preview(policy(), 'America/New_York');
    expect(problems).toEqual([]);
    expect(sentences.join(' ')).toContain('is 1 lab for 10 points: start/first-container for 10 points');
    expect(sentences.join(' ')).toContain('for you in America/New_York');
    expect(await ask(room.owner, 'GET', '/api/assignments')).toEqual([]);
  });

  test('that are wrong are told by the key at which each thing stands', async () => {
    const wrong = await preview(policy({ title: ' ', attempts: 0, labs: [{ ...labs[0], points: 0 }] }));
    expect(wrong.sentences).toEqual([]);
    expect(wrong.problems.map(({ key }) => key).toSorted()).toEqual(['attempts', 'labs.0.points', 'title']);
    const unknown = await preview(policy({ labs: [{ lab: 'no/such', points: 1 }] }));
    expect(unknown.problems).toMatchObject([{ message: expect.stringContaining('no/such') }]);
  });

  test('that are kept are told with their times as they are typed, also where clocks show one twice', async () => {
    const made = await ask<AssignmentView>(room.owner, 'POST', `/api/courses/${course}/assignments`, {
      policy: policy(),
    });
    expect(made.typed).toEqual({ opens: '2026-10-19T08:00', due: '2026-10-25T02:30+01:00' });
    expect(await readTime(made.typed.due)).toMatchObject({ instant: made.due });
    const told = await ask<AssignmentView>(
      room.owner,
      'GET',
      `/api/assignments/${made.id}?reader=America/New_York`,
    );
    expect(told.sentences.join(' ')).toContain('for you in America/New_York');
  });

  test('are written with the labs that there are, and with why some cannot be graded', async () => {
    const all = await ask<AssignableLab[]>(room.owner, 'GET', `/api/courses/${course}/labs`);
    expect(all.length).toBeGreaterThan(10);
    for (const { lab, cannotGrade } of all)
      expect(cannotGrade).toBe(await whyNotGraded(without.library.get(lab)));
    expect(all.some(({ cannotGrade }) => cannotGrade !== undefined)).toBe(true);
    expect(all.find(({ lab }) => lab === 'start/first-container')).toMatchObject({
      chapter: 'start',
      points: expect.any(Number),
    });
  });
});

test('what is otherwise for one person is told to who teaches, with reasons, and taken back', async () => {
  await importRoster('name\nAda\n');
  const [ada] = await ask<{ person: string }[]>(room.owner, 'GET', `/api/courses/${course}/roster`);
  const { id } = await ask<AssignmentView>(room.owner, 'POST', `/api/courses/${course}/assignments`, {
    policy: policy(),
  });
  const path = `/api/assignments/${id}/people/${ada?.person}/adjustments`;
  const told = () => ask<AdjustmentsView>(room.owner, 'GET', path);
  expect(await told()).toMatchObject({ adjustments: [] });
  const make = (change: object, more: object = {}) =>
    ask(room.owner, 'POST', path, { change, reason: 'a broken leg', ...more });
  await make({ kind: 'extension', until: '2026-11-01T23:00:00Z' });
  // The lab that stands for another is taken as it is now.
  await make({ kind: 'equivalent', lab: 'start/first-container', by: { lab: 'base-images/measure' } });
  const both = await told();
  expect(both.adjustments).toMatchObject([
    { words: 'base-images/measure in the place of start/first-container', holds: true },
    { words: 'On time until Mon 2 Nov 2026, 00:00 CET (UTC+1)', reason: 'a broken leg', holds: true },
  ]);
  expect(both.terms.join(' ')).toContain('In the place of start/first-container you work on');
  await make({ kind: 'withdrawn' }, { replaces: both.adjustments[1]?.id });
  expect((await told()).adjustments.map(({ words, holds }) => [words.split(' ')[0], holds])).toEqual([
    ['Taken', false],
    ['base-images/measure', true],
    ['On', false],
  ]);
});
