/**
 * Finds seats for labs on one machine, and tells how its engine is doing. The engine is prepared in the background,
 * what the first lab needs first; whoever wants a seat meanwhile waits for it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError, reportError } from '../lab/errors.ts';
import type { Engine, EngineInfo } from '../lab/ports/engine.ts';
import type { OnProgress, ProgressEvent, Seat } from '../lab/ports/seat.ts';
import { anySeat, type SeatDirectory, type SeatRequirement } from '../lab/ports/seat-directory.ts';
import type { Health, Runnable } from '../lab/protocol.ts';
import { unlessAborted } from '../lab/unless-aborted.ts';
import {
  chooseSeat,
  forOne,
  type OfferedSeats,
  providersOf,
  type SeatChoice,
  toRunnable,
} from './choice/choose-seat.ts';
import { poolSize } from './choice/pool-size.ts';
import { refuseLab } from './classes/refuse-lab.ts';
import { unmetNeed } from './needs.ts';
import type { SeatProvider } from './seat-provider.ts';
import { SeatSuspension } from './suspension/seat-suspension.ts';
import { rememberStoppedSeats, type StoppedSeats } from './suspension/stopped-seats.ts';

/** The engine that was chosen for a home. */
export interface ChosenProviders extends OfferedSeats {
  /** Lets go of what is beside them: the engine that nested seats are containers of. */
  letGo?(): PromiseLike<void>;
}

export interface SeatDirectoryParts {
  /** A rejection is why there is none. */
  choose(): Promise<ChosenProviders>;
  /** Brings what seats of the provider are made of into the engine on which it makes them. */
  prepareSeats(provider: SeatProvider, onProgress: OnProgress, signal: AbortSignal): Promise<void>;
  /** Brings images of the catalogue, by reference, to where containers of the seat are made. */
  prepareImages(
    seat: Seat,
    provider: SeatProvider,
    references: readonly string[],
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<void>;
  /** Images that the first lab needs; and all others, which are brought after the engine is said to be ready. */
  readonly first: readonly string[];
  readonly rest: readonly string[];
  /** Which seats an earlier server stopped because nobody was there; none where it is not said. */
  readonly stopped?: StoppedSeats;
  /** Milliseconds on a clock that only goes forward; the process's own where it is not said. */
  readonly clockMs?: () => number;
}

export interface PreparingSeatDirectory extends SeatDirectory, AsyncDisposable {
  /** Begins, or goes on, preparing. Resolves when the engine is ready for a first lab; the rest goes on behind. */
  prepareEngine(signal: AbortSignal): Promise<void>;
  /**
   * Keeps nested seats ready from now on, each with the images that the first lab needs, as many as the settings say;
   * how that goes is told with the steps of the engine. For the server of a home, once the engine is prepared.
   */
  keepPool(): void;
  /** The engine on which seats are made; no image is brought. */
  openEngine(signal: AbortSignal): Promise<Engine>;
  /** Resolves when every image is there; rejects where the attempt that is under way, or was the last one, failed. */
  readonly everything: Promise<void>;
}

/** What is under way when the directory is closed gets so long to take away what it began. */
const endingMs = 8_000;

export function makeSeatDirectory(parts: SeatDirectoryParts): PreparingSeatDirectory {
  const steps = new Map<string, ProgressEvent>();
  const listeners = new Set<(health: Health['engine']) => void>();
  let everything = waitable();
  let state: Health['engine']['state'] = 'preparing';
  let error: Health['engine']['error'];
  let chosen: (ChosenProviders & { readonly info: EngineInfo }) | undefined;
  let preparing: Promise<void> | undefined;
  let rest: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const seats = new Map<string, Promise<Seat>>();
  const suspensions = new Map<string, SeatSuspension>();
  const { stopped = rememberStoppedSeats(), clockMs = () => performance.now() } = parts;

  const health = (): Health['engine'] => ({
    state,
    ...(chosen ? { kind: chosen.provider.kind, version: chosen.info.version } : {}),
    steps: [...steps.values()],
    ...(error ? { error } : {}),
  });
  const tell = () => {
    for (const listener of listeners) listener(health());
  };
  const report: OnProgress = (event) => {
    steps.set(event.step, event);
    tell();
  };

  async function prepare(signal: AbortSignal): Promise<void> {
    // Whoever waited for an attempt that failed was told so; this is another one.
    if (state === 'absent') everything = waitable();
    try {
      const choice = await parts.choose();
      const { provider } = choice;
      const engine = await provider.connect({ onProgress: report, signal });
      const info = await engine.info(signal);
      await learnSuspensions(providersOf(choice));
      chosen = { ...choice, info };
      tell();
      const home = usual(choice);
      const isSuspended = () => (suspensions.get(keyOf(home))?.state ?? 'awake') !== 'awake';
      if (isSuspended()) {
        // Whoever comes wakes it, and brings the images that their lab needs.
        const title = 'Start an engine of its own for the lab';
        const detail = 'It is suspended until somebody needs it.';
        report({ step: 'seat.start', title, status: 'skipped', detail });
      } else
        await inSeat(home, async () => {
          const seat = await seatOf(home, report, signal);
          await parts.prepareImages(seat, provider, parts.first, report, signal);
        });
      state = 'ready';
      error = undefined;
      tell();
      rest = (
        isSuspended()
          ? Promise.resolve()
          : inSeat(home, async () => {
              const seat = await seatOf(home, report, signal);
              await parts.prepareImages(seat, provider, parts.rest, report, signal);
            })
      ).then(everything.resolve, (cause: unknown) => {
        error = reportError(cause);
        tell();
        everything.reject(cause);
      });
    } catch (cause) {
      state = 'absent';
      error = reportError(cause);
      preparing = undefined;
      everything.reject(cause);
      tell();
      throw cause;
    }
  }

  /** How an earlier server left the seats that can be suspended. Once: what is known since is newer. */
  async function learnSuspensions(providers: readonly SeatProvider[]): Promise<void> {
    for (const provider of new Set(providers)) {
      const key = keyOf(provider);
      const suspend = provider.suspend?.bind(provider);
      if (!suspend || suspensions.has(key)) continue;
      const list = () => provider.list();
      const take = () => {
        const seat = seats.get(key);
        seats.delete(key);
        return async () => (await seat?.catch(() => undefined))?.[Symbol.asyncDispose]();
      };
      const suspension = new SeatSuspension({
        key,
        seatId: 'main',
        provider: { list, suspend },
        stopped,
        clockMs,
        take,
      });
      await suspension.learn();
      suspensions.set(key, suspension);
    }
  }

  /** The seat of the provider is not suspended while this goes on. */
  function inSeat<T>(provider: SeatProvider, work: () => Promise<T>): Promise<T> {
    return suspensions.get(keyOf(provider))?.busy(work) ?? work();
  }

  /** What many wait for ends with the directory, not with the first of them who has waited enough. */
  function prepareEngine(signal: AbortSignal): Promise<void> {
    preparing ??= prepare(stopping.signal);
    return unlessAborted(preparing, signal);
  }

  /** Where a lab without wishes runs: on the engine itself, unless that is not for these people. */
  function usual({ provider, nested, seats: settings = forOne }: ChosenProviders): SeatProvider {
    return refuseLab(anySeat, provider, settings) === undefined ? provider : nested;
  }

  /**
   * The seat and what its engine is now. One of ours that does not answer has ended: it is opened anew, once, which
   * starts what is not started by itself. Rejects with `engine-lost` where an engine is not ours to start.
   */
  async function answeringSeat(provider: SeatProvider, onProgress: OnProgress, signal: AbortSignal) {
    const known = seatOf(provider, onProgress, signal);
    try {
      return await withInfo(await known, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!provider.owned || !(error instanceof DrydockError && error.code === 'engine-lost')) throw error;
      const seat = await known.catch(() => undefined);
      // Who comes second finds the one that was opened anew.
      if (seat && (await seats.get(keyOf(provider))?.catch(() => undefined)) === seat) {
        seats.delete(keyOf(provider));
        await seat[Symbol.asyncDispose]();
      }
      return withInfo(await seatOf(provider, onProgress, signal), signal);
    }
  }

  /** One seat a provider; who comes while it is opened waits for the same one. */
  function seatOf(provider: SeatProvider, onProgress: OnProgress, signal: AbortSignal): Promise<Seat> {
    const key = keyOf(provider);
    const known = seats.get(key);
    if (known) return unlessAborted(known, signal);
    const options = { onProgress, signal: stopping.signal };
    const open = async () => {
      await parts.prepareSeats(provider, onProgress, stopping.signal);
      return provider.open('main', options);
    };
    const opening = suspensions.get(key)?.wake(open) ?? open();
    seats.set(key, opening);
    opening.catch(() => seats.delete(key));
    return unlessAborted(opening, signal);
  }

  const choose = (requirement: SeatRequirement): SeatChoice | undefined =>
    chosen && chooseSeat(requirement, chosen, chosen.info);

  function keepPool(): void {
    if (!chosen) return;
    const { nested, provider, seats: settings = forOne } = chosen;
    const { size, refusal } = poolSize(settings, provider.kind);
    const step = { step: 'seat.pool', title: 'Keep seats ready' };
    if (refusal !== undefined) {
      report({ ...step, status: 'skipped', detail: refusal });
      return;
    }
    nested.warm?.({
      size,
      fill: (seat, signal) => parts.prepareImages(seat, nested, parts.first, () => undefined, signal),
      onState({ ready, standsStill }) {
        if (size === 0 && standsStill === undefined) return;
        const full = ready >= size || standsStill !== undefined;
        const detail = [`${ready} of ${size}`, ...(standsStill === undefined ? [] : [standsStill])].join(
          ': ',
        );
        report({ ...step, status: full ? 'done' : 'running', detail });
      },
    });
  }

  return {
    health,
    keepPool,
    onHealth(listener) {
      listeners.add(listener);
      listener(health());
      return { [Symbol.dispose]: () => listeners.delete(listener) };
    },
    runnable(requirement): Runnable | undefined {
      if (state === 'absent')
        return {
          ok: false,
          reason: error?.message ?? 'There is no engine.',
          fix: error?.fix ?? 'See `drydock doctor`.',
        };
      const choice = choose(requirement);
      return choice && toRunnable(choice);
    },
    async findSeat(requirement, onProgress, signal) {
      await prepareEngine(signal);
      const choice = choose(requirement);
      if (!choice) throw new DrydockError('engine-absent', { message: 'There is no Docker Engine.' });
      const { provider, refusal } = choice;
      if (refusal) throw new DrydockError('seat-unmet', { message: refusal.reason, fix: refusal.fix });
      const { seat, info } = await answeringSeat(provider, onProgress, signal);
      const unmet = unmetNeed(requirement, info);
      if (unmet) throw new DrydockError('seat-unmet', { message: unmet.reason, fix: unmet.fix });
      return seat;
    },
    async openRunning(signal) {
      if (!chosen) return [];
      const running = await Promise.all(
        providersOf(chosen).map(async (provider) => {
          const isThere = (await provider.list()).some(
            ({ id, state: is }) => id === 'main' && is === 'running',
          );
          return isThere ? provider : [];
        }),
      );
      // Looked at after what was waited for: a seat may have been suspended meanwhile, and is not woken for this.
      const awake = running
        .flat()
        .filter((provider) => ['awake', undefined].includes(suspensions.get(keyOf(provider))?.state));
      return Promise.all(awake.map((provider) => seatOf(provider, report, signal)));
    },
    suspensionOf(requirement) {
      const provider = choose(requirement)?.provider;
      return provider && suspensions.get(keyOf(provider));
    },
    suspensions: () => [...suspensions.values()],
    async prepareImages(seat, references, onProgress, signal) {
      if (!chosen) throw new DrydockError('engine-absent', { message: 'There is no Docker Engine.' });
      const provider =
        providersOf(chosen).find(
          ({ kind, seatClass }) => kind === seat.kind && seatClass === seat.seatClass,
        ) ?? chosen.nested;
      await inSeat(provider, () => parts.prepareImages(seat, provider, references, onProgress, signal));
    },
    prepareEngine,
    async openEngine(signal) {
      const { provider } = chosen ?? (await parts.choose());
      return provider.connect({ onProgress: report, signal });
    },
    get everything() {
      return everything.promise;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      const ending = Promise.allSettled([preparing, rest]);
      await Promise.race([ending, delay(endingMs, undefined, { ref: false })]);
      for (const seat of seats.values()) await (await seat.catch(() => undefined))?.[Symbol.asyncDispose]();
      await chosen?.powerful?.[Symbol.asyncDispose]();
      await chosen?.nested[Symbol.asyncDispose]();
      await chosen?.provider[Symbol.asyncDispose]();
      await chosen?.letGo?.();
    },
  };
}

/** A home has one seat of each. */
const keyOf = ({ kind, seatClass }: SeatProvider): string => `${kind} ${seatClass}`;

const withInfo = async (seat: Seat, signal: AbortSignal) => ({ seat, info: await seat.engine.info(signal) });

/** A promise that nobody has to wait for. */
function waitable(): PromiseWithResolvers<void> {
  const made = Promise.withResolvers<void>();
  made.promise.catch(() => undefined);
  return made;
}
