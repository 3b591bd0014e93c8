/** Observations are kept once, compressed, and are what their hashes say. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/lab/general/canonical-json.ts';
import { type OpenStore, openStore } from '../../../src/store/open-store.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { makeObservation, makeObserved } from '../../fixtures/observed.ts';
import { packArchive } from '../../fixtures/store/pack-archive.ts';
import { restoreFile } from '../../fixtures/store/restore-file.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
let run: string;
const path = () => join(folder.path, 'drydock.db');
const open = () => new DatabaseSync(path());
const observation = makeObservation(['web', 'db', 'cache'].map((service) => makeObserved(service)));

beforeEach(() => {
  folder = makeTemporaryFolder();
  store = openStore(path());
  run = store.createRun(newRun(store.localPerson().party.id)).id;
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

test('what many attempts and events saw alike is one row, smaller than its text', () => {
  const added = Array.from({ length: 10 }, () => store.addAttempt({ ...newAttempt(run), observation }));
  // The same value with its members in another order.
  const { project, ...rest } = observation;
  store.addEvent({ type: 'observed', run, moment: 'start', observation: { ...rest, project } });
  using db = open();
  const rows = db.prepare('SELECT hash, length(content) AS bytes FROM observation').all();
  expect(rows.map(({ hash }) => hash)).toEqual([added[0]?.observationHash]);
  const text = canonicalJson(observation);
  expect(rows[0]?.hash).toBe(createHash('sha256').update(text).digest('hex'));
  expect(Number(rows[0]?.bytes)).toBeLessThan(text.length / 2);
});

test('one that is not what was hashed is not read as evidence', () => {
  const { observationHash } = store.addAttempt({ ...newAttempt(run), observation });
  using db = open();
  const other = deflateSync(canonicalJson({ ...observation, project: 'other' }));
  db.exec('DROP TRIGGER observation_kept');
  db.prepare('UPDATE observation SET content = ?').run(other);
  expect(() => store.readObservation(observationHash)).toThrow(
    expect.objectContaining({
      code: 'setup-failed',
      message: expect.stringContaining('another content than its hash says'),
    }),
  );
});

test('text that is no observation is not read as one, though its hash is right', () => {
  store.addAttempt({ ...newAttempt(run), observation });
  using db = open();
  for (const text of ['not JSON', '{}']) {
    const hash = createHash('sha256').update(text).digest('hex');
    db.prepare('INSERT INTO observation (hash, content) VALUES (?, ?)').run(hash, deflateSync(text));
    expect(() => store.readObservation(hash)).toThrow('is not what Drydock writes there');
  }
});

describe('what earlier versions kept in attempts and events', () => {
  /** A database of schema 4 with two more attempts, one of them with its members in another order, and an event. */
  function makeOld(file: string): void {
    copyFileSync(fileURLToPath(new URL('../../golden/store/schema-4.db', import.meta.url)), file);
    using db = new DatabaseSync(file);
    const columns = `run, at, results, earned, "of", image_digests, engine_version, engine_kernel, seat_kind,
      seat_class, attested_by`;
    const attempt = db.prepare('SELECT run, observation FROM attempt').get();
    const seen: object = JSON.parse(String(attempt?.observation));
    const turned = JSON.stringify(Object.fromEntries(Object.entries(seen).toReversed()), null, 2);
    const later = JSON.stringify({ ...seen, durationMs: 8 });
    for (const [id, text] of [
      ['01KDWPVXA0W5N5K24CM2RSP240', turned],
      ['01KDWPVXA0W5N5K24CM2RSP241', later],
    ] as const)
      db.prepare(
        `INSERT INTO attempt (id, observation, ${columns}) SELECT ?, ?, ${columns} FROM attempt LIMIT 1`,
      ).run(id, text);
    db.prepare("INSERT INTO event (id, run, type, data, at) VALUES (?, ?, 'observed', ?, ?)").run(
      '01KDWPVXA0W5N5K24CM2RSP242',
      String(attempt?.run),
      JSON.stringify({ moment: 'start', observation: seen }),
      '2026-01-01T12:00:00.000Z',
    );
  }

  function expectLifted(file: string): void {
    using lifted = openStore(file);
    const of = lifted.listRuns()[0]?.id ?? '';
    const attempts = lifted.listAttempts(of);
    const hashes = attempts.map(({ observationHash }) => observationHash);
    const [event] = lifted.listEvents(of, ['observed']);
    expect(hashes).toEqual([event?.observationHash, event?.observationHash, hashes[2]]);
    expect(new Set(hashes).size).toBe(2);
    const read = hashes.map((hash) => lifted.readObservation(hash));
    expect(read.map((each) => each?.durationMs)).toEqual([7, 7, 8]);
    expect(attempts[0]).toMatchObject({ person: lifted.localPerson().person.id, results: [{ points: 2 }] });
    expect(attempts[0]).toMatchObject({ contentHash: undefined, drydockVersion: undefined });
  }

  test('is kept once where they are opened', () => {
    const old = join(folder.path, 'old.db');
    makeOld(old);
    expectLifted(old);
  });

  test('is kept once where a backup of them is restored', async () => {
    const old = join(folder.path, 'old.db');
    makeOld(old);
    const archive = join(folder.path, 'old.tar.gz');
    await packArchive(archive, [[{ name: 'drydock.db' }, readFileSync(old)]]);
    const home = join(folder.path, 'home');
    mkdirSync(home);
    await restoreFile(home, archive, { at: new Date() });
    expectLifted(join(home, 'drydock.db'));
  });
});

test('an attempt is not kept without its observation, nor one without its attempt', () => {
  const { id } = store.addAttempt({ ...newAttempt(run), observation });
  expect(() => store.addAttempt({ ...newAttempt(run), id, observation: makeObservation([]) })).toThrow(
    'UNIQUE',
  );
  using db = open();
  expect(db.prepare('SELECT count(*) AS rows FROM observation').get()).toEqual({ rows: 1 });
});
