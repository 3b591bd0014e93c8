import type { ConnectedEngine } from '../../engine/connect.ts';
import { reportError } from '../../lab/errors.ts';
import { homeLabel, seatLabel } from '../labels.ts';
import type { Beginning, OpenOptions } from '../seat-provider.ts';
import type { OpenedSeat } from './opened-seat.ts';
import {
  hasPrepared,
  keepPrepared,
  mostKept,
  ownDisk,
  type PreparedDisksParts,
  type PreparedParts,
  preparedKey,
} from './prepared-disk.ts';
import { backingVolume } from './seat-disk.ts';
import { preparingId } from './seat-owner.ts';
import { diskIdOf } from './start-seat.ts';

/** A seat that was made just now. */
export interface MadeSeat {
  readonly opened: OpenedSeat;
  readonly container: string;
  readonly slot: number;
}

export interface PreparingParts
  extends Omit<PreparedDisksParts, 'engine'>,
    Omit<PreparedParts, 'size' | 'images'> {
  /** Makes a seat for nobody, whose disk is empty, and goes into it. */
  readonly makeSeat: (engine: ConnectedEngine, seatId: string, signal: AbortSignal) => Promise<MadeSeat>;
}

/** The disks that seats of one provider begin with: each is filled once, by whoever needs it first. */
export class PreparedDisks {
  readonly #parts: PreparingParts;
  /** By key, those that are there or on their way, and no more than are kept: the last is what seats began with last. */
  readonly #filled = new Map<string, Promise<void>>();

  constructor(parts: PreparingParts) {
    this.#parts = parts;
  }

  /**
   * The key of a disk of this size, in bytes, with these images: filled now where there is none, and somebody says how. Who
   * comes while it is filled waits for the same one. Undefined where seats have no disks of a size, where there is nothing
   * to fill one with, and where filling fails, which is told: a seat that begins empty is as good, and later.
   */
  async find(
    engine: ConnectedEngine,
    beginning: Beginning,
    size: number | undefined,
    { onProgress, signal = AbortSignal.any([]) }: Pick<OpenOptions, 'onProgress' | 'signal'>,
  ): Promise<string | undefined> {
    if (size === undefined || beginning.images.length === 0) return undefined;
    try {
      return await this.#find(engine, beginning, size, signal);
    } catch (error) {
      signal.throwIfAborted();
      // Whoever brings its images says what is wrong with them.
      const step = { step: 'seat.disk', title: 'Fill a disk that seats begin with' };
      onProgress?.({ ...step, status: 'failed', error: reportError(error) });
      return undefined;
    }
  }

  async #find(
    engine: ConnectedEngine,
    { images, fill }: Beginning,
    size: number,
    signal: AbortSignal,
  ): Promise<string> {
    const { seatClass, imageStore, image } = this.#parts;
    const key = await preparedKey(engine, { seatClass, imageStore, image, size, images }, signal);
    const known = this.#filled.get(key);
    const filled = known ?? (fill && this.#fill(engine, key, fill, signal));
    if (filled !== undefined) {
      this.#filled.delete(key);
      this.#filled.set(key, filled);
      // One that could not be filled is tried again by whoever comes next.
      filled.catch(() => this.#filled.delete(key));
      const [oldest] = this.#filled.keys();
      if (this.#filled.size > mostKept && oldest !== undefined) this.#filled.delete(oldest);
    }
    await filled;
    return key;
  }

  async #fill(
    engine: ConnectedEngine,
    key: string,
    fill: NonNullable<Beginning['fill']>,
    signal: AbortSignal,
  ): Promise<void> {
    const { homeId, image, seatClass, makeSeat } = this.#parts;
    const disks = { engine, homeId, image };
    if (await hasPrepared(disks, key, signal)) return;
    const seatId = preparingId(key);
    const diskId = diskIdOf({ seatId, seatClass });
    try {
      const { opened, container, slot } = await makeSeat(engine, seatId, signal);
      try {
        await fill(opened.as(seatId), signal);
      } finally {
        await opened[Symbol.asyncDispose]();
      }
      // Its file system is whole once its engine has ended and nobody has it mounted.
      await engine.stopContainer(container);
      await engine.removeContainer(container);
      await keepPrepared(disks, ownDisk(key, { seatClass, slot }), backingVolume(homeId, diskId), signal);
    } finally {
      for (const seat of [seatId, diskId])
        await engine.removeLabelled({ [homeLabel]: homeId, [seatLabel]: seat });
    }
  }
}
