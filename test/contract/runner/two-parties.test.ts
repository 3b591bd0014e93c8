import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../../src/engine/connect.ts';
import { copyImages } from '../../../src/engine/images/copy-images.ts';
import { anySeat } from '../../../src/lab/ports/seat-directory.ts';
import type { RunKey } from '../../../src/lab/ports/store.ts';
import { homeLabel } from '../../../src/seats/labels.ts';
import { makeNestedProvider } from '../../../src/seats/nested/nested-provider.ts';
import { makeSeatDirectory, type PreparingSeatDirectory } from '../../../src/seats/seat-directory.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { makeStoppedSeats } from '../../../src/seats/suspension/stopped-seats.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { firstLab, makeRunnerOnEngine, type RunnerOnEngine } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from '../machine.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';
const image = 'debian:trixie-slim';

describe.skipIf(skip !== undefined)(`two parties on one lab${skip ? ` (skipped: ${skip})` : ''}`, () => {
  const folder = makeTemporaryFolder();
  const homeId = ulid();
  const store = openStore(join(folder.path, 'drydock.db'));
  const ada = store.localPerson();
  const bob = addPerson(join(folder.path, 'drydock.db'));
  const keyOf = (party: string): RunKey => ({ party, lab: firstLab, context: 'self' });
  const [ofAda, ofBob] = [keyOf(ada.party.id), keyOf(bob.party)];
  let outer: SeatProvider;
  let engine: ConnectedEngine;
  let seats: PreparingSeatDirectory;
  let at: RunnerOnEngine;

  const perform = async (key: RunKey, kind: 'start' | 'stop') =>
    at.runner.finish((await at.runner.begin(key, kind)).id);
  /** What runs of the lab in the seat of a party. */
  const services = async ({ party }: RunKey) => {
    const seat = await seats.findSeat(
      { party, requirement: anySeat },
      () => undefined,
      AbortSignal.timeout(60_000),
    );
    const running = await seat.engine.inspectContainers({ 'com.docker.compose.service': 'web' });
    return running.map(({ id }) => id);
  };

  beforeAll(async () => {
    outer = await makeOuter(folder.path, homeId);
    engine = await outer.connect();
    const provider = makeNestedProvider({
      outer,
      homeId,
      workspacesDir: join(folder.path, 'workspaces'),
      audience: 'many',
      limits: { diskBytes: null },
    });
    seats = makeSeatDirectory({
      choose: async () => ({
        provider,
        nested: provider,
        seats: { audience: 'many', trustLearners: false, pool: 0 },
      }),
      prepareSeats: async () => undefined,
      prepareImages: async (seat) =>
        void (await copyImages(engine, seat.engine, [{ from: image, to: image }], () => undefined)),
      first: [],
      rest: [],
      stopped: makeStoppedSeats(folder.path),
      localParty: ada.party.id,
    });
    at = await makeRunnerOnEngine({
      homeId,
      home: folder.path,
      store,
      provider: () => provider,
      seats: () => seats,
    });
    await seats.prepareEngine(AbortSignal.timeout(60_000));
    await Promise.all([ofAda, ofBob].map((key) => perform(key, 'start')));
  }, 240_000);

  afterAll(async () => {
    await at?.[Symbol.asyncDispose]();
    await seats?.[Symbol.asyncDispose]();
    await engine?.removeLabelled({ [homeLabel]: homeId });
    await outer?.[Symbol.asyncDispose]();
    store.close();
    folder[Symbol.dispose]();
  }, 120_000);

  it('have a run, a seat and services each', async () => {
    const [first, second] = [await services(ofAda), await services(ofBob)];
    expect([first.length, second.length]).toEqual([1, 1]);
    expect(first).not.toEqual(second);
    const runs = [ofAda, ofBob].map((key) => store.findRun(key));
    expect(new Set(runs.map((run) => run?.workspaceDir)).size).toBe(2);
  });

  it('are judged by what runs in their own, each attempt with who asked', async () => {
    await at.runner.files.save(ofBob, 'note', 'of bob', '');
    const [a, b] = [await at.runner.check(ofAda, ada.person.id), await at.runner.check(ofBob, bob.person)];
    expect(a.results.map(({ id }) => id)).toEqual(b.results.map(({ id }) => id));
    const people = [ofAda, ofBob].map((key) =>
      store.listAttempts(store.findRun(key)?.id ?? '').map(({ person }) => person),
    );
    expect(people).toEqual([[ada.person.id], [bob.person]]);
    const names = async (key: RunKey) => (await at.runner.files.list(key)).map(({ path }) => path);
    expect(await names(ofBob)).toContain('note');
    expect(await names(ofAda)).not.toContain('note');
  });

  it('stop each for themselves, and a look after all labs leaves the other alone', async () => {
    await perform(ofAda, 'stop');
    await at.settle();
    expect(await services(ofAda)).toEqual([]);
    expect(await services(ofBob)).toHaveLength(1);
    expect((await at.runner.status(ofBob)).phase).toBe('running');
  });
});

/** A person who works alone, as a course will make one. */
function addPerson(file: string): { readonly person: string; readonly party: string } {
  const [person, party, now] = [ulid(), ulid(), new Date().toISOString()];
  using db = new DatabaseSync(file);
  db.exec('PRAGMA busy_timeout = 5000');
  db.prepare('INSERT INTO person (id, name, is_local, created_at) VALUES (?, ?, 0, ?)').run(
    person,
    'Bob',
    now,
  );
  db.prepare('INSERT INTO party (id, alone, created_at) VALUES (?, ?, ?)').run(party, person, now);
  db.prepare('INSERT INTO party_member (party, person, joined_at) VALUES (?, ?, ?)').run(party, person, now);
  return { person, party };
}
