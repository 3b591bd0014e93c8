import { mkdir } from 'node:fs/promises';
import type { ConnectedEngine } from '../../engine/connect.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import type { SeatClass } from '../../lab/seat-class.ts';
import { type Audience, defaultClass } from '../choice/audience.ts';
import { whyNotHere } from '../classes/keeps.ts';
import { seesOurFiles, type WorkspaceMode } from '../engine-seat.ts';
import { classLabel, containerName, homeLabel, makeLabels, roleLabel, seatLabel } from '../labels.ts';
import type { FoundSeat, OpenOptions, SeatProvider } from '../seat-provider.ts';
import { raiseFence } from './fence.ts';
import { enterRootless } from './inside.ts';
import { connectNested } from './nested-engine.ts';
import { makeNestedSeat } from './nested-seat.ts';
import { seatContainer, seatName } from './seat-container.ts';
import { attachDisk, diskVolume } from './seat-disk.ts';
import { defaultLimits, type SeatLimits } from './seat-limits.ts';
import { bridgeName, type SeatNetwork, seatSubnets, slotOf } from './seat-slot.ts';
import { tellLost } from './tell-lost.ts';

export interface NestedOptions {
  /** Whose engine the seats are containers of: host or embedded. It is not disposed with this provider. */
  readonly outer: SeatProvider;
  readonly homeId: string;
  /** The folder in which workspaces are; those elsewhere are synced. */
  readonly workspacesDir: string;
  readonly seatClass?: SeatClass;
  readonly audience?: Audience;
  /** Those that are absent are what the audience gets by default; `null` stands for no limit. */
  readonly limits?: { readonly [K in keyof SeatLimits]?: SeatLimits[K] | null };
  readonly network?: SeatNetwork;
  readonly workspaceMode?: WorkspaceMode;
}

interface SeatContainer extends FoundSeat {
  readonly container: string;
  /** As the outer engine writes it. */
  readonly startedAt: string | undefined;
}

/** Seats that are engines of their own, each in a container of an outer engine, on a network of its own. */
export function makeNestedProvider(options: NestedOptions): SeatProvider {
  const { outer, homeId, workspacesDir, audience = 'one' } = options;
  const seatClass = options.seatClass ?? defaultClass(audience);
  const network = options.network ?? (audience === 'one' ? 'open' : 'public');
  // Files of a folder that all seats of a home see would be everybody's, and root of a rootless seat owns none there.
  const apart = audience === 'many' || seatClass !== 'privileged' || options.workspaceMode === 'synced';
  const ours = { [homeLabel]: homeId };
  const ofClass = { ...ours, [roleLabel]: 'seat', [classLabel]: seatClass };

  async function leaseSlot(engine: ConnectedEngine, id: string, signal?: AbortSignal) {
    const name = seatName(homeId, id, seatClass);
    const subnet = await engine.ensureNetwork(
      {
        name,
        labels: makeLabels({ home: homeId, role: 'seat', seat: id }),
        subnets: seatSubnets,
        bridge: (one) => bridgeName(network, slotOf(one) ?? 0),
        internal: network === 'closed',
      },
      signal,
    );
    const slot = slotOf(subnet);
    if (slot !== undefined) return { name, slot };
    throw new DrydockError('engine-failed', {
      message: `The network ${name} has the subnet ${subnet}, which no seat has.`,
      fix: `Remove it: docker network rm ${name}`,
    });
  }

  async function open(id: string, { onProgress, signal }: OpenOptions = {}): Promise<Seat> {
    const engine = await outer.connect({ ...(onProgress && { onProgress }), ...(signal && { signal }) });
    const title = 'Start an engine of its own for the lab';
    onProgress?.({ step: 'seat.start', title, status: 'running' });
    await mkdir(workspacesDir, { recursive: true });
    const info = await engine.info(signal);
    const missing = whyNotHere(seatClass, info);
    if (missing !== undefined) throw notHere(seatClass, missing);
    const limits = { ...defaultLimits(audience, info), ...options.limits };
    const { name, slot } = await leaseSlot(engine, id, signal);
    if (network !== 'open') await raiseFence(engine, homeId, signal);
    const bound = apart ? undefined : workspacesDir;
    const parts = { homeId, seatId: id, seatClass, info, network: name, slot, workspacesDir: bound };
    const container = await startContainer(engine, { ...parts, limits: withoutNulls(limits) }, signal);
    const entered = seatClass === 'rootless' ? enterRootless(engine, slot) : engine;
    const inside = await tellLost(
      entered,
      async () =>
        (await findSeats(engine)).find((seat) => seat.container === container && seat.state === 'running')
          ?.startedAt,
    );
    const inner = await connectNested({ outer: engine, container, inside, ...(signal && { signal }) });
    const reachable =
      bound !== undefined && (await seesOurFiles(engine, container, bound)) ? bound : undefined;
    onProgress?.({ step: 'seat.start', title, status: 'done' });
    return makeNestedSeat({ id, seatClass, inside, container, engine: inner, boundDir: reachable });
  }

  type Parts = Omit<Parameters<typeof seatContainer>[0], 'volume'>;

  async function startContainer(engine: ConnectedEngine, parts: Parts, signal?: AbortSignal) {
    const { seatId, limits } = parts;
    const size = limits.diskBytes;
    if (size === undefined) {
      const volume = containerName(
        'seat',
        `${seatName(homeId, seatId, seatClass).slice('drydock-seat-'.length)}-data`,
      );
      await engine.ensureVolume(volume, makeLabels({ home: homeId, role: 'seat', seat: seatId }));
      return engine.ensureContainer(seatContainer({ ...parts, volume }), signal);
    }
    const diskId = `${seatId}-${seatClass}`;
    // With the engine's host its devices go, so the container is not started again but by us.
    const spec = {
      ...seatContainer({ ...parts, volume: diskVolume(homeId, diskId) }),
      restart: 'no' as const,
    };
    const [found] = (await findSeats(engine)).filter(({ id }) => id === seatId);
    if (found !== undefined && found.state !== 'stopped') return engine.ensureContainer(spec, signal);
    // Its disk is another device by now, under the same name.
    if (found !== undefined) await engine.removeContainer(found.container);
    await using _attached = await attachDisk({ engine, homeId, seatId: diskId, size }, signal);
    return await engine.ensureContainer(spec, signal);
  }

  async function findSeats(engine: ConnectedEngine, filter: Readonly<Record<string, string>> = ofClass) {
    const containers = await engine.inspectContainers(filter);
    return containers.map(
      ({ id, labels, status, startedAt }): SeatContainer => ({
        id: labels[seatLabel] ?? '',
        container: id,
        startedAt,
        state: status === 'running' ? 'running' : status === 'paused' ? 'paused' : 'stopped',
      }),
    );
  }

  /** Told to end, it takes its rules away; killed, it would leave them. */
  async function endFence(engine: ConnectedEngine): Promise<void> {
    const fences = await engine.inspectContainers({ ...ours, [roleLabel]: 'fence' });
    await Promise.all(fences.map(({ id }) => engine.stopContainer(id)));
  }

  /** The outer engine, unless it is one of ours that stands still. */
  async function connectOuter(): Promise<ConnectedEngine | undefined> {
    return (await outer.isRunning()) ? outer.connect() : undefined;
  }

  return {
    kind: 'nested',
    seatClass,
    owned: true,
    connect: (openOptions) => outer.connect(openOptions),
    isRunning: () => outer.isRunning(),
    open,
    async list() {
      const engine = await connectOuter();
      return engine === undefined ? [] : (await findSeats(engine)).map(({ id, state }) => ({ id, state }));
    },
    // Both end the seats of every class: which one a home uses may have changed since.
    async stop() {
      const engine = await connectOuter();
      if (engine === undefined) return;
      const seats = await findSeats(engine, { ...ours, [roleLabel]: 'seat' });
      const running = seats.filter(({ state }) => state !== 'stopped');
      await Promise.all(running.map(({ container }) => engine.stopContainer(container)));
      await endFence(engine);
      await engine.removeLabelled({ ...ours, [roleLabel]: 'fence' });
    },
    async clean() {
      const engine = await connectOuter();
      const removed = { containers: 0, networks: 0, volumes: 0 };
      if (engine !== undefined) await endFence(engine);
      // Disks after the seats that are on them.
      for (const role of ['seat', 'disk', 'fence']) {
        const one = await engine?.removeLabelled({ ...ours, [roleLabel]: role });
        removed.containers += one?.containers ?? 0;
        removed.networks += one?.networks ?? 0;
        removed.volumes += one?.volumes ?? 0;
      }
      return removed;
    },
    async [Symbol.asyncDispose]() {},
  };
}

function notHere(seatClass: SeatClass, why: string): DrydockError {
  return new DrydockError('seat-unmet', {
    message: `Seats of class ${seatClass} cannot be had on this engine: ${why}.`,
    fix: 'Choose another with --seat-class; `drydock doctor` says which run here, and what each keeps from whom.',
  });
}

function withoutNulls(limits: Required<NestedOptions>['limits']): SeatLimits {
  const { memoryBytes, cpus, pidsLimit, diskBytes } = limits;
  return {
    ...(typeof memoryBytes === 'number' && { memoryBytes }),
    ...(typeof cpus === 'number' && { cpus }),
    ...(typeof pidsLimit === 'number' && { pidsLimit }),
    ...(typeof diskBytes === 'number' && { diskBytes }),
  };
}
