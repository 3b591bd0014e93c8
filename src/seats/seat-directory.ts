/** Finds seats for labs on one machine, a seat for each party where seats are for many, and tells of its engine. */
import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../lab/errors.ts';
import type { Engine } from '../lab/ports/engine.ts';
import type { Seat } from '../lab/ports/seat.ts';
import type { SeatDirectory, SeatRequest } from '../lab/ports/seat-directory.ts';
import { chooseSeat, forOne, providersOf, toRunnable } from './choice/choose-seat.ts';
import { homeSeatId, seatIdOf } from './choice/seat-id.ts';
import { EngineHealth } from './engine-health.ts';
import type { EngineParts } from './engine-parts.ts';
import { EnginePreparation } from './engine-preparation.ts';
import { SeatsInUse, type SeatsInUseParts } from './seats-in-use.ts';
import { rememberStoppedSeats } from './suspension/stopped-seats.ts';
import { unmetNeed } from './unmet-needs.ts';
import { warmPool } from './warm-pool.ts';

/** Stops are remembered for as long as the process lives where it is not said, and the clock is its own. */
export interface SeatDirectoryParts
  extends EngineParts,
    Pick<SeatsInUseParts, 'prepareSeats'>,
    Partial<Pick<SeatsInUseParts, 'stopped' | 'clockMs'>> {
  /** The party whose machine it is, which has the home's own seat; nobody where it is not said. */
  readonly localParty?: string;
}

export interface PreparingSeatDirectory extends SeatDirectory, AsyncDisposable {
  /** Begins, or goes on, preparing. Resolves when the engine is ready for a first lab; the rest goes on behind. */
  prepareEngine(signal: AbortSignal): Promise<void>;
  /**
   * Begins to hold ready what labs are opened in: nested seats and, where one person has the machine, a workbench. For the
   * server of a home, once the engine is prepared.
   */
  startPool(): void;
  /** The engine on which seats are made; no image is brought. */
  openEngine(signal: AbortSignal): Promise<Engine>;
  /**
   * Lets go of the seats that these parties have for themselves, whether they run or not, and knows of none from now on:
   * whoever calls it removes them. What a party asks for later is opened anew.
   */
  forget(parties: ReadonlySet<string>): Promise<void>;
  /** Resolves when every image is there; rejects where the attempt that is under way, or was the last one, failed. */
  readonly everything: Promise<void>;
}

/** How long work under way gets to clean up after itself when the directory is closed. */
const endingMs = 8_000;

export function makeSeatDirectory(parts: SeatDirectoryParts): PreparingSeatDirectory {
  const { prepareSeats, prepareImages, localParty } = parts;
  const { stopped = rememberStoppedSeats(), clockMs = () => performance.now() } = parts;
  const stopping = new AbortController();
  const { signal: ending } = stopping;
  const health = new EngineHealth();
  const seats = new SeatsInUse({ prepareSeats, stopped, clockMs, ending });
  const preparation = new EnginePreparation({ ...parts, health, seats, ending });

  /** Where the party's seat for the lab is, or why it gets none; undefined while no engine is known. */
  const find = ({ party, requirement }: SeatRequest) => {
    const { ready } = preparation;
    if (!ready) return undefined;
    const { provider, refusal } = chooseSeat(requirement, ready, ready.info, ready.kernel);
    if (refusal) return { refusal };
    const { audience } = ready.seats ?? forOne;
    return { place: { provider, seatId: seatIdOf(party, provider, { audience, localParty }) } };
  };

  return {
    health: () => health.now,
    onHealth: (listener) => health.follow(listener),
    startPool() {
      const { ready } = preparation;
      if (!ready) return;
      warmPool(ready, parts, health.report);
      if ((ready.seats ?? forOne).audience === 'one') seats.keepWorkbenches();
    },
    runnable(requirement) {
      const { state, error } = health.now;
      if (state === 'absent')
        return {
          ok: false,
          reason: error?.message ?? 'There is no engine.',
          fix: error?.fix ?? 'See `drydock doctor`.',
        };
      const { ready } = preparation;
      return ready && toRunnable(chooseSeat(requirement, ready, ready.info, ready.kernel), requirement);
    },
    async findSeat(request, onProgress, signal) {
      await preparation.prepare(signal);
      const found = find(request);
      if (!found) throw absent();
      if (!found.place) throw unmet(found.refusal);
      const { provider } = found.place;
      const { images } = request.requirement;
      const fill = (seat: Seat, until: AbortSignal) =>
        prepareImages(seat, provider, images, onProgress, until);
      const beginning = { images, ...(request.beginning === 'filled-first' && { fill }) };
      const place = request.beginning === undefined ? found.place : { ...found.place, beginning };
      const { seat, info } = await seats.openAnswering(place, onProgress, signal);
      const lacking = unmetNeed(request.requirement, info);
      if (lacking) throw unmet(lacking);
      return seat;
    },
    async listRunning() {
      const { ready } = preparation;
      return ready ? seats.listRunning(providersOf(ready), health.report) : [];
    },
    suspensionOf(request) {
      const place = find(request)?.place;
      return place && seats.suspensionOf(place);
    },
    suspensions: () => seats.suspensions(),
    async forget(parties) {
      const { ready } = preparation;
      if (!ready) return;
      const { audience } = ready.seats ?? forOne;
      for (const party of parties)
        for (const provider of providersOf(ready)) {
          const seatId = seatIdOf(party, provider, { audience, localParty });
          // The home's own seat is everybody's.
          if (seatId !== homeSeatId) await seats.forget({ provider, seatId });
        }
    },
    async prepareImages(seat, references, onProgress, signal) {
      const { ready } = preparation;
      if (!ready) throw absent();
      const provider =
        providersOf(ready).find(
          ({ kind, seatClass }) => kind === seat.kind && seatClass === seat.seatClass,
        ) ?? ready.nested;
      await seats.busy({ provider, seatId: seat.id }, () =>
        prepareImages(seat, provider, references, onProgress, signal),
      );
    },
    prepareEngine: (signal) => preparation.prepare(signal),
    openEngine: (signal) => preparation.openEngine(signal),
    get everything() {
      return preparation.everything;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.race([preparation.settled(), delay(endingMs, undefined, { ref: false })]);
      await seats[Symbol.asyncDispose]();
      await preparation[Symbol.asyncDispose]();
    },
  };
}

const absent = (): DrydockError =>
  new DrydockError('engine-absent', { message: 'There is no Docker Engine.' });

const unmet = ({ reason, fix }: { readonly reason: string; readonly fix: string }): DrydockError =>
  new DrydockError('seat-unmet', { message: reason, fix });
