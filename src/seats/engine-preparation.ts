/**
 * Brings the engine of a home, in the background, what the first lab needs first; whoever wants a seat meanwhile waits
 * for it. An attempt that failed is followed by another, for whoever asks next.
 */
import { reportError } from '../lab/errors.ts';
import { unlessAborted } from '../lab/general/unless-aborted.ts';
import type { Engine } from '../lab/ports/engine.ts';
import { anySeat } from '../lab/ports/seat-directory.ts';
import { chooseSeat, providersOf } from './choice/choose-seat.ts';
import { homeSeatId } from './choice/seat-id.ts';
import type { EngineHealth } from './engine-health.ts';
import type { ChosenProviders, EngineParts, ReadyProviders } from './engine-parts.ts';
import { readKernelOf } from './report/kernel-report.ts';
import type { SeatPlace } from './seat-place.ts';
import type { SeatsInUse } from './seats-in-use.ts';

export interface PreparationParts extends EngineParts {
  readonly health: EngineHealth;
  readonly seats: SeatsInUse;
  /** Ends what is under way. */
  readonly ending: AbortSignal;
}

export class EnginePreparation implements AsyncDisposable {
  readonly #parts: PreparationParts;
  #choosing: Promise<ChosenProviders> | undefined;
  #chosen: ChosenProviders | undefined;
  #ready: ReadyProviders | undefined;
  #preparing: Promise<void> | undefined;
  #rest: Promise<void> = Promise.resolve();
  #everything = waitable();

  constructor(parts: PreparationParts) {
    this.#parts = parts;
  }

  /** Undefined until an engine has told of itself. */
  get ready(): ReadyProviders | undefined {
    return this.#ready;
  }

  /** Resolves when every image is there; rejects where the attempt that is under way, or was the last one, failed. */
  get everything(): Promise<void> {
    return this.#everything.promise;
  }

  /** Begins, or goes on. What many wait for ends with the home, not with the first of them who has waited enough. */
  prepare(signal: AbortSignal): Promise<void> {
    this.#preparing ??= this.#prepare().catch((error: unknown) => {
      this.#preparing = undefined;
      throw error;
    });
    return unlessAborted(this.#preparing, signal);
  }

  /** The engine on which seats are made; no image is brought. */
  async openEngine(signal: AbortSignal): Promise<Engine> {
    const { provider } = await this.#choose();
    return provider.connect({ onProgress: this.#parts.health.report, signal });
  }

  /** Once what is under way has ended. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#preparing, this.#rest]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const provider of this.#chosen ? providersOf(this.#chosen).toReversed() : [])
      await provider[Symbol.asyncDispose]();
    await this.#chosen?.letGo?.();
  }

  /** Made once, unless that is refused: open seats belong to these providers. */
  #choose(): Promise<ChosenProviders> {
    this.#choosing ??= this.#parts.choose().then(
      (chosen) => {
        this.#chosen = chosen;
        return chosen;
      },
      (error: unknown) => {
        this.#choosing = undefined;
        throw error;
      },
    );
    return this.#choosing;
  }

  async #prepare(): Promise<void> {
    const { health, seats, first, rest, ending } = this.#parts;
    // Whoever waited for an attempt that failed was told so; this is another one.
    if (health.now.state === 'absent') this.#everything = waitable();
    const { resolve, reject } = this.#everything;
    try {
      const chosen = await this.#choose();
      const engine = await chosen.provider.connect({ onProgress: health.report, signal: ending });
      const info = await engine.info(ending);
      await seats.learn(providersOf(chosen));
      this.#ready = { ...chosen, info, kernel: await readKernelOf(info.kernel) };
      health.become({ kind: chosen.provider.kind, version: info.version });
      // Where a lab without wishes runs: on the engine itself, unless that is not for these people.
      const provider = chooseSeat(anySeat, chosen, info).provider ?? chosen.nested;
      const home = { provider, seatId: homeSeatId };
      const isSuspended = (seats.suspensionOf(home)?.state ?? 'awake') !== 'awake';
      if (isSuspended) health.report(suspendedStep);
      else await this.#bring(home, first);
      health.become({ state: 'ready', error: undefined });
      this.#rest = (isSuspended ? Promise.resolve() : this.#bring(home, rest)).then(
        resolve,
        (cause: unknown) => {
          health.become({ error: reportError(cause) });
          reject(cause);
        },
      );
    } catch (cause) {
      health.become({ state: 'absent', error: reportError(cause) });
      reject(cause);
      throw cause;
    }
  }

  /** Images come to the home's own seat, and from there to others. */
  #bring(home: SeatPlace, references: readonly string[]): Promise<void> {
    const { seats, prepareImages, health, ending } = this.#parts;
    return seats.busy(home, async () => {
      const seat = await seats.open(home, health.report, ending);
      await prepareImages(seat, home.provider, references, health.report, ending);
    });
  }
}

/** Whoever comes wakes it, and brings the images that their lab needs. */
const suspendedStep = {
  step: 'seat.start',
  title: 'Start an engine of its own for the lab',
  status: 'skipped',
  detail: 'It is suspended until somebody needs it.',
} as const;

/** A promise that nobody has to wait for. */
function waitable(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  made.promise.catch(() => undefined);
  return made;
}
