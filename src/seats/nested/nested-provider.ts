import { mkdir } from 'node:fs/promises';
import type { ConnectedEngine } from '../../engine/connect.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import { seesOurFiles, type WorkspaceMode } from '../engine-seat.ts';
import { containerName, homeLabel, makeLabels, roleLabel, seatLabel } from '../labels.ts';
import type { FoundSeat, OpenOptions, SeatProvider } from '../seat-provider.ts';
import { connectNested } from './nested-engine.ts';
import { makeNestedSeat } from './nested-seat.ts';
import type { SeatLimits } from './seat-container.ts';
import { seatContainer } from './seat-container.ts';

export interface NestedOptions {
  /** Whose engine the seats are containers of: host or embedded. It is not disposed with this provider. */
  readonly outer: SeatProvider;
  readonly homeId: string;
  /** The folder in which workspaces are; those elsewhere are synced. */
  readonly workspacesDir: string;
  readonly limits?: SeatLimits;
  readonly workspaceMode?: WorkspaceMode;
}

/** Seats that are engines of their own, each in a privileged container of an outer engine. */
export function makeNestedProvider(options: NestedOptions): SeatProvider {
  const { outer, homeId, workspacesDir, limits = {}, workspaceMode = 'auto' } = options;
  const filter = { [homeLabel]: homeId, [roleLabel]: 'seat' };

  async function open(id: string, { onProgress, signal }: OpenOptions = {}): Promise<Seat> {
    const engine = await outer.connect({ ...(onProgress && { onProgress }), ...(signal && { signal }) });
    const title = 'Start an engine of its own for the lab';
    onProgress?.({ step: 'seat.start', title, status: 'running' });
    await mkdir(workspacesDir, { recursive: true });
    const volume = containerName('seat', `${homeId}-${id}-data`);
    await engine.ensureVolume(volume, makeLabels({ home: homeId, role: 'seat', seat: id }));
    const info = await engine.info(signal);
    const bound = workspaceMode === 'synced' ? undefined : workspacesDir;
    const spec = seatContainer({ homeId, seatId: id, info, volume, workspacesDir: bound, limits });
    const container = await engine.ensureContainer(spec, signal);
    const inner = await connectNested(engine, container, signal);
    const reachable =
      bound !== undefined && (await seesOurFiles(engine, container, bound)) ? bound : undefined;
    onProgress?.({ step: 'seat.start', title, status: 'done' });
    return makeNestedSeat({ id, outer: engine, container, engine: inner, boundDir: reachable });
  }

  async function findSeats(engine: ConnectedEngine): Promise<readonly (FoundSeat & { container: string })[]> {
    const containers = await engine.inspectContainers(filter);
    return containers.map(({ id, labels, status }) => ({
      id: labels[seatLabel] ?? '',
      container: id,
      state: status === 'running' ? 'running' : status === 'paused' ? 'paused' : 'stopped',
    }));
  }

  /** The outer engine, unless it is one of ours that stands still. */
  async function connectOuter(): Promise<ConnectedEngine | undefined> {
    return (await outer.isRunning()) ? outer.connect() : undefined;
  }

  return {
    kind: 'nested',
    seatClass: 'privileged',
    owned: true,
    connect: (openOptions) => outer.connect(openOptions),
    isRunning: () => outer.isRunning(),
    open,
    async list() {
      const engine = await connectOuter();
      return engine === undefined ? [] : (await findSeats(engine)).map(({ id, state }) => ({ id, state }));
    },
    async stop() {
      const engine = await connectOuter();
      if (engine === undefined) return;
      const seats = (await findSeats(engine)).filter(({ state }) => state !== 'stopped');
      await Promise.all(seats.map(({ container }) => engine.stopContainer(container)));
    },
    async clean() {
      const engine = await connectOuter();
      return (await engine?.removeLabelled(filter)) ?? { containers: 0, networks: 0, volumes: 0 };
    },
    async [Symbol.asyncDispose]() {},
  };
}
