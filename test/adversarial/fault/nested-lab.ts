import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ulid } from 'ulid';
import { copyImages } from '../../../src/engine/images/copy-images.ts';
import { anySeat, homeParty } from '../../../src/lab/ports/seat-directory.ts';
import { runningEngines } from '../../../src/runner/upkeep/running-engines.ts';
import { startReconciling } from '../../../src/runner/upkeep/start-reconciling.ts';
import { homeLabel, roleLabel } from '../../../src/seats/labels.ts';
import { makeNestedProvider, type NestedOptions } from '../../../src/seats/nested/nested-provider.ts';
import { makeSeatDirectory } from '../../../src/seats/seat-directory.ts';
import { makeStoppedSeats } from '../../../src/seats/suspension/stopped-seats.ts';
import { findHostDocker, makeOuter } from '../../contract/machine.ts';
import { makeRunnerOnEngine, projectName } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const found = await findHostDocker();

/** Why there are no nested seats here. */
export const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';

const image = 'debian:trixie-slim';
const takenLabel = 'dev.drydock.test-takes-networks';
export const project = 'com.docker.compose.project';

/** The first lab in a seat whose engine is a process that a test may end, found as the server finds seats. */
export async function nestLab(options: Partial<NestedOptions> = {}) {
  const folder = makeTemporaryFolder();
  const homeId = ulid();
  const outer = await makeOuter(folder.path, homeId);
  const engine = await outer.connect();
  const provider = makeNestedProvider({
    outer,
    homeId,
    workspacesDir: join(folder.path, 'workspaces'),
    ...options,
  });
  let nowMs = 0;
  const stopped = makeStoppedSeats(folder.path);
  const makeSeats = () =>
    makeSeatDirectory({
      choose: async () => ({ provider, nested: provider }),
      prepareSeats: async () => undefined,
      prepareImages: async () => undefined,
      first: [],
      rest: [],
      stopped,
      clockMs: () => nowMs,
    });
  let seats = makeSeats();
  const at = await makeRunnerOnEngine({
    homeId,
    home: folder.path,
    provider: () => provider,
    seats: () => seats,
  });
  await copyImages(engine, at.seat.engine, [{ from: image, to: image }], () => undefined);
  const run = () => at.store.findRun(at.key);
  const name = () => projectName(at.key.lab, run()?.id ?? '');
  const findSeat = () =>
    seats.findSeat({ party: homeParty, requirement: anySeat }, () => undefined, AbortSignal.timeout(60_000));
  /** The engine that is there now: after an end it may be in another container. */
  const inner = async () => (await findSeat()).engine;
  const containers = () => engine.inspectContainers({ [homeLabel]: homeId, [roleLabel]: 'seat' });
  return {
    at,
    engine,
    stopped,
    run,
    inner,
    /** The clock of suspensions goes forward by so much; it stands still otherwise. */
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** As a new server finds home and seat, up to where its engine is ready. */
    async restart(): Promise<void> {
      await seats[Symbol.asyncDispose]();
      seats = makeSeats();
      await at.restart();
      await seats.prepareEngine(AbortSignal.timeout(30_000));
    },
    /** Ends the seat as `drydock stop` does. */
    stop: () => provider.stop(),
    listRunning: () => seats.listRunning(AbortSignal.timeout(30_000)),
    /** The containers of the seat on the outer engine: there should be one, ever. */
    containers,
    /** Containers, networks and volumes of the lab. */
    left: async () =>
      (await (await inner()).listLabelled(project)).filter(({ labels }) => labels[project] === name()),
    services: async () => (await inner()).inspectContainers({ [project]: name() }),
    /** Runs a program beside the engine inside; resolves with what it printed. */
    async inSeat(argv: readonly string[]): Promise<string> {
      const [seat] = await containers();
      return (await engine.run(seat?.id ?? '', argv, { cwd: '/' })).stdout;
    },
    /** Ends the engine inside, as the kernel does when memory is out. Its container ends with it. */
    async killDockerd(): Promise<void> {
      const [seat] = await containers();
      // In a rootless seat it belongs to a user whom root of the container has no power over, but may become.
      const kill = ['sh', '-c', 'exec setpriv --reuid "$(stat -c %u /proc/$1)" kill -KILL "$1"', 'sh'];
      const { stdout } = await engine.run(seat?.id ?? '', ['pidof', 'dockerd'], { cwd: '/' });
      await engine.run(seat?.id ?? '', [...kill, stdout.trim()], { cwd: '/' }).catch(() => undefined);
    },
    /** Leaves the engine inside no range of addresses: of its 10.117.0.0/16 it has the first /24 for itself. */
    async takeNetworks(): Promise<AsyncDisposable> {
      const seat = await findSeat();
      const workspaceDir = join(folder.path, 'workspaces', 'taker');
      await mkdir(workspaceDir, { recursive: true });
      await using bench = await seat.openWorkbench({ runId: 'taker', project: 'taker', workspaceDir });
      const subnets = [24, 23, 22, 21, 20, 19, 18, 17].map((bits) => `10.117.${1 << (24 - bits)}.0/${bits}`);
      for (const subnet of subnets) {
        const create = ['docker', 'network', 'create', '--label', takenLabel, '--subnet', subnet];
        const { exitCode, stderr } = await bench.run([...create, `taken-${subnets.indexOf(subnet)}`]);
        if (exitCode !== 0) throw new Error(stderr);
      }
      return {
        async [Symbol.asyncDispose]() {
          await seat.engine.removeLabelled({ [takenLabel]: '' });
        },
      };
    },
    /** What the server does all the time. */
    keepTrue: () =>
      startReconciling({
        reconcile: (signal) => at.runner.reconcile(signal),
        engines: (signal) => runningEngines(seats, signal),
        onError: () => undefined,
        wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
      }),
    async [Symbol.asyncDispose]() {
      // What asks a paused engine waits for ever.
      for (const { id, status } of await containers())
        if (status === 'paused') await engine.unpauseContainer(id);
      const awake = await provider.open('main');
      await awake[Symbol.asyncDispose]();
      await at[Symbol.asyncDispose]();
      await seats[Symbol.asyncDispose]();
      await outer[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

export type NestedLab = Awaited<ReturnType<typeof nestLab>>;
