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
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { filesWith } from '../../fixtures/bytes-of.ts';
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
  const joined = store.join(session, `asked-${word}`, word.slice(0, 40), [], { version: 1, keepDays: 90 });
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
  for (const sql of tries) expect(() => db.exec(sql), sql).toThrow('append-only');
  // What an attempt came to is fixed for whoever was erased too.
  expect(() => db.exec("UPDATE attempt SET at = '2020'")).toThrow('append-only');
  expect(() => db.exec('DELETE FROM attempt')).toThrow('append-only');
});

test('the owner stays, and nobody is erased twice', () => {
  const session = addSession().id;
  const { person } = addLearner(session, 'Anna');
  expect(() => store.erasePerson(store.localPerson().person.id, 'asked')).toThrow('owns this home');
  store.erasePerson(person, 'retention');
  for (const id of [person, 'nobody'])
    expect(() => store.erasePerson(id, 'asked')).toThrow(expect.objectContaining({ code: 'not-found' }));
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
  for (const [kind, rows] of Object.entries(data ?? {}))
    if (!['notices', 'submissions', 'evidence'].includes(kind)) expect(rows, kind).not.toEqual([]);
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
        ['person', 'party', 'run', 'share'].includes(table),
      ),
    );
  const textOf = (file: string) =>
    readFileSync(new URL(`../../../src/store/${file}`, import.meta.url), 'utf8');
  const wordsOf = (sql: string) => new Set(sql.match(/\w+/g) ?? []);
  const [told, erased] = [wordsOf(textOf('person-data.sql')), wordsOf(textOf('erasures.sql'))];
  // Ids without a name, and what happened in the lab without a word of the learner's.
  const stays = ['party', 'party_member', 'event'];
  expect(personal.filter((table) => !told.has(table) && !['party', 'erasure'].includes(table))).toEqual([]);
  expect(personal.filter((table) => !erased.has(table) && !stays.includes(table))).toEqual([]);
  expect(parseStatements(textOf('erasures.sql')).size).toBeGreaterThan(20);
  expect(readdirSync(folder.path)).toContain('drydock.db');
});
