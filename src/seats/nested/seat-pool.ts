/** Seats that are ready before anybody asks. One is made at a time, in the background, whenever one was claimed. */
import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../../lab/errors.ts';
import type { PoolState, SeatPool, WarmOptions } from '../seat-provider.ts';
import type { OpenedSeat } from './opened-seat.ts';

/** Seats need room for what is stored in them, and so do those that people have already. */
const usualMinFreeDisk = 0.15;
const againMs = 30_000;

export interface SeatPoolParts {
  /** Ids of the seats that nobody has, half-made ones too. */
  findFree(signal: AbortSignal): Promise<readonly string[]>;
  /** Removes a seat that nobody has. */
  remove(seatId: string): Promise<void>;
  newId(): Promise<string>;
  /** Makes the seat, or what it lacks, and waits until its engine answers. */
  make(seatId: string, signal: AbortSignal): Promise<OpenedSeat>;
  /** The free part of the disk on which seats are, 0 to 1; undefined where it cannot be measured. */
  measureFreeDisk(signal: AbortSignal): Promise<number | undefined>;
}

/** What the provider takes seats from. */
export interface StartedPool extends SeatPool {
  /** The ids of those that are ready now. */
  ready(): readonly string[];
  /** Takes one that was claimed out; undefined where it is not ready. Whoever takes it disposes it. */
  take(seatId: string): OpenedSeat | undefined;
  /** Replaces seats that were taken. Call it once the person has their seat, since making one keeps a machine busy. */
  refill(): void;
}

/** Begins to fill the pool. Disposing ends that, and leaves the seats. */
export function startPool(
  parts: SeatPoolParts,
  { size, fill, onState, minFreeDisk = usualMinFreeDisk }: WarmOptions,
): StartedPool {
  const warm = new Map<string, OpenedSeat>();
  const ending = new AbortController();
  const { signal } = ending;
  let wake = Promise.withResolvers<void>();
  let standsStill: string | undefined;

  const state = (): PoolState => ({
    size,
    ready: warm.size,
    ...(standsStill !== undefined && { standsStill }),
  });
  const tell = () => onState?.(state());

  /** Removes and makes seats, one after another, until the pool is as it should be. */
  async function mend(): Promise<void> {
    const there = await parts.findFree(signal);
    for (const [seatId, one] of warm) if (!there.includes(seatId)) await drop(seatId, one);
    // Those that are ready stay before those that are not.
    const ordered = [...there].sort((a, b) => Number(warm.has(b)) - Number(warm.has(a)));
    for (const seatId of ordered.slice(size)) {
      await parts.remove(seatId);
      const one = warm.get(seatId);
      if (one) await drop(seatId, one);
    }
    for (const seatId of ordered.slice(0, size)) if (!warm.has(seatId)) await make(seatId);
    if (ordered.length < size) {
      await requireRoom();
      await make(await parts.newId());
    }
  }

  async function make(seatId: string): Promise<void> {
    try {
      const one = await parts.make(seatId, signal);
      await fill?.(one.as(seatId), signal).catch(async (error: unknown) => {
        await one[Symbol.asyncDispose]();
        throw error;
      });
      // Asking opens every line that whoever comes will ask over, and lines are kept.
      await one.answers(signal);
      warm.set(seatId, one);
      tell();
    } catch (error) {
      // Nobody has it, so it is worth nothing; what a shutdown cuts off is finished by the next server.
      if (!signal.aborted) await parts.remove(seatId).catch(() => undefined);
      throw error;
    }
  }

  async function drop(seatId: string, one: OpenedSeat): Promise<void> {
    warm.delete(seatId);
    await one[Symbol.asyncDispose]();
    tell();
  }

  async function requireRoom(): Promise<void> {
    const room = await parts.measureFreeDisk(signal);
    if (room === undefined || room >= minFreeDisk) return;
    throw new DrydockError('disk-full', {
      message: `Seats are not made ready: ${Math.floor(room * 100)} % of the disk is free, and they need ${Math.round(minFreeDisk * 100)} %.`,
      fix: 'Free some of the disk of the engine’s host: docker builder prune, docker image prune.',
    });
  }

  async function keep(): Promise<void> {
    while (!signal.aborted) {
      wake = Promise.withResolvers<void>();
      try {
        await mend();
        standsStill = undefined;
        if (warm.size < size) continue;
      } catch (error) {
        if (signal.aborted) return;
        standsStill = error instanceof Error ? error.message : String(error);
      }
      tell();
      const enough = new AbortController();
      const until = AbortSignal.any([signal, enough.signal]);
      const timer = delay(againMs, undefined, { signal: until, ref: false }).catch(() => undefined);
      await Promise.race([wake.promise, timer]);
      enough.abort();
    }
  }

  const keeping = keep();
  return {
    state,
    ready: () => [...warm.keys()],
    take(seatId) {
      const one = warm.get(seatId);
      warm.delete(seatId);
      tell();
      return one;
    },
    refill: () => wake.resolve(),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await keeping;
      for (const one of warm.values()) await one[Symbol.asyncDispose]();
      warm.clear();
    },
  };
}
