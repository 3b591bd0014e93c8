/** Backups at the edges of what may be: numbers, values, evidence, and homes of whatever name that are honest. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { deflateSync, inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import { canonicalJson } from '../../../src/lab/general/canonical-json.ts';
import { makeVars } from '../../../src/lab/manifest/vars.ts';
import type { Seat, Workbench } from '../../../src/lab/ports/seat.ts';
import { makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { makeLabRunner } from '../../../src/runner/make-lab-runner.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { makeCopies } from '../../../src/seats/copies.ts';
import { writeArchive } from '../../../src/store/archive/write-archive.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { makeTestLedger } from '../../fixtures/ledger.ts';
import { fillStore, readStore } from '../../fixtures/store/fill-store.ts';
import { makeDatabase, packArchive } from '../../fixtures/store/pack-archive.ts';
import { restoreFile } from '../../fixtures/store/restore-file.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const inFolder = (name: string) => join(folder.path, name);
const home = () => inFolder('home');
const at = new Date('2026-01-01T12:00:00Z');
const openHome = (of = home()) => openStore(join(of, 'drydock.db'));

async function restore(change: (db: DatabaseSync) => void) {
  await packArchive(inFolder('theirs.tar.gz'), [[{ name: 'drydock.db' }, makeDatabase(change)]]);
  return restoreFile(home(), inFolder('theirs.tar.gz'), { at });
}

/** Backs a home up and restores it into a new one. */
async function carry(from: string, to: string) {
  const file = inFolder(`of-${to}.tar.gz`);
  await writeArchive(from, file, { at });
  mkdirSync(inFolder(to));
  return restoreFile(inFolder(to), file, { at });
}

beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(home());
});
afterEach(() => folder[Symbol.dispose]());

describe('case 262: a backup at the edge of what a home may hold', () => {
  test.each(['9007199254740991', '9223372036854775807', '-1', '0'])(
    'an event with the number %s: rows are numbered anew, in their order',
    async (seq) => {
      await restore((db) =>
        db.exec(`INSERT INTO event SELECT ${seq}, '01ARZ3NDEKTSV4RRFFQ69G5FAV', run, 'lab-done', '{}', NULL, at
          FROM event LIMIT 1`),
      );
      const types = () => {
        using store = openHome();
        const run = store.listRuns()[0]?.id ?? '';
        const before = store.listEvents(run).map(({ type }) => type);
        store.addEvent({ type: 'solution-shown', run });
        return before;
      };
      const inOrder = ['observed', 'task-done', 'job'];
      inOrder.splice(Number(seq) > 0 ? 3 : 0, 0, 'lab-done');
      expect(types()).toEqual(inOrder);
      expect(types()).toEqual([...inOrder, 'solution-shown']);
      await carry(home(), 'again');
    },
  );

  test('a value of more than 64 MiB is refused by its length', async () => {
    const refused = restore((db) =>
      db.exec(`INSERT INTO answer (id, person, kind, key, value, message, at)
        SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV', person, kind, key, hex(zeroblob(33 * 1024 * 1024)), '', at
        FROM answer LIMIT 1`),
    );
    await expect(refused).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('“answer” in its database has a value of more than 64 MiB'),
    });
    expect(readdirSync(home())).toEqual([]);
  });

  test('what it says that a server attested was attested by nobody here', async () => {
    await restore((db) => db.exec("DROP TRIGGER attempt_kept; UPDATE attempt SET attested_by = 'server'"));
    using store = openHome();
    const attempts = store.listRuns().flatMap(({ id }) => store.listAttempts(id));
    expect(attempts.map(({ attestedBy }) => attestedBy)).toEqual(['local']);
  });

  test.each(['an attempt', 'an event'])(
    'an observation of %s that holds no containers is refused',
    async (whose) => {
      const refused = restore((db) => {
        const row = db.prepare('SELECT content FROM observation').get();
        const seen: object = JSON.parse(inflateSync(row?.content as Uint8Array).toString());
        const hash = putObservation(db, canonicalJson({ ...seen, containers: [null, 5] }));
        db.exec('DROP TRIGGER attempt_kept');
        if (whose === 'an attempt') db.prepare('UPDATE attempt SET observation = ?').run(hash);
        else
          db.prepare(
            `INSERT INTO event (id, run, type, data, observation, at)
             SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV', run, 'observed', '{"moment":"start"}', ?, at FROM attempt`,
          ).run(hash);
      });
      await expect(refused).rejects.toMatchObject({ code: 'bad-usage' });
      expect(readdirSync(home())).toEqual([]);
    },
  );
});

describe('case 272: an observation of a backup', () => {
  const refused = async (change: (db: DatabaseSync) => void, why: string) => {
    await expect(restore(change)).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining(why),
    });
    expect(readdirSync(home())).toEqual([]);
  };

  test('that unpacks to more than one may be is refused, though it is right otherwise', async () => {
    const { observation } = newAttempt('');
    const text = canonicalJson({ ...observation, project: 'x'.repeat(64 * 1024 ** 2) });
    await refused((db) => putObservation(db, text), 'is not compressed, or holds more than');
  });

  test('whose hash is that of another is refused', async () => {
    await refused(
      (db) => putObservation(db, canonicalJson(newAttempt('').observation), 'a'.repeat(64)),
      'has another content than its hash says',
    );
  });

  test('that an attempt refers to and that is not there is refused', async () => {
    await refused((db) => {
      db.exec('PRAGMA foreign_keys = OFF; DROP TRIGGER attempt_kept');
      db.prepare('UPDATE attempt SET observation = ?').run('b'.repeat(64));
    }, 'contradicts others');
  });

  test('of an earlier version that is nested without end is refused', async () => {
    const folderOf = new URL('../../golden/store/schema-4.db', import.meta.url);
    const path = inFolder('old.db');
    writeFileSync(path, readFileSync(folderOf));
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    {
      using db = new DatabaseSync(path);
      db.exec('DROP TRIGGER attempt_kept; PRAGMA ignore_check_constraints = ON');
      db.prepare(
        `UPDATE attempt SET observation = replace(observation, '"probes":', '"deep":' || ? || ',"probes":')`,
      ).run(deep);
    }
    await packArchive(inFolder('theirs.tar.gz'), [[{ name: 'drydock.db' }, readFileSync(path)]]);
    await expect(restoreFile(home(), inFolder('theirs.tar.gz'), { at })).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('the table “attempt”'),
    });
    expect(readdirSync(home())).toEqual([]);
  });
});

/** Puts text in the place of an observation, under its hash or another. */
function putObservation(
  db: DatabaseSync,
  text: string,
  hash = createHash('sha256').update(text).digest('hex'),
) {
  db.prepare('INSERT INTO observation (hash, content) VALUES (?, ?)').run(hash, deflateSync(text));
  return hash;
}

test('case 263: a value that a lab cannot have drawn is in no file of it', async () => {
  const evil = JSON.stringify({ greeting: 'x"\n    privileged: true\n    hostname: "' });
  await restore((db) => {
    db.exec('DROP TRIGGER run_stays_itself');
    db.prepare('UPDATE run SET vars = ?').run(evil);
  });
  using store = openHome();
  const library = await LabLibrary.open('labs');
  const lab = library.get('start/first-container');
  const key = { party: store.localPerson().party.id, lab: lab.id, context: 'self' } as const;
  const run = store.findRun(key);
  const workbench: Partial<Workbench> = {
    syncIn: async () => undefined,
    syncOut: async () => undefined,
    run: () => Promise.reject(new Error('nothing is run here')),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const engine: Partial<Seat['engine']> = {
    removeLabelled: async () => ({ containers: 0, networks: 0, volumes: 0 }),
  };
  // Another kind than the run had: a run that changes seats keeps its values.
  const seat: Partial<Seat> = {
    kind: 'host',
    seatClass: 'own',
    engine: engine as Seat['engine'],
    openWorkbench: async () => workbench as Workbench,
    pendingStarts: async () => [],
  };
  await using runner = makeLabRunner({
    store,
    library,
    seats: {
      health: () => ({ state: 'ready', steps: [] }),
      onHealth: () => ({ [Symbol.dispose]: () => undefined }),
      runnable: () => ({ ok: true, seat: 'host' }),
      findSeat: async () => seat as Seat,
      listRunning: async () => [],
      suspensionOf: () => undefined,
      suspensions: () => [],
      prepareImages: async () => undefined,
    },
    transcripts: { chapters: [], find: () => undefined },
    compose: makeCompose(),
    imageFacts: makeImageFactsCache(),
    copies: makeCopies('home'),
    ledger: makeTestLedger(store, home()),
    now: () => at,
    newId: () => crypto.randomUUID(),
    keptDir: join(home(), 'kept'),
    workspacesDir: join(home(), 'workspaces'),
    newWorkspaceDir: (_, id) => join(home(), 'workspaces', id),
    workspaceOf: (of) => new Workspace(of.workspaceDir),
    seedOf: () => 'seed',
  });
  const { id } = await runner.begin(key, 'reset');
  await expect(runner.finish(id)).rejects.toThrow();
  const file = readFileSync(join(run?.workspaceDir ?? '', 'compose.yaml'), 'utf8');
  const { greeting } = makeVars(lab.manifest.vars, lab.id, run?.seed ?? '');
  expect(file).not.toContain('privileged');
  expect(file).toContain(`GREETING: "${greeting}"`);
});

describe('case 264: a home that is honest', () => {
  test.each([
    ['home', 'link'],
    ['link', 'home'],
  ])('worked on as %s and backed up as %s: its labs find their files', async (worked, backedUp) => {
    symlinkSync(home(), inFolder('link'));
    const workspaceDir = join(inFolder(worked), 'workspaces', 'a-b-1');
    mkdirSync(workspaceDir, { recursive: true });
    writeFileSync(join(workspaceDir, 'mine'), 'mine');
    {
      using store = openHome();
      store.createRun({ ...newRun(store.localPerson().party.id, 'a/b'), workspaceDir });
    }
    const { moved } = await carry(inFolder(backedUp), 'new');
    expect(moved).toEqual([]);
    using store = openHome(inFolder('new'));
    const dirs = store.listRuns().map((run) => run.workspaceDir);
    expect(dirs).toEqual([join(inFolder('new'), 'workspaces', 'a-b-1')]);
    expect(readFileSync(join(dirs[0] ?? '', 'mine'), 'utf8')).toBe('mine');
  });

  test('with labs, keys, positions and versions of any text: all of it comes back', async () => {
    const read = (of: string) => {
      using store = openHome(of);
      return readStore(store).map(({ run: { workspaceDir: _, intent: __, step: ___, ...run }, ...more }) => ({
        run,
        ...more,
      }));
    };
    {
      using store = openHome();
      fillStore(store);
      const { person, party } = store.localPerson();
      for (const lab of ['my_labs/v1.2', 'Über uns/Ein Lab'] as const)
        store.createRun({ ...newRun(party.id, lab), workspaceDir: join(home(), 'workspaces', lab) });
      const run = store.listRuns()[0]?.id ?? '';
      store.addAttempt({ ...newAttempt(run), engine: { version: '1\t2', kernel: '\n'.repeat(2_000) } });
      store.setChapterPosition(person.id, 'start', 1, 'no/lab/at all\n');
      store.addAnswer({
        person: person.id,
        run: undefined,
        kind: 'predict',
        key: 'a\tkey\u001b',
        lab: undefined,
        value: '\n',
        confidence: undefined,
        correct: undefined,
        message: '',
      });
    }
    await carry(home(), 'new');
    expect(read(inFolder('new'))).toEqual(read(home()));
  });

  test('that a restore would refuse is not backed up in silence', async () => {
    {
      using store = openHome();
      fillStore(store);
    }
    {
      using db = new DatabaseSync(join(home(), 'drydock.db'));
      db.exec("UPDATE chapter_position SET chapter = 'No chapter'");
    }
    const before = readdirSync(home());
    await expect(writeArchive(home(), inFolder('mine'), { at })).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringMatching(/could not be restored: .*chapter.*None was made/),
    });
    expect(existsSync(inFolder('mine'))).toBe(false);
    expect(readdirSync(home())).toEqual(before);
  });
});
