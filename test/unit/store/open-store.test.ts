import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OpenStore, openStore } from '../../../src/store/open-store.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { fillAssignment } from '../../fixtures/store/fill-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
let now: Date;
const path = () => join(folder.path, 'home', 'drydock.db');
const open = () => openStore(path(), { clock: () => now });

beforeEach(() => {
  folder = makeTemporaryFolder();
  now = new Date('2026-11-24T12:00:00Z');
  store = open();
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

describe('a home', () => {
  test('has one local person with a party, the same after it was opened again', () => {
    const first = store.localPerson();
    expect(first.person.name).toBe('local');
    expect(first.party.id).not.toBe(first.person.id);
    store.close();
    store = open();
    expect(store.localPerson()).toEqual(first);
  });

  test('keeps its secret, in a file that only its owner reads', () => {
    const { serverSecret } = store;
    expect(serverSecret).toHaveLength(32);
    store.close();
    store = open();
    expect(store.serverSecret).toEqual(serverSecret);
    for (const file of ['server-secret', 'drydock.db']) {
      expect(statSync(join(folder.path, 'home', file)).mode & 0o777, file).toBe(0o600);
    }
  });

  test('remembers the last place in each chapter', () => {
    const { person } = store.localPerson();
    store.setChapterPosition(person.id, 'start', 0.9, 'start/first-container');
    now = new Date('2026-11-24T12:01:00Z');
    store.setChapterPosition(person.id, 'start', 0.4, undefined);
    expect(store.chapterPositions(person.id)).toEqual([
      { chapter: 'start', readTo: 0.4, readAt: now.toISOString(), lab: 'start/first-container' },
    ]);
  });
});

describe('runs', () => {
  test('come back as they were made, the latest first found', () => {
    const { party } = store.localPerson();
    const older = store.createRun(newRun(party.id));
    const run = store.createRun(newRun(party.id));
    expect(run).toEqual({ ...newRun(party.id), id: run.id, createdAt: now.toISOString(), appliedHash: '' });
    expect(run.id > older.id).toBe(true);
    const key = { party: party.id, context: 'self' } as const;
    expect(store.findRun({ ...key, lab: 'start/first-container' })).toEqual(run);
    expect(store.findRun({ ...key, lab: 'start/first-container', context: 'session:1' })).toBeUndefined();
    expect(store.findRun({ ...key, lab: 'base-images/measure' })).toBeUndefined();
  });

  test('change intent, step and what was applied, and nothing else', () => {
    const { party } = store.localPerson();
    const run = store.createRun(newRun(party.id));
    store.createRun(newRun(party.id, 'base-images/measure'));
    const changed = store.updateRun(run.id, { intent: 'stopped', appliedHash: 'beef' });
    expect(changed).toEqual({ ...run, intent: 'stopped', appliedHash: 'beef' });
    expect(store.listRuns({ intent: 'stopped' })).toEqual([changed]);
    expect(store.listRuns().map((each) => each.lab)).toEqual([
      'start/first-container',
      'base-images/measure',
    ]);
    expect(() => store.updateRun('nobody', { step: 'up' })).toThrow('There is no run nobody');
  });
});

describe('revisions', () => {
  test('are kept in order, deletions too; equal contents are stored once', () => {
    const run = store.createRun(newRun(store.localPerson().party.id)).id;
    const text = new TextEncoder().encode('services: {}\n');
    const first = store.addRevision({ run, path: 'compose.yaml', reason: 'saved' }, text);
    store.addRevision({ run, path: 'other.yaml', reason: 'before-reset' }, text);
    store.addRevision({ run, path: 'compose.yaml', reason: 'saved' }, undefined);
    expect(store.listRevisions(run, 'compose.yaml').map((each) => each.hash)).toEqual([first.hash, '']);
    expect(store.listRevisions(run)).toHaveLength(3);
    expect(store.readBlob(first.hash)).toEqual(text);
    expect(store.readBlob('00')).toBeUndefined();
  });
});

describe('what was earned', () => {
  test('comes back whole', () => {
    const { person, party } = store.localPerson();
    const run = store.createRun(newRun(party.id)).id;
    const { observation, ...attempt } = { ...newAttempt(run), person: person.id };
    const added = store.addAttempt({ ...attempt, observation });
    const { id, observationHash } = added;
    expect(added).toEqual({ ...attempt, id, observationHash });
    expect(store.listAttempts(run)).toEqual([added]);
    expect(store.findAttempt(id)).toEqual(added);
    expect(store.readObservation(observationHash)).toEqual(observation);
    expect(store.readObservation('a'.repeat(64))).toBeUndefined();
  });

  test('gives the last answer for each key', () => {
    const { person, party } = store.localPerson();
    const run = store.createRun(newRun(party.id)).id;
    const give = (key: string, value: string, correct: boolean) =>
      store.addAnswer({
        person: person.id,
        run,
        kind: 'question',
        key,
        lab: 'start/first-container',
        value,
        confidence: 0.5,
        correct,
        message: '',
      });
    give('layers', '3', false);
    give('size', '74', true);
    const last = give('layers', '4', true);
    const answers = store.latestAnswers({ kind: 'question', run });
    expect(answers.map((each) => [each.key, each.value])).toEqual([
      ['size', '74'],
      ['layers', '4'],
    ]);
    expect(answers[1]).toEqual(last);
    expect(store.latestAnswers({ person: person.id, kind: 'predict' })).toEqual([]);
  });

  test('keeps a prediction that belongs to no run and was not judged', () => {
    const { person } = store.localPerson();
    const answer = store.addAnswer({
      person: person.id,
      run: undefined,
      kind: 'predict',
      key: 'start:caps',
      lab: undefined,
      value: 'none',
      confidence: undefined,
      correct: undefined,
      message: '',
    });
    expect(store.latestAnswers({ person: person.id, kind: 'predict' })).toEqual([answer]);
  });

  test('lists events in the order they came, even when the clock went back', () => {
    const run = store.createRun(newRun(store.localPerson().party.id)).id;
    const opened = store.addEvent({ type: 'hint-opened', run, task: 'drop', hint: 1 });
    now = new Date('2026-11-23T12:00:00Z');
    const done = store.addEvent({ type: 'job', run, kind: 'start', outcome: 'cancelled' });
    const { observation } = newAttempt(run);
    const seen = store.addEvent({ type: 'observed', run, moment: 'start', observation });
    const last = store.addEvent({ type: 'lab-done', run });
    expect(store.listEvents(run)).toEqual([opened, done, seen, last]);
    expect(store.listEvents(run, ['job', 'hint-opened'])).toEqual([opened, done]);
    expect(store.listEvents(run, ['task-done'])).toEqual([]);
    const [observed] = store.listEvents(run, ['observed']);
    expect(observed && store.readObservation(observed.observationHash)).toEqual(observation);
    expect(done).toMatchObject({ at: now.toISOString(), outcome: 'cancelled' });
  });

  test.each([
    'attempt',
    'answer',
    'event',
    'revision',
    'blob',
    'observation',
    'submission',
    'submission_file',
    'grading',
    'grading_look',
    'adjustment',
    'grade_override',
    'grade_comment',
    'assignment_version',
    'regrade',
  ])('cannot be changed, nor deleted but for old versions of files: %s', (table) => {
    const { person, party } = store.localPerson();
    const run = store.createRun(newRun(party.id)).id;
    store.addAttempt(newAttempt(run));
    store.addEvent({ type: 'lab-done', run });
    store.addRevision({ run, path: 'a', reason: 'saved' }, new Uint8Array([1]));
    store.addAnswer({
      person: person.id,
      run,
      kind: 'recall',
      key: 'k',
      lab: undefined,
      value: '',
      confidence: undefined,
      correct: undefined,
      message: '',
    });
    fillAssignment(store);
    using other = new DatabaseSync(path());
    if (table === 'blob') expect(() => other.exec('DELETE FROM blob')).toThrow('FOREIGN KEY');
    else if (table !== 'revision')
      expect(() => other.exec(`DELETE FROM ${table}`)).toThrow(`${table} is append-only`);
    const columns: Readonly<Record<string, string>> = {
      blob: 'hash',
      observation: 'hash',
      revision: 'path',
      submission_file: 'path',
      grading_look: 'ord',
      assignment_version: 'number',
    };
    const changed = table === 'regrade' ? 'a regrade is decided once' : `${table} is append-only`;
    expect(() => other.exec(`UPDATE ${table} SET ${columns[table] ?? 'id'} = 7`)).toThrow(changed);
  });

  test('cannot be moved to another lab or seed', () => {
    store.createRun(newRun(store.localPerson().party.id));
    using other = new DatabaseSync(path());
    expect(() => other.exec(`UPDATE run SET seed = 'better'`)).toThrow('never changes');
  });
});

describe('credentials', () => {
  const hour = 3_600_000;

  test('a login works once, a sign-in until it is ended; neither for the other', () => {
    const { person } = store.localPerson();
    const login = store.mintCredential(person.id, 'login', hour);
    const signIn = store.mintCredential(person.id, 'sign-in', hour);
    expect(Buffer.from(login, 'base64url')).toHaveLength(32);
    expect(store.redeemCredential('sign-in', login)).toBeUndefined();
    expect(store.redeemCredential('login', signIn)).toBeUndefined();
    expect(store.redeemCredential('login', login)).toEqual({ person, session: undefined });
    expect(store.redeemCredential('login', login)).toBeUndefined();
    expect(store.redeemCredential('sign-in', signIn)).toEqual({ person, session: undefined });
    expect(store.redeemCredential('sign-in', signIn)).toEqual({ person, session: undefined });
    store.endSignIn(person.id, store.findSignIn(signIn)?.id ?? '');
    expect(store.redeemCredential('sign-in', signIn)).toBeUndefined();
    expect(store.redeemCredential('sign-in', 'guess')).toBeUndefined();
  });

  test('expire', () => {
    const signIn = store.mintCredential(store.localPerson().person.id, 'sign-in', hour);
    now = new Date(now.getTime() + hour);
    expect(store.redeemCredential('sign-in', signIn)).toBeUndefined();
  });

  test('are nowhere in the files of the home', () => {
    const signIn = store.mintCredential(store.localPerson().person.id, 'sign-in', hour);
    for (const name of readdirSync(join(folder.path, 'home'))) {
      expect(readFileSync(join(folder.path, 'home', name)).includes(signIn), name).toBe(false);
    }
  });
});

describe('a database that cannot be used', () => {
  test('of a newer Drydock is refused and left alone', () => {
    store.close();
    const db = new DatabaseSync(path());
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(open).toThrow(/written by a newer Drydock: its schema is version 99/);
    expect(open).toThrow(
      expect.objectContaining({ code: 'setup-failed', fix: expect.stringContaining('--home') }),
    );
  });

  test('that is no database is named, and kept', () => {
    store.close();
    writeFileSync(
      path(),
      'not a database, and long enough to be looked at by anyone who reads its header '.repeat(50),
    );
    expect(open).toThrow(expect.objectContaining({ code: 'setup-failed' }));
    expect(readFileSync(path(), 'utf8')).toContain('not a database');
  });

  test('with a damaged page is found out when it is opened', () => {
    const run = store.createRun(newRun(store.localPerson().party.id)).id;
    for (let count = 0; count < 50; count++) store.addAttempt(newAttempt(run));
    store.close();
    const bytes = readFileSync(path());
    bytes.fill(0x5a, bytes.length - 3 * 4096);
    writeFileSync(path(), bytes);
    expect(open).toThrow(
      expect.objectContaining({ code: 'setup-failed', message: expect.stringMatching(/damaged/) }),
    );
  });

  test('with a key that was cut short says which', () => {
    store.close();
    writeFileSync(join(folder.path, 'home', 'server-secret'), 'short');
    expect(open).toThrow(/server-secret is not a key/);
  });
});
