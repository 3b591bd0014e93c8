/** Programs and engines in a seat are whoever's is root in there: they may never end, nor answer. */

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import type { ConnectedEngine } from '../../../src/engine/connect.ts';
import type { LabelledThing } from '../../../src/lab/ports/engine.ts';
import type { Seat } from '../../../src/lab/ports/seat.ts';
import type { Run } from '../../../src/lab/ports/store.ts';
import { makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { makeLabRunner } from '../../../src/runner/make-lab-runner.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { makeCopies } from '../../../src/seats/copies.ts';
import { makeNestedSeat } from '../../../src/seats/nested/nested-seat.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { makeTestLedger } from '../../fixtures/ledger.ts';
import type { LocalInside } from '../../fixtures/local-inside.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { makeExchange } from './exchanged.ts';

afterEach(() => vi.useRealTimers());

const never = new Promise<never>(() => undefined);
async function* endless(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(512);
  await never;
}

describe('case 233: a program in a seat that does not end', () => {
  type Side = 'syncIn' | 'syncOut';
  const hangs: readonly (readonly [string, Side, Partial<LocalInside>])[] = [
    ['a tar that gives nothing', 'syncOut', { getArchive: () => never }],
    ['a tar that stops in the middle', 'syncOut', { getArchive: async () => endless() }],
    ['a perl that deletes nothing', 'syncIn', { run: () => never }],
    ['a tar that takes nothing', 'syncIn', { putArchive: () => never }],
  ];

  /** The first exchange hangs, those after it are the seat's own. `began` resolves once it hangs. */
  function once(hang: Partial<LocalInside>) {
    const began = Promise.withResolvers<void>();
    let isFirst = true;
    const [name] = Object.keys(hang) as (keyof LocalInside)[];
    const exchange = makeExchange((local) => ({
      [name ?? 'run']: (...args: never[]) => {
        const of = isFirst ? { ...local, ...hang } : local;
        isFirst = false;
        began.resolve();
        return (of[name ?? 'run'] as (...of: never[]) => unknown)(...args);
      },
    }));
    writeFileSync(join(exchange.server, 'file'), 'mine');
    // What was exchanged before, and is to be deleted inside.
    writeFileSync(exchange.recordFile, JSON.stringify([['gone', 'file:644:0']]));
    return { exchange, began: began.promise };
  }

  it.each(hangs)(
    '%s: the exchange ends when it is cancelled, and the next has its turn',
    async (_, side, hang) => {
      const { exchange, began } = once(hang);
      using _exchange = exchange;
      const cancelling = new AbortController();
      const first = exchange.link[side](cancelling.signal);
      const second = exchange.link[side]();
      const failed = expect(first).rejects.toThrow('given up');
      await began;
      cancelling.abort(new Error('given up'));
      await failed;
      await second;
      await exchange.link.syncIn();
      expect(readdirSync(exchange.seat)).toEqual(['file']);
    },
  );

  it.each(hangs)(
    '%s: the exchange ends by its deadline, and the next has its turn',
    async (_, side, hang) => {
      const { exchange, began } = once(hang);
      using _exchange = exchange;
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const first = expect(exchange.link[side]()).rejects.toMatchObject({
        code: 'timed-out',
        message: expect.stringContaining(exchange.seat),
        fix: expect.any(String),
      });
      await began;
      await vi.advanceTimersByTimeAsync(180_000);
      await first;
      vi.useRealTimers();
      await exchange.link.abandon();
      await exchange.link.syncIn();
      expect(readdirSync(exchange.seat)).toEqual(['file']);
    },
  );

  it('an `rm` and a `mkdir`: have a deadline, and end when they are cancelled', async () => {
    using folder = makeTemporaryFolder();
    const workspaceDir = join(folder.path, 'one');
    mkdirSync(workspaceDir);
    let hanging = 'mkdir';
    const seat = makeNestedSeat({
      id: 'one',
      seatClass: 'rootless',
      container: 'seat',
      boundDir: undefined,
      helper: { start: () => never },
      // Neither is asked for anything else.
      engine: {} as ConnectedEngine,
      inside: {
        exec: () => never,
        putArchive: () => never,
        getArchive: () => never,
        run: async (_, [program = ''], { timeoutMs = 0, signal } = {}) => {
          expect(timeoutMs).toBeGreaterThan(0);
          if (program === hanging)
            await new Promise((_resolve, reject) =>
              signal?.addEventListener('abort', () => reject(signal.reason)),
            );
          return { exitCode: 0, stdout: '', stderr: '', truncated: false, durationMs: 0 };
        },
      },
    });
    const spec = { runId: 'one', project: 'one', workspaceDir };
    const opening = new AbortController();
    const opened = expect(seat.openWorkbench(spec, opening.signal)).rejects.toThrow('given up');
    opening.abort(new Error('given up'));
    await opened;
    hanging = 'rm';
    const bench = await seat.openWorkbench(spec);
    const removing = new AbortController();
    const removed = expect(bench.remove(removing.signal)).rejects.toThrow('given up');
    removing.abort(new Error('given up'));
    await removed;
  });
});

describe('case 231: more exchanges at once than the server has room for', () => {
  /** As many seats, each with as many workspaces, whose tar stops in the middle. `begun` has the seats of those that began. */
  function makeHanging({ seats, each }: { readonly seats: number; readonly each: number }) {
    const begun: string[] = [];
    const exchanges = Array.from({ length: seats * each }, (_, index) => {
      const seat = `seat-${Math.floor(index / each)}`;
      const getArchive = async () => {
        begun.push(seat);
        return endless();
      };
      return makeExchange(() => ({ getArchive }), seat);
    });
    return {
      begun,
      exchanges,
      [Symbol.dispose]: () => {
        for (const exchange of exchanges) exchange[Symbol.dispose]();
      },
    };
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve, 300));

  it('of one seat: two at once, and another seat has its turn', async () => {
    using at = makeHanging({ seats: 1, each: 12 });
    using other = makeExchange(undefined, 'other');
    const cancelling = new AbortController();
    const all = at.exchanges.map(({ link }) => link.syncOut(cancelling.signal));
    const ended = Promise.allSettled(all);
    writeFileSync(join(other.seat, 'file'), 'theirs');
    await other.link.syncOut();
    expect(readdirSync(other.server)).toEqual(['file']);
    expect(at.begun).toEqual(['seat-0', 'seat-0']);
    cancelling.abort(new Error('given up'));
    await ended;
  });

  it('of many seats: eight at once; who waits is freed as soon as it is cancelled, and the next goes on', async () => {
    using at = makeHanging({ seats: 10, each: 1 });
    const cancelling = at.exchanges.map(() => new AbortController());
    const all = at.exchanges.map(({ link }, index) => link.syncOut(cancelling[index]?.signal));
    const ended = Promise.allSettled(all);
    await eventually(() => expect(at.begun).toHaveLength(8));
    await settle();
    expect(at.begun).toHaveLength(8);
    const waits = expect(all[8]).rejects.toThrow('given up');
    cancelling[8]?.abort(new Error('given up'));
    await waits;
    expect(at.begun).not.toContain('seat-9');
    cancelling[0]?.abort(new Error('given up'));
    await eventually(() => expect(at.begun).toContain('seat-9'));
    expect(at.begun).not.toContain('seat-8');
    for (const each of cancelling) each.abort(new Error('given up'));
    await ended;
  });
});

describe('case 234: one lab, or one seat, that never answers', () => {
  const project = 'com.docker.compose.project';

  /** A seat in which a stranger's project is left; `removed` is what was cleared away. */
  function makeSeat(id: string, more: Partial<Seat> = {}, list?: () => Promise<readonly LabelledThing[]>) {
    const removed: string[] = [];
    const left: LabelledThing = {
      kind: 'network',
      labels: { [project]: `drydock-left-in-${id}-zzzzzz` },
    };
    const engine: Partial<Seat['engine']> = {
      listLabelled: list ?? (async () => [left]),
      inspectContainers: async () => [],
      async removeLabelled(labels) {
        removed.push(labels[project] ?? '');
        return { containers: 0, networks: 1, volumes: 0 };
      },
    };
    const seat: Partial<Seat> = {
      id,
      kind: 'nested',
      seatClass: 'rootless',
      engine: engine as Seat['engine'],
      findWorkbenches: async () => [
        { runId: '01ARZ3NDEKTSV4RRFFQ6ZZZZZZ', remove: async () => void removed.push(id) },
      ],
      openWorkbench: () => never,
      ...more,
    };
    return { seat: seat as Seat, removed };
  }

  async function makeServer(seats: readonly Seat[]) {
    const folder = makeTemporaryFolder();
    const store = openStore(join(folder.path, 'drydock.db'));
    const library = await LabLibrary.open('labs');
    const [first] = seats;
    if (first === undefined) throw new Error('no seat');
    const runner = makeLabRunner({
      store,
      library,
      seats: {
        health: () => ({ state: 'ready', steps: [] }),
        onHealth: () => ({ [Symbol.dispose]: () => undefined }),
        runnable: () => ({ ok: true, seat: 'nested' }),
        findSeat: async () => first,
        listRunning: async () =>
          seats.map((seat) => ({ id: seat.id, kind: seat.kind, open: async () => seat })),
        suspensionOf: () => undefined,
        suspensions: () => [],
        prepareImages: async () => undefined,
      },
      transcripts: { chapters: [], find: () => undefined },
      compose: makeCompose(),
      imageFacts: makeImageFactsCache(),
      copies: makeCopies('home'),
      ledger: makeTestLedger(store, folder.path),
      now: () => new Date(),
      newId: () => crypto.randomUUID(),
      keptDir: join(folder.path, 'kept'),
      workspacesDir: join(folder.path, 'workspaces'),
      newWorkspaceDir: (_, id) => join(folder.path, 'workspaces', id),
      workspaceOf: (run) => new Workspace(run.workspaceDir),
      seedOf: () => 'seed',
    });
    const { party } = store.localPerson();
    const addRun = (intent: Run['intent'], step: Run['step']) =>
      store.createRun({
        party: party.id,
        lab: 'start/first-container',
        context: 'self',
        contentHash: '',
        seed: 'seed',
        vars: {},
        intent,
        step,
        seatKind: 'nested',
        seatClass: 'rootless',
        workspaceDir: join(folder.path, 'workspaces', 'one'),
      });
    return {
      runner,
      addRun,
      [Symbol.dispose]: () => {
        store.close();
        folder[Symbol.dispose]();
      },
    };
  }

  it('a job that never ends: the look after all resolves, again and again, and seats have their turn to be suspended', async () => {
    const here = makeSeat('here');
    using server = await makeServer([here.seat]);
    server.addRun('stopped', 'stopping');
    const { signal } = new AbortController();
    await server.runner.reconcile(signal);
    await server.runner.reconcile(signal);
    expect(here.removed.filter((one) => one === 'here')).toHaveLength(2);
    await server.runner.suspendIdle({ pauseAfterMs: 0, stopAfterMs: null }, signal);
  });

  it('a seat whose engine never answers: the others are cleared, and the look says which was not', async () => {
    const asked = Promise.withResolvers<void>();
    const mute = makeSeat('mute', {}, () => {
      asked.resolve();
      return never;
    });
    const other = makeSeat('other');
    using server = await makeServer([mute.seat, other.seat]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { signal } = new AbortController();
    const look = expect(server.runner.reconcile(signal)).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('The seat mute'),
    });
    // Behind it in the same queue.
    const suspended = server.runner.suspendIdle({ pauseAfterMs: 0, stopAfterMs: null }, signal);
    await asked.promise;
    await vi.advanceTimersByTimeAsync(60_000);
    await look;
    await suspended;
    expect(other.removed).toContain('other');
  });

  it('a lab that never opens: the look ends, says which, and clears the seats', async () => {
    const opening = Promise.withResolvers<void>();
    const here = makeSeat('here', {
      openWorkbench: () => {
        opening.resolve();
        return never;
      },
    });
    using server = await makeServer([here.seat]);
    server.addRun('running', 'ready');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const look = expect(server.runner.reconcile(new AbortController().signal)).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('start/first-container'),
    });
    await opening.promise;
    await vi.advanceTimersByTimeAsync(60_000);
    await look;
    expect(here.removed).toContain('here');
  });
});
