/** Work that was kept long enough: what goes, and what stays true without it. */
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPublicKey } from '../../../../src/evidence/ed25519.ts';
import { verifyText } from '../../../../src/evidence/verify-lines.ts';
import { keptUntil } from '../../../../src/grades/assignments/kept-until.ts';
import { gradesOf } from '../../../../src/grades/assignments/personal-records.ts';
import { usualWorkDays } from '../../../../src/lab/wire/work-days.ts';
import { LabLibrary } from '../../../../src/runner/library/lab-library.ts';
import { readLabState } from '../../../../src/runner/library/lab-state.ts';
import { gradeNext } from '../../../../src/runner/replay/grader.ts';
import { planRegrade } from '../../../../src/runner/replay/make-regrade.ts';
import { removeOldWork } from '../../../../src/server/assignments/keeping-work.ts';
import type { OpenStore } from '../../../../src/store/open-store.ts';
import { openPublishedEvidence } from '../../../../src/store/published-evidence.ts';
import { assignmentPolicy } from '../../../fixtures/assignments.ts';
import { brokenLabs } from '../../../fixtures/broken-labs.ts';
import { filesWith } from '../../../fixtures/bytes-of.ts';
import { type Course, databaseOf, fillCourse, open } from '../../../fixtures/enrolled-store.ts';
import { simulateGrader } from '../../../fixtures/grades/simulated-grader.ts';
import { submitWork } from '../../../fixtures/grades/submit-work.ts';
import { makeTestLedger } from '../../../fixtures/ledger.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const lab = (await LabLibrary.open(brokenLabs)).get('broken/good');
const vars = { word: 'mira-toba' };
const canary = 'Canary-Quetzal-7731';
const day = 86_400_000;
/** The policy of the fixtures is due then, and takes nothing late. */
const due = Date.parse('2026-11-30T22:59:00.000Z');
let folder: ReturnType<typeof makeTemporaryFolder>;
let now: Date;
let store: OpenStore;
let course: Course;

beforeEach(() => {
  folder = makeTemporaryFolder();
  now = new Date('2026-11-24T10:00:00.000Z');
  store = open(folder.path, () => now);
  course = fillCourse(
    store,
    ['Ada', 'Ben'],
    assignmentPolicy({ labs: [{ lab: lab.id, contentHash: lab.contentHash, points: 10 }] }),
  );
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

async function submit(who: number, key: string) {
  const files = await readLabState(lab, 'solution', vars);
  const notes = { content: Buffer.from(`${canary} of ${course.people[who]?.name}`), executable: false };
  return submitWork(store, course, who, {
    lab: lab.id,
    key,
    vars,
    files: new Map([...files, ['notes.txt', notes]]),
    answers: { kernel: { value: canary, correct: true } },
    uploadBegan: now.toISOString(),
  });
}
const grade = () => {
  const ledger = makeTestLedger(store, folder.path, () => now);
  const tools = simulateGrader({ store, library: { get: () => lab }, ledger });
  return gradeNext(tools, new AbortController().signal);
};
const grades = () =>
  [...gradesOf(store, course.assignment, now.toISOString()).values()].map(({ state, points }) => [
    state,
    points,
  ]);
const remove = () => removeOldWork({ store, clock: () => now });
const at = (ms: number) => {
  now = new Date(ms);
};
const evidenceHolds = () => {
  using published = openPublishedEvidence(folder.path);
  const keys = published.keys.map(({ publicPem, since, until }) => ({
    ...readPublicKey(publicPem),
    since,
    until,
  }));
  return verifyText(Array.from(published.rows(), ({ dsse }) => dsse).join('\n'), keys).ok;
};

test('goes a year after nothing more is accepted, and is said a week before', async () => {
  await submit(0, 'one');
  await grade();
  const [{ id, keepDays } = { id: '', keepDays: 0 }] = store.listCourses();
  expect([id, keepDays]).toEqual([course.assignment.course, usualWorkDays]);
  const until = keptUntil(store, course.assignment, usualWorkDays);
  // By the course's clocks: 23:59 of Vienna in both years.
  expect(until).toBe('2027-11-30T22:59:00.000Z');
  at(Date.parse(until) - 7 * day - 1);
  expect(remove()).toEqual([]);
  at(Date.parse(until) - 7 * day);
  const of = { assignment: course.assignment.id, title: 'First week', submissions: 1, until };
  expect(remove()).toEqual([{ ...of, type: 'soon' }]);
  at(Date.parse(until) - 1);
  expect(remove()).toEqual([{ ...of, type: 'soon' }]);
  expect(store.listSubmissions(course.assignment.id)).toMatchObject([{ isErased: false }]);
  at(Date.parse(until));
  expect(remove()).toEqual([{ ...of, type: 'gone' }]);
  expect(remove()).toEqual([]);
});

test('loses files, answers and what was seen; grades, what was said and evidence stay as they were', async () => {
  const work = await submit(0, 'one');
  await grade();
  const by = course.teacher;
  const [ada] = course.people;
  store.addOverride(course.assignment.id, { person: ada?.id ?? '', points: 9, by, reason: 'so it is' });
  store.keepWorkOf(course.assignment.course, 30);
  at(due + 31 * day);
  const before = {
    grades: grades(),
    gradings: store.listGradings(course.assignment.id),
    head: store.evidenceHead(),
  };
  expect(before.grades[0]).toEqual(['overridden', 9]);
  const [seen = ''] = before.gradings[0]?.observations ?? [];
  expect(store.readObservation(seen)).toBeDefined();
  expect(filesWith(folder.path, canary)).not.toEqual([]);

  expect(remove()).toMatchObject([{ type: 'gone', submissions: 1 }]);
  store.scrub();
  expect(filesWith(folder.path, canary)).toEqual([]);
  expect(store.listSubmissions(course.assignment.id)).toMatchObject([
    { id: work.id, received: work.received, listHash: work.listHash, isErased: true, files: [] },
  ]);
  expect(store.readAnswers(work.id)).toEqual({});
  expect(store.readObservation(seen)).toBeUndefined();
  const [grading] = store.listGradings(course.assignment.id);
  const [look = []] = grading?.outcome.kind === 'judged' ? grading.outcome.looks : [];
  expect(look.length).toBeGreaterThan(0);
  expect(look.map(({ message }) => message).join('')).toBe('');
  expect(grading).toMatchObject({
    id: before.gradings[0]?.id,
    observations: before.gradings[0]?.observations,
  });
  expect(grades()).toEqual(before.grades);
  expect(store.evidenceHead()).toEqual(before.head);
  expect(evidenceHolds()).toBe(true);
  // There is nothing that could be judged again.
  const mended = { ...lab, contentHash: 'd'.repeat(64) };
  expect(planRegrade({ store, library: { get: () => mended } }, course.assignment, {})).toEqual([]);
  expect(store.exportPerson(ada?.id ?? '')).toMatchObject({
    submissions: [{ id: work.id, removed: now.toISOString(), answers: {} }],
    submittedFiles: [],
  });
});

test('is kept until it is judged, and longer where somebody was given more time', async () => {
  await submit(0, 'one');
  store.keepWorkOf(course.assignment.course, 1);
  const [, ben] = course.people;
  const given = { person: ben?.id ?? '', by: course.teacher, reason: '' };
  const until = new Date(due + 10 * day).toISOString();
  store.addAdjustment(course.assignment.id, { ...given, change: { kind: 'extension', until } });
  at(due + 5 * day);
  expect(remove()).toEqual([expect.objectContaining({ type: 'soon' })]);
  at(due + 12 * day);
  // It waits for its grading.
  expect(remove()).toEqual([]);
  await grade();
  expect(remove()).toMatchObject([{ type: 'gone', submissions: 1 }]);
});

test('is kept until somebody is erased where its course says so, and each course says it for itself', async () => {
  await submit(0, 'one');
  await grade();
  const other = store.addCourse('Other', 'UTC', 30);
  expect(store.keepWorkOf(course.assignment.course, null).keepDays).toBeUndefined();
  expect(store.listCourses().find(({ id }) => id === other.id)?.keepDays).toBe(30);
  at(due + 5_000 * day);
  expect(remove()).toEqual([]);
  expect(() => store.keepWorkOf('none', 30)).toThrow('There is no course none.');
});

test('of one is emptied by nothing else: rows of work that is kept cannot be changed', async () => {
  const work = await submit(0, 'one');
  await grade();
  const change = (sql: string) => {
    using db = new DatabaseSync(databaseOf(folder.path));
    db.prepare(sql).run();
  };
  const all = [
    `DELETE FROM submission_file WHERE submission = '${work.id}'`,
    `UPDATE submission SET answers = list_hash WHERE id = '${work.id}'`,
    "UPDATE grading SET outcome = '{}'",
    "UPDATE observation SET content = x''",
  ];
  for (const sql of all) expect(() => change(sql), sql).toThrow('append-only');
  store.keepWorkOf(course.assignment.course, 1);
  at(due + 2 * day);
  remove();
  for (const sql of [
    `UPDATE submission SET received = upload_began || 'x' WHERE id = '${work.id}'`,
    "UPDATE grading SET at = 'never'",
    'DELETE FROM submission_removed',
    "UPDATE submission_removed SET at = 'never'",
  ])
    expect(() => change(sql), sql).toThrow('append-only');
});

test('what two handed in alike, and were seen alike, goes with the last of them', async () => {
  const [one, two] = [await submit(0, 'one'), await submit(1, 'two')];
  const shared = one.files.find(({ path }) => path === 'compose.yaml')?.hash ?? '';
  expect(two.files.find(({ path }) => path === 'compose.yaml')?.hash).toBe(shared);
  await grade();
  store.keepWorkOf(course.assignment.course, 1);
  at(due + 2 * day);
  // The second still waits.
  expect(remove()).toMatchObject([{ submissions: 1 }]);
  expect(store.readSubmittedFile(shared)).toBeDefined();
  await grade();
  expect(remove()).toMatchObject([{ submissions: 1 }]);
  expect(store.readSubmittedFile(shared)).toBeUndefined();
  expect(evidenceHolds()).toBe(true);
});
