import type { ConnectedEngine } from '../../engine/connect.ts';
import { containerName, makeLabels } from '../labels.ts';
import { type SeatContainerParts, seatContainer, seatName } from './seat-container.ts';
import { attachDisk, diskVolume } from './seat-disk.ts';
import { isPoolId } from './seat-owner.ts';

/** A container of the seat that there is already. */
export interface StartedBefore {
  readonly container: string;
  readonly state: 'running' | 'paused' | 'stopped';
}

/** Starts the container of a seat, with its disk where it has one, or finds it running. Resolves with its id. */
export async function startSeat(
  engine: ConnectedEngine,
  parts: Omit<SeatContainerParts, 'volume'>,
  found: StartedBefore | undefined,
  signal?: AbortSignal,
): Promise<string> {
  const { homeId, seatId, seatClass, limits, image } = parts;
  const size = limits.diskBytes;
  if (size === undefined) {
    const name = seatName(homeId, seatId, seatClass).slice('drydock-seat-'.length);
    const volume = containerName('seat', `${name}-data`);
    await engine.ensureVolume(volume, makeLabels({ home: homeId, role: 'seat', seat: seatId }));
    return engine.ensureContainer(seatContainer({ ...parts, volume }), signal);
  }
  // The ids of the pool say their class themselves.
  const diskId = isPoolId(seatId) ? seatId : `${seatId}-${seatClass}`;
  // With the engine's host its devices go, so the container is not started again but by us.
  const spec = {
    ...seatContainer({ ...parts, volume: diskVolume(homeId, diskId) }),
    restart: 'no' as const,
  };
  if (found !== undefined && found.state !== 'stopped') return engine.ensureContainer(spec, signal);
  // Its disk is another device by now, under the same name.
  if (found !== undefined) await engine.removeContainer(found.container);
  await using _attached = await attachDisk({ engine, homeId, seatId: diskId, size, image }, signal);
  return await engine.ensureContainer(spec, signal);
}
