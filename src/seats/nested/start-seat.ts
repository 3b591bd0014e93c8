import type { ConnectedEngine } from '../../engine/connect.ts';
import { containerName, makeLabels } from '../labels.ts';
import { ownDisk } from './prepared-disk.ts';
import { type SeatContainerParts, seatContainer, seatName } from './seat-container.ts';
import { attachDisk, diskVolume } from './seat-disk.ts';
import { isPoolId } from './seat-owner.ts';

/** A container of the seat that there is already. */
export interface StartedBefore {
  readonly container: string;
  readonly state: 'running' | 'paused' | 'stopped';
}

/** The id of a seat's disk. Those of the pool say their class themselves. */
export const diskIdOf = ({ seatId, seatClass }: Pick<SeatContainerParts, 'seatId' | 'seatClass'>): string =>
  isPoolId(seatId) ? seatId : `${seatId}-${seatClass}`;

export interface SeatStart extends Omit<SeatContainerParts, 'volume'> {
  /** The key of what a new disk is a copy of. */
  readonly beginsWith?: string | undefined;
}

/** Starts the container of a seat, with its disk where it has one, or finds it running. Resolves with its id. */
export async function startSeat(
  engine: ConnectedEngine,
  parts: SeatStart,
  found: StartedBefore | undefined,
  signal?: AbortSignal,
): Promise<string> {
  const { homeId, seatId, seatClass, limits, image, slot, beginsWith } = parts;
  const size = limits.diskBytes;
  if (size === undefined) {
    const name = seatName(homeId, seatId, seatClass).slice('drydock-seat-'.length);
    const volume = containerName('seat', `${name}-data`);
    await engine.ensureVolume(volume, makeLabels({ home: homeId, role: 'seat', seat: seatId }));
    return engine.ensureContainer(seatContainer({ ...parts, volume }), signal);
  }
  const diskId = diskIdOf(parts);
  // With the engine's host its devices go, so the container is not started again but by us.
  const spec = {
    ...seatContainer({ ...parts, volume: diskVolume(homeId, diskId) }),
    restart: 'no' as const,
  };
  if (found !== undefined && found.state !== 'stopped') return engine.ensureContainer(spec, signal);
  // Its disk is another device by now, under the same name.
  if (found !== undefined) await engine.removeContainer(found.container);
  const begins = beginsWith === undefined ? undefined : ownDisk(beginsWith, { seatClass, slot });
  await using _attached = await attachDisk({ engine, homeId, seatId: diskId, size, image, begins }, signal);
  return await engine.ensureContainer(spec, signal);
}
