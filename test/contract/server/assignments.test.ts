/** A course over HTTP: roster, assignment, handing in, grades, regrades, exports. Nothing is played on an engine. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AssignmentView, GradeView } from '../../../src/lab/wire/assignments.ts';
import type { RosterChangesView } from '../../../src/lab/wire/courses.ts';
import type { MyAssignmentView, ReceiptView } from '../../../src/lab/wire/my-assignments.ts';
import type { RegradeView } from '../../../src/lab/wire/regrades.ts';
import { routes } from '../../../src/lab/wire/routes.ts';
import { type Lab, LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { readLabState } from '../../../src/runner/library/lab-state.ts';
import { gradeNext } from '../../../src/runner/replay/grader.ts';
import { makeGradingDesk } from '../../../src/runner/replay/grading-desk.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { brokenLabs } from '../../fixtures/broken-labs.ts';
import { filesWith } from '../../fixtures/bytes-of.ts';
import { lateDesk } from '../../fixtures/grades/late-desk.ts';
import { simulateGrader } from '../../fixtures/grades/simulated-grader.ts';
import { makeTestLedger } from '../../fixtures/ledger.ts';
import { type SignedIn, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { openRoom, type Room } from '../../fixtures/sessions/room.ts';

const vars = { word: 'mira-toba' };
let room: Room;
let store: OpenStore;
let lab: Lab;
let current: Lab;
let grader: ReturnType<typeof simulateGrader>;
let course: string;
const never = new AbortController().signal;

beforeEach(async () => {
  lab = (await LabLibrary.open(brokenLabs)).get('broken/good');
  current = lab;
  const library = { get: () => current };
  const runner = { files: { list: async () => [] } };
  // Made of the store that the server has, which is not there yet.
  const desk = () =>
    makeGradingDesk({
      store,
      library,
      runner,
      ledger: makeTestLedger(store, room.at.home, () => room.now),
      whyNotGraded: () => undefined,
    });
  room = await openRoom({
    grading: lateDesk(desk),
  });
  store = room.at.store;
  grader = simulateGrader({ store, library, ledger: makeTestLedger(store, room.at.home, () => room.now) });
  course = (
    await ask<{ id: string }>(room.owner, 'POST', '/api/courses', {
      title: 'Security',
      zone: 'Europe/Vienna',
    })
  ).id;
});
afterEach(() => room[Symbol.asyncDispose]());

async function ask<T>(as: SignedIn, method: string, path: string, body?: object): Promise<T> {
  const answer = await room.call(as, method, path, body);
  expect([200, 202], answer.text).toContain(answer.status);
  return answer.json() as T;
}
const table = (text: string, apply = true) => ({
  file: 'people.csv',
  content: Buffer.from(text).toString('base64'),
  apply,
});
const importRoster = (text: string, apply = true) =>
  ask<RosterChangesView>(room.owner, 'PUT', `/api/courses/${course}/roster`, table(text, apply));

async function enrol(name: string): Promise<SignedIn & { person: string }> {
  const mail = `${name.toLowerCase()}@example.org`;
  await importRoster(`name,email,login id\n${name},${mail},${mail}\n`);
  const people = await ask<{ person: string; name: string }[]>(
    room.owner,
    'GET',
    `/api/courses/${course}/roster`,
  );
  const person = people.find((each) => each.name === name)?.person ?? '';
  const { url } = await ask<{ url: string }>(
    room.owner,
    'POST',
    `/api/courses/${course}/roster/${person}/login`,
  );
  const { key } = (await room.at.exchange(url)).json() as { key: string };
  return { key, person };
}

const policy = (more: object = {}) => ({
  title: 'Week 1',
  zone: 'Europe/Vienna',
  labs: [{ lab: 'broken/good', points: 10 }],
  window: { opens: '2026-11-23T08:00:00Z', due: '2026-11-30T22:59:00Z' },
  attempts: 'unlimited',
  keep: 'best',
  late: { after: { kind: 'refused' } },
  shown: { results: 'always', hints: 'open', solutions: 'closed' },
  ...more,
});
const make = (more: object = {}) =>
  ask<AssignmentView>(room.owner, 'POST', `/api/courses/${course}/assignments`, { policy: policy(more) });

/** As somebody leaves a lab: a run with its files. */
async function work(person: string, state: string): Promise<void> {
  const party = store.partyOf(person)?.id ?? '';
  const workspaceDir = join(room.at.home, 'workspaces', `${person}-${state}`);
  mkdirSync(workspaceDir, { recursive: true });
  for (const [path, { content }] of await readLabState(lab, state, vars))
    writeFileSync(join(workspaceDir, path), content);
  store.createRun({ ...newRun(party, lab.id), vars, workspaceDir, intent: 'stopped' });
}
const handIn = (as: SignedIn, id: string, key: string) =>
  room.call(as, 'POST', `/api/my-assignments/${id}/labs/broken/good/submissions`, { key });
const grades = async (id: string) =>
  (await ask<{ rows: GradeView[] }>(room.owner, 'GET', `/api/assignments/${id}/gradebook`)).rows.map(
    ({ name, state, points }) => [name, state, points],
  );

describe('a roster', () => {
  test('is shown with what is wrong by line, and then taken whole', async () => {
    const wrong = 'name,email\nAda,ada@example.org\nBen,no address\nAda two,ada@example.org\n';
    expect(await importRoster(wrong)).toMatchObject({
      isImported: false,
      problems: [
        { line: 3, message: expect.stringContaining('is no address of e-mail') },
        { line: 4, message: expect.stringContaining('of line 2') },
      ],
    });
    expect(await ask(room.owner, 'GET', `/api/courses/${course}/roster`)).toEqual([]);
    const right = 'name,email,section\nAda,ada@example.org,A\nBen,ben@example.org,B\n';
    expect(await importRoster(right, false)).toMatchObject({
      added: [{ line: 2 }, { line: 3 }],
      isImported: false,
    });
    expect(await importRoster(right)).toMatchObject({ isImported: true });
    expect(await importRoster(right.replace('Ben,', 'Benjamin,'))).toMatchObject({
      added: [],
      changed: [{ line: 3, fields: [{ field: 'name', before: 'Ben', after: 'Benjamin' }] }],
      same: 1,
    });
    expect(await ask(room.owner, 'GET', `/api/courses/${course}/roster`)).toMatchObject([
      { name: 'Ada', sections: ['A'] },
      { name: 'Benjamin', email: 'ben@example.org' },
    ]);
  });

  test('that is no table is refused, as a zone that is none', async () => {
    const answer = await room.call(
      room.owner,
      'PUT',
      `/api/courses/${course}/roster`,
      table('PK\u0003\u0004'),
    );
    expect(answer.json()).toMatchObject({ error: { code: 'bad-table' } });
    const zone = await room.call(room.owner, 'POST', '/api/courses', { title: 'x', zone: 'Mars/Olympus' });
    expect(zone.json()).toMatchObject({ error: { code: 'bad-assignment' } });
  });
});

test('from a roster to a grade, an override, a regrade and exports', async () => {
  const [ada, ben] = [await enrol('Ada'), await enrol('Ben')];
  const { id, sentences } = await make();
  expect(sentences.join(' ')).toContain('“Week 1” is 1 lab for 10 points');
  await work(ada.person, 'solution');
  await work(ben.person, 'root-kept');
  expect(await ask<MyAssignmentView[]>(ada, 'GET', '/api/my-assignments')).toMatchObject([
    { id, submissions: [] },
  ]);

  const first = await handIn(ada, id, 'drawn-once-by-her');
  expect(first.status, first.text).toBe(202);
  expect(first.json()).toMatchObject({ number: 1, lab: 'broken/good', isRehearsal: false, leftOut: 0 });
  expect((await handIn(ada, id, 'drawn-once-by-her')).json()).toEqual(first.json());
  // A key is of one submission: another lab under it was not handed in.
  const other = await room.call(ada, 'POST', `/api/my-assignments/${id}/labs/runtimes/bundle/submissions`, {
    key: 'drawn-once-by-her',
  });
  expect([other.status, other.text]).toEqual([400, expect.stringContaining('Draw a new key')]);
  await handIn(ben, id, 'drawn-once-by-him');
  expect(await grades(id)).toEqual([
    ['Ada', 'waiting', null],
    ['Ben', 'waiting', null],
  ]);

  await gradeNext(grader, never);
  await gradeNext(grader, never);
  expect(await grades(id)).toEqual([
    ['Ada', 'graded', 10],
    ['Ben', 'graded', 5],
  ]);
  const mine = await ask<MyAssignmentView>(ben, 'GET', `/api/my-assignments/${id}`);
  expect(mine).toMatchObject({ submissions: [{ state: 'judged' }], grade: { points: 5 } });

  const { submission } = first.json() as ReceiptView;
  const seen = await ask<{
    gradings: { id: string; evidence: string }[];
    paths: { path: string; hash: string }[];
  }>(room.owner, 'GET', `/api/assignments/${id}/submissions/${submission}`);
  const [grading] = seen.gradings;
  const evidence = await ask(room.owner, 'GET', `/api/assignments/${id}/gradings/${grading?.id}/evidence`);
  expect(evidence).toMatchObject({ hash: grading?.evidence, seq: 1 });
  const [file] = seen.paths;
  const { content } = await ask<{ content: string }>(
    room.owner,
    'GET',
    `/api/assignments/${id}/submissions/${submission}/files/${file?.hash}`,
  );
  expect(Buffer.from(content, 'base64').toString()).toContain('services:');

  const people = `/api/assignments/${id}/people`;
  const override = { points: 7.5, reason: 'The wording was misleading.' };
  expect(await ask(room.owner, 'POST', `${people}/${ben.person}/overrides`, override)).toMatchObject({
    state: 'overridden',
    points: 7.5,
  });
  await ask(room.owner, 'POST', `${people}/${ben.person}/overrides`, { points: null, reason: 'Taken back.' });
  await ask(room.owner, 'POST', `${people}/${ben.person}/comments`, { text: 'Look at the user.' });
  expect(await ask(ben, 'GET', `/api/my-assignments/${id}`)).toMatchObject({
    comments: [{ text: 'Look at the user.' }],
  });

  const [check = ''] = Object.keys(lab.manifest.checks);
  const { [check]: _, ...checks } = lab.manifest.checks;
  const tasks = { all: { ...lab.manifest.tasks.all, checks: Object.keys(checks) } };
  current = {
    ...lab,
    contentHash: 'd'.repeat(64),
    manifest: { ...lab.manifest, checks, tasks } as Lab['manifest'],
  };
  const draft = await ask<RegradeView>(room.owner, 'POST', `/api/assignments/${id}/regrades`, {
    reason: 'The check was wrong.',
  });
  expect(draft).toMatchObject({
    state: 'draft',
    waiting: 0,
    moves: [{ name: 'Ben', by: 5, checks: [{ check, before: 'failed', after: 'not judged' }] }],
    held: ['Ada'],
  });
  expect(await grades(id)).toContainEqual(['Ben', 'graded', 5]);
  await ask(room.owner, 'POST', `/api/assignments/${id}/regrades/${draft.id}`, { decision: 'applied' });
  expect(await grades(id)).toContainEqual(['Ben', 'graded', 10]);

  const exported = async (as: string, more: object = {}) =>
    (await ask<{ content: string }>(room.owner, 'PUT', `/api/assignments/${id}/exports`, { as, ...more }))
      .content;
  const head = store.evidenceHead() ?? '';
  for (const as of ['long', 'json', 'junit', 'ctrf']) expect(await exported(as)).toContain(head);
  expect(await exported('moodle')).toContain('ben@example.org');
  expect(JSON.parse(await exported('gradescope', { person: 'Ben' }))).toMatchObject({ score: 10 });
  const canvas =
    'Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (4711)\nPoints Possible,,,,,10\nBen,9,,ben@example.org,A,\n';
  const filled = await exported('canvas', { table: table(canvas), column: 'Week 1 (4711)' });
  expect(filled).toMatch(/^Ben,9,.*,10\r?$/m);
  expect(
    (await room.call(room.owner, 'PUT', `/api/assignments/${id}/exports`, { as: 'canvas' })).status,
  ).toBe(400);
});

describe('handing in', () => {
  test('before it opens, of a lab that is no part of it, or of one that was not started, is refused in words', async () => {
    const ada = await enrol('Ada');
    const later = await make({ window: { opens: '2026-12-01T08:00:00Z', due: '2026-12-08T08:00:00Z' } });
    expect((await handIn(ada, later.id, 'drawn-once')).json()).toMatchObject({
      error: { code: 'not-allowed', message: '“Week 1” is not open yet.' },
    });
    const { id } = await make();
    expect((await handIn(ada, id, 'drawn-once')).json()).toMatchObject({ error: { code: 'not-started' } });
    const other = `/api/my-assignments/${id}/labs/start/first-container/submissions`;
    expect((await room.call(ada, 'POST', other, { key: 'drawn-once' })).json()).toMatchObject({
      error: { message: expect.stringContaining('is not part of “Week 1”') },
    });
    expect(store.listSubmissions(id)).toEqual([]);
  });

  test('too late is taken and counts for nothing, until an extension counts it', async () => {
    const ada = await enrol('Ada');
    const { id } = await make();
    await work(ada.person, 'solution');
    room.now = new Date('2026-12-01T08:00:00Z');
    const { key } = { key: store.mintCredential(ada.person, 'sign-in', 3_600_000) };
    expect((await handIn({ key }, id, 'drawn-once')).json()).toMatchObject({ refused: 'too-late' });
    await gradeNext(grader, never);
    expect(await grades(id)).toEqual([['Ada', 'late', 0]]);
    const owner = { key: store.mintCredential(store.localPerson().person.id, 'sign-in', 3_600_000) };
    const extended = await ask(owner, 'POST', `/api/assignments/${id}/people/${ada.person}/adjustments`, {
      change: { kind: 'extension', until: '2026-12-02T08:00:00+01:00' },
      reason: 'a broken leg',
    });
    expect(extended).toMatchObject({ state: 'graded', points: 10 });
    const seen = await room.call({ key }, 'GET', `/api/my-assignments/${id}`);
    expect(seen.text).not.toContain('broken leg');
  });

  test('more often than there are attempts is refused, and asked again under one key is not', async () => {
    const ada = await enrol('Ada');
    const { id } = await make({ attempts: 1 });
    await work(ada.person, 'start');
    expect((await handIn(ada, id, 'drawn-once')).status).toBe(202);
    expect((await handIn(ada, id, 'drawn-twice')).json()).toMatchObject({
      error: { message: 'All 1 attempts at broken/good are used.' },
    });
    expect((await handIn(ada, id, 'drawn-once')).status).toBe(202);
  });

  test('many times at once uses no more attempts than there are, and under one key one', async () => {
    const ada = await enrol('Ada');
    const { id } = await make({ attempts: 2 });
    await work(ada.person, 'start');
    expect((await handIn(ada, id, 'drawn-before')).status).toBe(202);
    const keys = ['drawn-by-a', 'drawn-by-b', 'drawn-by-c', 'drawn-by-d', 'drawn-by-a', 'drawn-by-a'];
    const answers = await Promise.all(keys.map((key) => handIn(ada, id, key)));
    const taken = keys.filter((_, index) => answers[index]?.status === 202);
    expect(new Set(taken).size).toBe(1);
    expect(store.listSubmissions(id)).toHaveLength(2);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(keys.length - taken.length);
    // Whoever sends it again under the key that was taken gets the same receipt.
    expect(taken).toHaveLength(keys.filter((key) => key === taken[0]).length);
  });

  test('by whoever leads is a rehearsal that stands in no gradebook', async () => {
    const { id } = await make();
    await work(store.localPerson().person.id, 'solution');
    expect((await handIn(room.owner, id, 'drawn-once')).json()).toMatchObject({ isRehearsal: true });
    expect(await gradeNext(grader, never)).toBe('ended');
    expect(await grades(id)).toEqual([]);
  });

  test('is answered without results where they are not shown', async () => {
    const ada = await enrol('Ada');
    const { id } = await make({ shown: { results: 'never', hints: 'open', solutions: 'closed' } });
    await work(ada.person, 'solution');
    await handIn(ada, id, 'drawn-once');
    await gradeNext(grader, never);
    const mine = await ask<MyAssignmentView>(ada, 'GET', `/api/my-assignments/${id}`);
    expect(mine.grade).toBeUndefined();
    expect(mine.submissions).toMatchObject([{ state: 'judged' }]);
  });
});

test('hints and solutions that an assignment closes are closed while it runs, to who takes part in it', async () => {
  const ada = await enrol('Ada');
  const known = 'start/first-container';
  current = { ...lab, id: known };
  await make({
    labs: [{ lab: known, points: 10 }],
    shown: { results: 'always', hints: 'closed', solutions: 'closed' },
  });
  const asks = async (as: SignedIn) => [
    (await room.call(as, 'GET', `/api/labs/${known}/solution`)).status,
    (await room.call(as, 'POST', `/api/labs/${known}/solve`)).status,
    (await room.call(as, 'POST', `/api/labs/${known}/hints`, { task: 'drop' })).status,
    (await room.call(as, 'GET', `/api/labs/base-images/measure/solution`)).status,
  ];
  expect(await asks(ada)).toEqual([403, 403, 403, 200]);
  expect(await asks(room.owner)).toEqual([200, 202, 200, 200]);
  room.now = new Date('2026-12-01T08:00:00Z');
  expect(await asks({ key: store.mintCredential(ada.person, 'sign-in', 3_600_000) })).toEqual([
    200, 202, 200, 200,
  ]);
});

test('whoever is erased is in no roster and gradebook any more, and nowhere in the home; what others have stays', async () => {
  const canary = 'Canary-Quetzal-7731';
  const [gone, ben] = [await enrol(canary), await enrol('Ben')];
  const { id } = await make();
  for (const each of [gone, ben]) {
    await work(each.person, 'root-kept');
    expect((await handIn(each, id, 'drawn-once')).status).toBe(202);
    expect(await gradeNext(grader, never)).toBe('ended');
  }
  const path = `/api/people/${gone.person}/data`;
  const told = await room.call(gone, 'GET', path);
  expect(told.json()).toMatchObject({
    person: [{ name: canary }],
    gradings: [{}],
    contact: [{ email: `${canary.toLowerCase()}@example.org` }],
  });
  expect((await room.call(ben, 'GET', path)).status).toBe(404);
  const text = `Well begun, ${canary}.`;
  await ask(room.owner, 'POST', `/api/assignments/${id}/people/${gone.person}/comments`, { text });
  const erased = await room.call(room.owner, 'DELETE', path);
  expect(erased.json()).toEqual({ people: 1, attempts: 0, left: [] });
  for (const word of [canary, canary.toLowerCase()]) expect(filesWith(room.at.home, word)).toEqual([]);
  expect(room.at.log()).not.toContain(canary);
  expect((await room.call(gone, 'GET', `/api/my-assignments/${id}`)).status).toBe(401);
  const of = `/api/assignments/${id}`;
  expect((await room.call(room.owner, 'GET', `/api/courses/${course}/roster`)).json()).toMatchObject([
    { name: 'Ben' },
  ]);
  expect(await grades(id)).toEqual([['Ben', 'graded', 5]]);
  expect(await ask<AssignmentView>(room.owner, 'GET', of)).toMatchObject({ submissions: 2, waiting: 0 });
});

describe('who may what', () => {
  test('every route of the table refuses a learner of another course with 404, as if there were nothing', async () => {
    const ada = await enrol('Ada');
    const { id } = await make();
    const eve = room.member('learner', 'course:01KB0000000000000000000000');
    const tried = Object.values(routes).filter(
      ({ path }) => path.includes('{course}') || path.includes('{assignment}'),
    );
    expect(tried.length).toBeGreaterThan(15);
    for (const { method, path } of tried) {
      const filled = path
        .replace('{course}', course)
        .replace('{assignment}', id)
        .replace('{person}', ada.person)
        .replace('{chapter}/{lab}', 'broken/good')
        .replace('{id}', '01KB0000000000000000000000')
        .replace('{hash}', 'a'.repeat(64))
        .replace('{look}', '1');
      const answer = await room.call(eve, method.toUpperCase(), filled, method === 'get' ? undefined : {});
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).not.toContain('Ada');
    }
    expect((await room.call(eve, 'GET', '/api/my-assignments')).json()).toEqual([]);
  });

  test('a learner of the course sees what is asked of them, and nothing of anybody else', async () => {
    const [ada, ben] = [await enrol('Ada'), await enrol('Ben')];
    const { id } = await make();
    const own = Object.values(routes).filter(({ path }) => path.startsWith('/api/my-assignments'));
    const others = Object.values(routes).filter(
      ({ path, action }) =>
        (path.includes('{course}') || path.includes('{assignment}')) && action !== 'assignment.work',
    );
    expect(own).toHaveLength(5);
    for (const { method, path } of others) {
      const filled = path
        .replace('{course}', course)
        .replace('{assignment}', id)
        .replace('{person}', ben.person)
        .replace('{id}', '01KB0000000000000000000000')
        .replace('{hash}', 'a'.repeat(64))
        .replace('{look}', '1');
      const answer = await room.call(ada, method.toUpperCase(), filled, method === 'get' ? undefined : {});
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect((await room.call(ada, 'GET', '/api/courses')).status).toBe(404);
    expect((await room.call(ada, 'GET', `/api/my-assignments/${id}`)).text).not.toContain('Ben');
  });

  test('an assistant reads and comments, and changes no grade; who is in no course is in none by its id', async () => {
    const ada = await enrol('Ada');
    const { id } = await make();
    const assistant = room.member('assistant', `course:${course}`);
    const of = `/api/assignments/${id}`;
    const as = async (method: string, path: string, body?: object) =>
      (await room.call(assistant, method, path, body)).status;
    expect(await as('GET', `${of}/gradebook`)).toBe(200);
    expect(await as('POST', `${of}/people/${ada.person}/comments`, { text: 'Well done.' })).toBe(200);
    expect(await as('POST', `${of}/people/${ada.person}/overrides`, { points: 10, reason: 'x' })).toBe(404);
    expect(await as('POST', `${of}/regrades`, { reason: 'x' })).toBe(404);
    const nobody = store.addMember('Nobody', 'learner', 'session:elsewhere').id;
    const said = await room.call(room.owner, 'POST', `${of}/people/${nobody}/comments`, { text: 'x' });
    expect(said.status).toBe(404);
  });
});

test('an assignment of a lab that is not in the book, or with a wrong rule, is refused with the key', async () => {
  await using lone = await startServerAtWork();
  const owner = await lone.signIn();
  const made = lone.store.addCourse('x', 'UTC').id;
  const answer = await lone.request(`/api/courses/${made}/assignments`, {
    method: 'POST',
    as: owner,
    body: JSON.stringify({ policy: policy() }),
  });
  expect(answer.status).toBe(404);
  const wrong = await room.call(room.owner, 'POST', `/api/courses/${course}/assignments`, {
    policy: policy({ keep: 'worst' }),
  });
  expect(wrong.json()).toMatchObject({ error: { code: 'bad-assignment', place: { key: 'keep' } } });
});
