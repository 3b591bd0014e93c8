/** What is kept of people: told whole, and taken away so that no byte of it is left. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { makeLedger } from '../../../src/evidence/ledger.ts';
import { selfPaced } from '../../../src/lab/checks/grade.ts';
import { writeArchive } from '../../../src/store/archive/write-archive.ts';
import { loadEvidenceKey } from '../../../src/store/evidence-key.ts';
import { type OpenStore, openStore } from '../../../src/store/open-store.ts';
import { parseStatements } from '../../../src/store/statements.ts';
import { assignmentPolicy, newGrading, newSubmission, sealForTests } from '../../fixtures/assignments.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { filesWith } from '../../fixtures/bytes-of.ts';
import { fillPlatform } from '../../fixtures/store/fill-store.ts';
import { restoreFile } from '../../fixtures/store/restore-file.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const canary = 'Canary-Quetzal-7731';
const lab = 'start/first-container';
let folder: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
const path = () => join(folder.path, 'drydock.db');
beforeEach(() => {
  folder = makeTemporaryFolder();
  store = openStore(path());
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

function addSession() {
  return store.addSession({
    course: store.addCourse('Containers', 'UTC').id,
    title: 'Tuesday',
    code: 'K7QF3M2X',
    capacity: 40,
    opens: '2026-11-24T08:00:00.000Z',
    ends: '2036-11-24T10:00:00.000Z',
    labs: [lab],
  });
}

/** Somebody who did all that leaves something, each thing with the word in it. */
function addLearner(session: string, word: string) {
  const joined = store.join(session, `asked-${word}`, word.slice(0, 40), [], {
    version: 1,
    keepDays: 90,
    until: '2027-02-22T12:00:00.000Z',
  });
  if (joined === 'full') throw new Error('the session is full');
  const { person, party } = joined;
  const run = store.createRun({ ...newRun(party.id), context: `session:${session}` }).id;
  store.addRevision({ run, path: `${word}.yaml`, reason: 'saved' }, Buffer.from(`# ${word}\n`));
  store.addRevision({ run, path: 'same.yaml', reason: 'saved' }, Buffer.from('services: {}\n'));
  const attempt = newAttempt(run);
  const results = attempt.results.map((result) => ({
    ...result,
    observed: word,
    message: `saw ${word}`,
    container: word,
  }));
  const observation = { ...attempt.observation, project: word };
  const id = store.addAttempt({
    ...attempt,
    person: person.id,
    results,
    observation,
    imageDigests: { [word]: { kind: 'image-id', digest: 'sha256:00' } },
  }).id;
  store.addEvent({ type: 'observed', run, moment: 'start', observation: { ...observation, durationMs: 9 } });
  const said = { run, lab, confidence: undefined, correct: true, message: word } as const;
  store.addAnswer({ ...said, person: person.id, kind: 'question', key: 'kernel', value: word });
  store.raiseHand(session, person.id, { lab, task: 'drop', text: word });
  store.setChapterPosition(person.id, 'start', 0.5, undefined);
  const share = store.askShare({
    session,
    person: person.id,
    viewer: store.localPerson().person.id,
    mode: 'look',
    lab,
    terminal: word,
  });
  store.answerShare(share.id, 'yes');
  store.beginLook(share.id)[Symbol.dispose]();
  const files = [{ path: `${word}.yaml`, hash: '' }];
  store.addSessionEvent(session, 'caught-up', { person: person.id, by: person.id, data: { lab, files } });
  const key = store.mintCredential(person.id, 'sign-in', 3_600_000, session);
  return { person: person.id, party: party.id, run, attempt: id, key };
}

/** A course with an assignment, and whoever teaches it. */
function addCourse() {
  const by = store.localPerson().person.id;
  const course = store.addCourse('Security', 'Europe/Vienna').id;
  return { by, course, assignment: store.addAssignment({ course, policy: assignmentPolicy(), by }).id };
}

/** Somebody of a roster, whose name, addresses and section have the word in them. */
function enrol({ course }: { readonly course: string }, word: string, pair?: string) {
  const [email, section] = [`${word}@example.org`, `section ${word}`];
  const known = { email, sisId: `sis ${word}`, loginId: `login ${word}`, sections: [section] };
  store.enrol(course, { added: [{ ...known, line: 2, name: word, pair }], changed: [] });
  const enrolled = store.listEnrolled(course).at(-1);
  if (enrolled === undefined) throw new Error('nobody is enrolled');
  return enrolled;
}

/** Hands in, is judged, and is said something of, each with the word in it. Another submission waits. */
function handIn(
  { by, assignment }: ReturnType<typeof addCourse>,
  { id: person, party }: ReturnType<typeof enrol>,
  word: string,
) {
  const run = store.createRun({ ...newRun(party), context: `assignment:${assignment}` }).id;
  const content = (text: string) => ({ content: Buffer.from(text), executable: false });
  const files = new Map([
    [`${word}.yaml`, content(`# handed in by ${word}\n`)],
    ['same.yaml', content('services: {}\n')],
  ]);
  const answers = { kernel: { value: word, correct: true } };
  const submit = (key: string) =>
    store.submit(newSubmission({ assignment, run, party, person, key: `${key} ${word}`, files, answers })).id;
  const submission = submit('first');
  const job = store.takeJob(60_000);
  const { looks, outcome } = newGrading('fail');
  if (job === undefined || looks === undefined || outcome.kind !== 'judged') throw new Error('nothing waits');
  const seen = looks.observations.map((each) => ({ ...each, project: word }));
  const [first, ...others] = seen;
  if (first === undefined) throw new Error('nothing was seen');
  const judged = store.endJob(
    job,
    {
      ...newGrading('fail'),
      outcome: {
        kind: 'judged',
        looks: outcome.looks.map((checks) => checks.map((check) => ({ ...check, message: `saw ${word}` }))),
      },
      looks: {
        ...looks,
        observations: [first, ...others],
        images: { [word]: { kind: 'image-id', digest: 'sha256:00' } },
      },
    },
    sealForTests,
  );
  if (judged === undefined) throw new Error('the job is gone');
  const waiting = submit('second');
  const held = store.takeJob(60_000);
  if (held === undefined) throw new Error('nothing waits');
  store.postponeJob(held, 1_000, `compose said ${word}`);
  store.addAdjustment(assignment, {
    person,
    change: { kind: 'factor', factor: 1.5 },
    by,
    reason: `for ${word}`,
  });
  store.addOverride(assignment, { person, points: 3, by, reason: `since ${word}` });
  store.addComment(assignment, { person, by, text: `To ${word}` });
  return { submission, waiting, run, grading: judged.grading };
}

test('of whoever was erased no byte is left, and what was judged stays true', () => {
  const session = addSession().id;
  const [gone, stays] = [addLearner(session, canary), addLearner(session, 'Anna')];
  const before = store.findAttempt(gone.attempt);
  expect(filesWith(folder.path, canary)).not.toEqual([]);

  const erased = store.erasePerson(gone.person, 'asked');
  store.scrub();
  expect(erased.attempts).toBe(1);
  expect(erased.contents.size).toBe(1);
  expect(filesWith(folder.path, canary)).toEqual([]);

  const after = store.findAttempt(gone.attempt);
  expect(after).toMatchObject({
    id: before?.id,
    at: before?.at,
    person: gone.person,
    observationHash: before?.observationHash,
    imageDigests: {},
    results: [{ id: 'held', status: 'fail', points: 2, observed: '', message: '' }],
  });
  expect(store.readObservation(after?.observationHash ?? '')).toBeUndefined();
  expect(store.findSignIn(gone.key)).toBeUndefined();
  expect(store.listJoined(session)).toMatchObject([{ alias: 'Anna' }]);
  expect(store.listRevisions(gone.run)).toEqual([]);
  expect(store.listRuns({ intent: 'running' }).map(({ id }) => id)).toEqual([stays.run]);
  expect(store.exportPerson(gone.person)).toBeUndefined();
  // Nothing of anybody else's went with it.
  expect(store.readObservation(store.findAttempt(stays.attempt)?.observationHash ?? '')).toMatchObject({
    project: 'Anna',
  });
  expect(
    store.listRevisions(stays.run).map(({ hash }) => Buffer.from(store.readBlob(hash) ?? []).toString()),
  ).toEqual(['# Anna\n', 'services: {}\n']);
  expect(store.listHands(session)).toMatchObject([{ text: 'Anna' }]);
  expect(store.listShares(session)).toHaveLength(1);
  using db = new DatabaseSync(path());
  expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  expect(db.prepare('PRAGMA quick_check').all()).toEqual([{ quick_check: 'ok' }]);
});

test('the rows of whoever was not erased are as fixed as before', () => {
  const session = addSession().id;
  const { attempt, person } = addLearner(session, 'Anna');
  store.erasePerson(addLearner(session, 'Berta').person, 'asked');
  using db = new DatabaseSync(path());
  const tries = [
    `UPDATE attempt SET results = '[]' WHERE id = '${attempt}'`,
    `DELETE FROM answer WHERE person = '${person}'`,
    `UPDATE observation SET content = x'' WHERE hash = (SELECT observation FROM attempt WHERE id = '${attempt}')`,
    'DELETE FROM erasure',
  ];
  const taught = addCourse();
  const work = handIn(taught, enrol(taught, 'Cora'), 'Cora');
  const gone = enrol(taught, 'Dora');
  handIn(taught, gone, 'Dora');
  store.erasePerson(gone.id, 'asked');
  const by = `WHERE person = '${store.findSubmission(work.submission)?.person}'`;
  tries.push(
    `UPDATE submission SET key = 'other' ${by}`,
    `DELETE FROM submission_file WHERE submission = '${work.submission}'`,
    `UPDATE grading SET place = NULL WHERE id = '${work.grading.id}'`,
    `UPDATE adjustment SET reason = '' ${by}`,
    `UPDATE grade_override SET reason = '' ${by}`,
    `DELETE FROM grade_comment ${by}`,
    `UPDATE observation SET content = x'' WHERE hash = '${work.grading.observations[0]}'`,
  );
  for (const sql of tries) expect(() => db.exec(sql), sql).toThrow('append-only');
  // What an attempt came to is fixed for whoever was erased too.
  expect(() => db.exec("UPDATE attempt SET at = '2020'")).toThrow('append-only');
  expect(() => db.exec('DELETE FROM attempt')).toThrow('append-only');
  const fixed = `WHERE person = '${gone.id}'`;
  for (const sql of [
    `UPDATE submission SET received = '2020' ${fixed}`,
    `UPDATE grade_override SET points = 10 ${fixed}`,
    `UPDATE adjustment SET change = '{}' ${fixed}`,
    `DELETE FROM grade_override ${fixed}`,
    "UPDATE grading SET at = '2020'",
    'DELETE FROM grading',
    'DELETE FROM submission',
  ])
    expect(() => db.exec(sql), sql).toThrow('append-only');
});

test('the owner stays, and nobody is erased twice', () => {
  const session = addSession().id;
  const { person } = addLearner(session, 'Anna');
  expect(() => store.erasePerson(store.localPerson().person.id, 'asked')).toThrow('owns this home');
  store.erasePerson(person, 'retention');
  for (const id of [person, 'nobody'])
    expect(() => store.erasePerson(id, 'asked')).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('of whoever handed in no byte is left, and what it came to stays true', () => {
  const taught = addCourse();
  const [gone, stays] = [enrol(taught, canary), enrol(taught, 'Anna')];
  const work = handIn(taught, gone, canary);
  const other = handIn(taught, stays, 'Anna');
  const evidence = store.findEvidence(`grading:${work.grading.id}`);
  const third = {
    assignment: taught.assignment,
    run: work.run,
    party: gone.party,
    person: gone.id,
    key: 'third',
  };
  const last = store.submit(newSubmission(third));
  const lease = store.takeJob(60_000);
  if (lease?.submission !== last.id) throw new Error('its turn has not come');
  expect(filesWith(folder.path, canary)).not.toEqual([]);

  const erased = store.erasePerson(gone.id, 'asked');
  store.scrub();
  // A file, and answers of two kinds; the other file is somebody else’s too.
  expect(erased).toMatchObject({ attempts: 0, contents: { size: 3 } });
  expect(filesWith(folder.path, canary)).toEqual([]);

  const { assignment, course } = taught;
  expect(store.listEnrolled(course)).toMatchObject([{ name: 'Anna', email: 'Anna@example.org' }]);
  expect(store.heldRoles(gone.id)).toEqual([]);
  const [submission, second] = store.listSubmissions(assignment);
  // Whoever plays it meanwhile writes nothing of it.
  expect(store.renewLease(lease, 1)).toBe(false);
  expect(store.endJob(lease, newGrading('pass'), sealForTests)).toBeUndefined();
  expect(submission).toMatchObject({ id: work.submission, isErased: true, files: [], person: gone.id });
  expect(second).toMatchObject({ id: work.waiting, isErased: true });
  expect(store.readAnswers(work.submission)).toEqual({});
  expect(store.listGradings(assignment)[0]).toEqual({
    ...work.grading,
    images: {},
    outcome: {
      kind: 'judged',
      looks: [
        [expect.objectContaining({ id: 'held', status: 'fail', points: 2, message: '' })],
        [expect.objectContaining({ id: 'held', status: 'fail', points: 2, message: '' })],
      ],
    },
  });
  expect(work.grading.observations.map((hash) => store.readObservation(hash))).toEqual([
    undefined,
    undefined,
  ]);
  expect(store.findEvidence(`grading:${work.grading.id}`)).toEqual(evidence);
  expect(store.listJobs(assignment).filter(({ submission: of }) => of === work.waiting)).toMatchObject([
    { state: 'dropped', cause: undefined },
  ]);
  const own = <T extends { readonly person: string }>(all: readonly T[]) =>
    all.filter(({ person }) => person === gone.id);
  expect(own(store.listAdjustments(assignment))).toMatchObject([
    { change: { kind: 'factor', factor: 1.5 }, reason: 'erased' },
  ]);
  expect(own(store.listOverrides(assignment))).toMatchObject([{ points: 3, reason: 'erased' }]);
  expect(own(store.listComments(assignment))).toEqual([]);
  expect(store.listOpened(assignment).has(gone.id)).toBe(false);
  // Nothing of anybody else's went with it.
  expect(store.findSubmission(other.submission)).toMatchObject({ isErased: false });
  expect(
    store
      .findSubmission(other.submission)
      ?.files.map(({ hash }) => Buffer.from(store.readSubmittedFile(hash) ?? []).toString()),
  ).toEqual(['# handed in by Anna\n', 'services: {}\n']);
  expect(store.readAnswers(other.submission)).toMatchObject({ kernel: { value: 'Anna' } });
  expect(other.grading.observations.map((hash) => store.readObservation(hash)?.project)).toEqual([
    'Anna',
    'Anna',
  ]);
  expect(store.listComments(assignment)).toMatchObject([{ text: 'To Anna' }]);
  using db = new DatabaseSync(path());
  expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  expect(db.prepare('PRAGMA quick_check').all()).toEqual([{ quick_check: 'ok' }]);
});

test('what a pair made stays while one of them does, and goes with the last', () => {
  const taught = addCourse();
  const [one, two] = [enrol(taught, 'Anna', 'a pair'), enrol(taught, 'Berta', 'a pair')];
  const { submission, run } = handIn(taught, one, canary);
  const saved = Buffer.from(`# saved: ${canary}\n`);
  store.addRevision({ run, path: 'compose.yaml', reason: 'saved' }, saved);
  store.addAttempt({
    ...newAttempt(run),
    person: one.id,
    imageDigests: { [canary]: { kind: 'image-id', digest: '0' } },
  });
  expect(two.party).toBe(one.party);
  expect(store.partiesLeftBy([one.id]).has(one.party)).toBe(false);
  expect(store.partiesLeftBy([one.id, two.id]).has(one.party)).toBe(true);
  expect(store.erasePerson(one.id, 'asked').attempts).toBe(0);
  expect(store.findSubmission(submission)).toMatchObject({ isErased: false, files: [{}, {}] });
  expect(store.listRevisions(run)).toHaveLength(1);
  expect(store.partiesLeftBy([two.id]).has(one.party)).toBe(true);
  expect(store.erasePerson(two.id, 'asked').attempts).toBe(1);
  store.scrub();
  expect(store.findSubmission(submission)).toMatchObject({ isErased: true, files: [] });
  expect(store.listRevisions(run)).toEqual([]);
  for (const word of [canary, 'Berta']) expect(filesWith(folder.path, word)).toEqual([]);
});

test('of whoever came from a learning platform no byte is left, and who comes again is somebody else', () => {
  const gone = fillPlatform(store, { subject: `sub ${canary}`, name: canary });
  const stays = fillPlatform(store, { subject: 'sub of Anna', name: 'Anna' });
  const message = { platform: gone.platform, subject: `sub ${canary}`, name: canary };
  const ticket = (value: unknown) => store.mintTicket('answered', JSON.stringify({ message: value }), 60_000);
  const [own, others] = [ticket(message), ticket({ ...message, subject: 'sub of Anna', name: 'Anna' })];
  const invitation = store.mintTicket('register', '', 60_000);
  expect(filesWith(folder.path, canary)).not.toEqual([]);
  store.erasePerson(gone.person, 'asked');
  store.scrub();
  expect(filesWith(folder.path, canary)).toEqual([]);
  expect(store.listScores(10)).toMatchObject([{ person: stays.person, given: 1 }]);
  expect(store.dueScores(10)).toMatchObject([{ subject: 'sub of Anna' }]);
  expect(store.readTicket('answered', own)).toBeUndefined();
  expect(store.readTicket('answered', others)).toBeDefined();
  expect(store.readTicket('register', invitation)).toBe('');
  const again = fillPlatform(store, { subject: `sub ${canary}`, name: canary });
  expect(again.platform).toBe(gone.platform);
  expect(again.person).not.toBe(gone.person);
  expect(fillPlatform(store, { subject: 'sub of Anna', name: 'Anna' }).person).toBe(stays.person);
});

test('evidence of whoever was erased still holds, and is known by the hash of what was seen', () => {
  const session = addSession().id;
  const { person, attempt } = addLearner(session, canary);
  const ledger = makeLedger({
    store,
    signer() {
      const signer = loadEvidenceKey(folder.path, new Date());
      store.registerKey(signer);
      return signer;
    },
    grader: { version: '1', hash: 'a'.repeat(64), node: 'v24' },
    saltOf: () => 'salt',
    now: () => new Date(),
  });
  const known = store.findAttempt(attempt);
  const observation = store.readObservation(known?.observationHash ?? '');
  if (known === undefined || observation === undefined) throw new Error('it was recorded');
  const about = `attempt:${attempt}`;
  const made = ledger.record({
    outcome: 'graded',
    attestation: 'local',
    about,
    person,
    lab,
    labContent: 'b'.repeat(64),
    context: `session:${session}`,
    receivedAt: known.at,
    submission: { list: '{}', files: 0, leftOut: 0, takenAt: known.at, isApplied: true },
    seat: { kind: 'embedded', class: 'own' },
    engine: known.engine,
    observation,
    observationHash: known.observationHash,
    results: known.results,
    images: {},
    values: {},
    help: { hints: 0, isSolutionShown: false },
    policy: { version: 'self-paced', rules: selfPaced },
  });
  expect(made).toBeDefined();
  const row = store.findEvidence(about);
  store.erasePerson(person, 'asked');
  store.scrub();
  expect(store.findEvidence(about)).toEqual(row);
  expect(filesWith(folder.path, canary)).toEqual([]);
});

test('all that is kept of somebody is told, and nothing of anybody else', () => {
  const session = addSession().id;
  const { person } = addLearner(session, canary);
  addLearner(session, 'Anna');
  const data = store.exportPerson(person);
  expect(JSON.stringify(data)).not.toContain('Anna');
  const without = Object.entries(data ?? {}).flatMap(([kind, rows]) => (rows.length === 0 ? [kind] : []));
  // What those who lead say, what was signed, and what is told of courses and platforms below.
  expect(without).toEqual([
    'notices',
    'contact',
    'enrolments',
    'assignmentsOpened',
    'adjustments',
    'overrides',
    'comments',
    'submissions',
    'submittedFiles',
    'gradingJobs',
    'gradings',
    'assignmentVersions',
    'regrades',
    'platformUsers',
    'platformVisits',
    'scores',
    'evidence',
    'leftOut',
  ]);
  expect(data).toMatchObject({
    person: [{ name: canary }],
    sessions: [{ alias: canary, title: 'Tuesday', keepDays: 90 }],
    consents: [{ version: 1, keepDays: 90 }],
    hands: [{ text: canary }],
    sessionEvents: [{ kind: 'caught-up', data: { lab, files: [{ path: `${canary}.yaml` }] } }],
    looks: [
      {
        viewer: store.localPerson().person.name,
        looks: [{ since: expect.any(String), until: expect.any(String) }],
      },
    ],
    attempts: [{ results: [{ observed: canary }] }],
    answers: [{ value: canary }],
    files: [{ path: `${canary}.yaml`, text: `# ${canary}\n` }, { text: 'services: {}\n' }],
    observations: [{ observation: { project: canary } }, { observation: { project: canary } }],
  });
});

test('a home in which somebody was erased is backed up and restored, and they stay erased', async () => {
  const session = addSession().id;
  const { person, attempt } = addLearner(session, canary);
  addLearner(session, 'Anna');
  store.erasePerson(person, 'asked');
  store.scrub();
  const archive = join(folder.path, 'mine.tar.gz');
  const at = new Date('2026-11-24T12:00:00Z');
  await writeArchive(folder.path, archive, { at });
  using other = makeTemporaryFolder();
  await restoreFile(other.path, archive, { at });
  using restored = openStore(join(other.path, 'drydock.db'));
  expect(restored.exportPerson(person)).toBeUndefined();
  expect(() => restored.requireErasable(person)).toThrow('or no more');
  expect(restored.findAttempt(attempt)).toMatchObject({ person, results: [{ message: '' }] });
  expect(restored.readObservation(restored.findAttempt(attempt)?.observationHash ?? '')).toBeUndefined();
  const [anna] = restored.listJoined(session);
  expect(restored.consentOf(session, anna?.person.id ?? '')).toMatchObject({ version: 1, keepDays: 90 });
});

test('all that is kept of who takes part in courses, or came from a platform, is told', () => {
  const taught = addCourse();
  const [person, partner] = [enrol(taught, canary, 'one'), enrol(taught, 'Berta', 'one')];
  const work = handIn(taught, person, canary);
  handIn(taught, enrol(taught, 'Anna'), 'Anna');
  const data = store.exportPerson(person.id);
  expect(JSON.stringify(data)).not.toMatch(/Anna|Berta/);
  const by = store.localPerson().person.name;
  expect(data).toMatchObject({
    contact: [{ email: `${canary}@example.org`, sisId: `sis ${canary}`, loginId: `login ${canary}` }],
    enrolments: [{ title: 'Security', pair: 'one', sections: [`section ${canary}`] }],
    assignmentsOpened: [{ assignment: taught.assignment }],
    adjustments: [{ by, reason: `for ${canary}`, change: { kind: 'factor' } }],
    overrides: [{ by, points: 3, reason: `since ${canary}` }],
    comments: [{ by, text: `To ${canary}` }],
    submissions: [
      { id: work.submission, isOwn: 1, answers: { kernel: { value: canary } }, vars: { greeting: 'ahoy' } },
      { id: work.waiting },
    ],
    submittedFiles: [
      { path: `${canary}.yaml`, text: `# handed in by ${canary}\n` },
      { path: 'same.yaml' },
      {},
      {},
    ],
    gradingJobs: [{ state: 'done' }, { state: 'waiting', cause: `compose said ${canary}` }],
    gradings: [{ id: work.grading.id, outcome: { kind: 'judged' }, place: { images: { [canary]: {} } } }],
    evidence: [{ about: `grading:${work.grading.id}` }],
    observations: [{ observation: { project: canary } }, { observation: { project: canary } }],
  });
  // What a pair handed in is of both.
  expect(store.exportPerson(partner.id)).toMatchObject({
    submissions: [{ id: work.submission, isOwn: 0 }, {}],
    comments: [],
  });
  expect(store.exportPerson(taught.by)).toMatchObject({
    assignmentVersions: [{ policy: { title: 'First week' } }],
  });
  const visitor = fillPlatform(store, { subject: `sub ${canary}`, name: canary });
  fillPlatform(store, { subject: 'sub of Anna', name: 'Anna' });
  const told = store.exportPerson(visitor.person);
  expect(JSON.stringify(told)).not.toContain('Anna');
  expect(told).toMatchObject({
    person: [{ name: canary }],
    platformUsers: [{ subject: `sub ${canary}`, issuer: 'https://moodle.test' }],
    platformVisits: [{ platform: 'Moodle', resourceLink: 'link' }],
    scores: [{ given: 1, of: 2, state: 'waiting' }],
  });
});

/** A table that refers to people, parties or runs holds something of somebody: whoever adds one says what becomes of it. */
test('every table that refers to people is told of, and is erased from or named here', () => {
  using db = new DatabaseSync(path());
  const Names = z.array(z.object({ name: z.string() }));
  const Keys = z.array(z.object({ table: z.string() }));
  const tables = Names.parse(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all());
  const personal = tables
    .map(({ name }) => name)
    .filter((name) =>
      Keys.parse(db.prepare(`PRAGMA foreign_key_list("${name}")`).all()).some(({ table }) =>
        ['person', 'party', 'run', 'share', 'enrolled', 'submission', 'grading', 'lti_link'].includes(table),
      ),
    );
  const textOf = (file: string) =>
    readFileSync(new URL(`../../../src/store/${file}`, import.meta.url), 'utf8');
  const wordsOf = (sql: string) => new Set(sql.match(/\w+/g) ?? []);
  const erasures = ['erasures.sql', 'assignments/erased-work.sql', 'erased-visitors.sql'].map(textOf);
  const [told, erased] = [wordsOf(textOf('person-data.sql')), wordsOf(erasures.join('\n'))];
  // Ids without a name, what happened in the lab without a word of the learner's, and what those who teach decided for all.
  const stays = ['party', 'party_member', 'event', 'assignment_version', 'regrade'];
  expect(personal.filter((table) => !told.has(table) && !['party', 'erasure'].includes(table))).toEqual([]);
  expect(personal.filter((table) => !erased.has(table) && !stays.includes(table))).toEqual([]);
  expect(parseStatements(textOf('erasures.sql')).size).toBeGreaterThan(20);
  expect(readdirSync(folder.path)).toContain('drydock.db');
});
