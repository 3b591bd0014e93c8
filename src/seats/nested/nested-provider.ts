import { randomBytes } from 'node:crypto';
import type { ConnectedEngine } from '../../engine/connect.ts';
import { makeFolder } from '../../files/make-folder.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import { type Audience, defaultClass } from '../choice/seat-audience.ts';
import { whyNotHere } from '../classes/class-protections.ts';
import { classLabel, homeLabel, roleLabel, seatLabel } from '../labels.ts';
import { engineOf, type SeatEngine, seatImages } from '../seat-images.ts';
import type { FoundSeat, OpenOptions, SeatPool, SeatProvider, WarmOptions } from '../seat-provider.ts';
import type { WorkspaceMode } from '../workbench/workspace-link.ts';
import { findFence, lowerFence, raiseFence } from './fence.ts';
import { measureFreeDisk } from './free-disk.ts';
import { leaseSlot } from './lease-slot.ts';
import { noSuchOwner, notHere } from './nested-refusals.ts';
import { openSeat } from './opened-seat.ts';
import { poolFingerprint } from './pool-fingerprint.ts';
import { type MadeSeat, PreparedDisks } from './prepared-disks.ts';
import { type SeatContainerParts, seatName } from './seat-container.ts';
import { type AskedLimits, limitsOf } from './seat-limits.ts';
import {
  claimSeat,
  dropStaleLeases,
  findFree,
  findLeases,
  findOwn,
  isMadeSo,
  isPoolId,
  isPreparingId,
  type NamedSeat,
  ownerOf,
  poolId,
  removeFree,
} from './seat-owner.ts';
import { type StartedPool, startPool } from './seat-pool.ts';
import type { SeatNetwork } from './seat-slot.ts';
import { startSeat } from './start-seat.ts';

export interface NestedOptions {
  /** The provider of the outer engine, host or embedded. It is not disposed with this provider. */
  readonly outer: SeatProvider;
  readonly homeId: string;
  /** The folder in which workspaces are; those elsewhere are synced. */
  readonly workspacesDir: string;
  readonly seatClass?: SeatClass;
  readonly audience?: Audience;
  /** Absent limits are the defaults of the audience; `null` is no limit. */
  readonly limits?: AskedLimits;
  readonly network?: SeatNetwork;
  readonly workspaceMode?: WorkspaceMode;
  /** Which Engine seats have. */
  readonly engine?: SeatEngine;
}

interface SeatContainer extends FoundSeat, NamedSeat {}

/** What all seats of a provider are made by, as the engine is now. */
type Template = Pick<
  SeatContainerParts,
  'seatClass' | 'info' | 'limits' | 'workspacesDir' | 'image' | 'imageStore'
>;

interface SeatToMake {
  readonly parts: Template;
  readonly owner?: string;
  readonly beginsWith?: string | undefined;
}

/** Seats that are engines of their own, each in a container of an outer engine, on a network of its own. */
export function makeNestedProvider(options: NestedOptions): SeatProvider {
  const { outer, homeId, workspacesDir, audience = 'one' } = options;
  const seatClass = options.seatClass ?? defaultClass(audience);
  const { release, imageStore } = engineOf(seatClass, options.engine);
  const image = seatImages[release];
  const network = options.network ?? (audience === 'one' ? 'open' : 'public');
  // Files of a folder that all seats of a home see would be everybody's, and root of a rootless seat owns none there.
  const apart = audience === 'many' || seatClass !== 'privileged' || options.workspaceMode === 'synced';
  const boundDir = apart ? undefined : workspacesDir;
  const ours = { [homeLabel]: homeId };
  const ofClass = { ...ours, [roleLabel]: 'seat', [classLabel]: seatClass };
  const prepared = new PreparedDisks({
    homeId,
    image,
    imageStore,
    seatClass,
    makeSeat: async (engine, seatId, signal) =>
      make(engine, seatId, { parts: await template(engine, signal) }, signal),
  });
  let pool: StartedPool | undefined;
  /** When the fence began that is known to stand. */
  let fenced: string | undefined;

  /** What seats get here, whoever has them. */
  async function template(engine: ConnectedEngine, signal?: AbortSignal): Promise<Template> {
    const info = await engine.info(signal);
    const missing = whyNotHere(seatClass, info);
    if (missing !== undefined) throw notHere(seatClass, missing);
    const limits = limitsOf(audience, info, options.limits);
    return { seatClass, info, limits, workspacesDir: boundDir, image, imageStore };
  }

  async function open(id: string, { onProgress, signal, beginning }: OpenOptions = {}): Promise<Seat> {
    if (isPoolId(id) || isPreparingId(id)) throw noSuchOwner(id);
    const engine = await outer.connect({ ...(onProgress && { onProgress }), ...(signal && { signal }) });
    const title = 'Start an engine of its own for the lab';
    onProgress?.({ step: 'seat.start', title, status: 'running' });
    const [found, leases] = await Promise.all([
      findSeats(engine),
      findLeases(engine, homeId),
      pool?.ready().length ? ensureFence(engine, signal) : undefined,
    ]);
    const own = findOwn({ homeId, seatClass }, id, found, leases);
    const claimed = own === undefined ? await claim(engine, id, found) : undefined;
    const ready = claimed === undefined ? undefined : await takeReady(claimed, signal);
    const isNew = own === undefined && claimed === undefined;
    const makeOwn = async () => {
      const parts = await template(engine, signal);
      const size = parts.limits.diskBytes;
      const how = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
      const beginsWith = isNew && beginning ? await prepared.find(engine, beginning, size, how) : undefined;
      return (await make(engine, own ?? claimed ?? id, { parts, owner: id, beginsWith }, signal)).opened;
    };
    const opened = ready ?? (await makeOwn());
    if (claimed !== undefined) pool?.refill();
    onProgress?.({ step: 'seat.start', title, status: 'done' });
    return opened.as(id);
  }

  /** One that is ready, and no other: what is being made is the pool's. */
  async function claim(engine: ConnectedEngine, id: string, found: readonly SeatContainer[]) {
    const ready = pool?.ready() ?? [];
    const free = found.filter(({ seatId, state }) => state === 'running' && ready.includes(seatId));
    return claimSeat({ engine, homeId, seatClass }, id, free);
  }

  /** The connection to a seat of the pool that was claimed, where its engine still answers over it. */
  async function takeReady(seatId: string, signal?: AbortSignal) {
    const ready = pool?.take(seatId);
    if (ready === undefined || (await ready.answers(signal))) return ready;
    await ready[Symbol.asyncDispose]();
    return undefined;
  }

  async function ensureFence(engine: ConnectedEngine, signal?: AbortSignal): Promise<void> {
    if (network === 'open') return;
    const began = await findFence(engine, homeId);
    if (began !== undefined && began === fenced) return;
    await raiseFence(engine, homeId, image, signal);
    fenced = await findFence(engine, homeId);
  }

  /** Makes the seat, or what it lacks, and goes into it. */
  async function make(
    engine: ConnectedEngine,
    seatId: string,
    { parts, owner, beginsWith }: SeatToMake,
    signal?: AbortSignal,
  ): Promise<MadeSeat> {
    makeFolder(workspacesDir);
    const named = { homeId, seatId, seatClass };
    const at = await leaseSlot(engine, named, network, signal);
    await ensureFence(engine, signal);
    const before = (await findSeats(engine)).find((seat) => seat.seatId === seatId);
    const name = seatName(homeId, owner ?? seatId, seatClass);
    // Whoever claimed it was killed before it was called theirs.
    if (before !== undefined && before.name !== name) await engine.renameContainer(before.container, name);
    const started = { ...parts, ...at, ...named, owner, beginsWith };
    const container = await startSeat(engine, started, before, signal);
    const began = async () => {
      const found = await engine.inspectContainers({ ...ofClass, [seatLabel]: seatId });
      return found.find(({ id, status }) => id === container && status === 'running')?.startedAt;
    };
    const seat = { outer: engine, seatClass, container, ...at, began, workspacesDir: boundDir, signal };
    return { opened: await openSeat(seat), container, slot: at.slot };
  }

  function warm(warmOptions: WarmOptions): SeatPool {
    const connect = () => outer.connect();
    const makeToday = async (engine: ConnectedEngine, signal?: AbortSignal) => {
      const imageId = (await engine.findImage(image, signal))?.id ?? '';
      return poolFingerprint({ ...(await template(engine, signal)), network, imageId });
    };
    pool = startPool(
      {
        async findFree(signal) {
          const engine = await connect();
          await dropStaleLeases({ engine, homeId, seatClass }, await findSeats(engine));
          const today = await makeToday(engine, signal);
          const free = await findFree(engine, homeId);
          for (const seatId of free) if (!isMadeSo(seatId, today)) await removeFree(engine, homeId, seatId);
          return free.filter((seatId) => isMadeSo(seatId, today));
        },
        remove: async (seatId) => removeFree(await connect(), homeId, seatId),
        newId: async () => poolId(await makeToday(await connect()), randomBytes(4).toString('hex')),
        async make(seatId, signal) {
          const engine = await connect();
          const { images = [], fill, size } = warmOptions;
          const beginning = { images, ...(fill && size > 1 && { fill }) };
          const parts = await template(engine, signal);
          const beginsWith = await prepared.find(engine, beginning, parts.limits.diskBytes, { signal });
          return (await make(engine, seatId, { parts, beginsWith }, signal)).opened;
        },
        measureFreeDisk: async (signal) => measureFreeDisk(await connect(), homeId, image, signal),
      },
      warmOptions,
    );
    return pool;
  }

  async function findSeats(engine: ConnectedEngine, filter: Readonly<Record<string, string>> = ofClass) {
    const containers = await engine.listContainers(filter);
    return containers.map(({ id: container, name, labels, status }): SeatContainer => {
      const seatId = labels[seatLabel] ?? '';
      const id = ownerOf({ name, seatId }, { homeId, seatClass }) ?? '';
      const state = status === 'running' ? 'running' : status === 'paused' ? 'paused' : 'stopped';
      return { id, seatId, name, container, state };
    });
  }

  /** The outer engine, unless it is one of ours that stands still. */
  async function connectOuter(): Promise<ConnectedEngine | undefined> {
    return (await outer.isRunning()) ? outer.connect() : undefined;
  }

  return {
    kind: 'nested',
    seatClass,
    imageStore,
    release,
    owned: true,
    connect: (openOptions) => outer.connect(openOptions),
    isRunning: () => outer.isRunning(),
    open,
    async list() {
      const engine = await connectOuter();
      const seats = engine === undefined ? [] : await findSeats(engine);
      return seats.flatMap(({ id, state }) => (id === '' ? [] : { id, state }));
    },
    warm,
    async suspend(id, as) {
      const engine = await connectOuter();
      const seat = engine && (await findSeats(engine)).find((one) => one.id === id);
      if (!engine || !seat || seat.state === 'stopped' || seat.state === as) return;
      await (as === 'paused' ? engine.pauseContainer(seat.container) : engine.stopContainer(seat.container));
    },
    // Both end the seats of every class: which one a home uses may have changed since.
    async stop() {
      const engine = await connectOuter();
      if (engine === undefined) return;
      const seats = await findSeats(engine, { ...ours, [roleLabel]: 'seat' });
      const running = seats.filter(({ state }) => state !== 'stopped');
      await Promise.all(running.map(({ container }) => engine.stopContainer(container)));
      await lowerFence(engine, homeId);
    },
    async clean() {
      const engine = await connectOuter();
      const removed = { containers: 0, networks: 0, volumes: 0 };
      if (engine === undefined) return removed;
      // Disks after the seats that are on them.
      const bySeats = ['seat', 'disk'].map(
        (role) => () => engine.removeLabelled({ ...ours, [roleLabel]: role }),
      );
      for (const remove of [...bySeats, () => lowerFence(engine, homeId)]) {
        const one = await remove();
        removed.containers += one.containers;
        removed.networks += one.networks;
        removed.volumes += one.volumes;
      }
      return removed;
    },
    async [Symbol.asyncDispose]() {
      await pool?.[Symbol.asyncDispose]();
    },
  };
}
