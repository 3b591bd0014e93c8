/**
 * Finds seats for labs on one machine, and tells how its engine is doing. The engine is prepared in the background,
 * what the first lab needs first; whoever wants a seat meanwhile waits for it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError, reportError } from '../lab/errors.ts';
import type { Engine, EngineInfo } from '../lab/ports/engine.ts';
import type { OnProgress, ProgressEvent, Seat } from '../lab/ports/seat.ts';
import type { SeatDirectory, SeatRequirement } from '../lab/ports/seat-directory.ts';
import type { Health, Runnable } from '../lab/protocol.ts';
import { unmetNeed } from './needs.ts';
import type { SeatProvider } from './seat-provider.ts';

/** The engine that was chosen for a home. */
export interface ChosenProviders {
  readonly provider: SeatProvider;
  /** Seats apart from it, for labs that must not touch it; the same one where nested was chosen. */
  readonly nested: SeatProvider;
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
}

export interface PreparingSeatDirectory extends SeatDirectory, AsyncDisposable {
  /** Begins, or goes on, preparing. Resolves when the engine is ready for a first lab; the rest goes on behind. */
  prepareEngine(signal: AbortSignal): Promise<void>;
  /** The engine on which seats are made; no image is brought. */
  openEngine(signal: AbortSignal): Promise<Engine>;
  /** Resolves when every image is there. */
  readonly everything: Promise<void>;
}

/** What is under way when the directory is closed gets so long to take away what it began. */
const endingMs = 8_000;

export function makeSeatDirectory(parts: SeatDirectoryParts): PreparingSeatDirectory {
  const steps = new Map<string, ProgressEvent>();
  const listeners = new Set<(health: Health['engine']) => void>();
  const everything = Promise.withResolvers<void>();
  everything.promise.catch(() => undefined);
  let state: Health['engine']['state'] = 'preparing';
  let error: Health['engine']['error'];
  let chosen: { provider: SeatProvider; info: EngineInfo; nested: SeatProvider } | undefined;
  let preparing: Promise<void> | undefined;
  let rest: Promise<void> = Promise.resolve();
  const stopping = new AbortController();
  const seats = new Map<string, Promise<Seat>>();

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
    try {
      const { provider, nested } = await parts.choose();
      const engine = await provider.connect({ onProgress: report, signal });
      chosen = { provider, nested, info: await engine.info(signal) };
      tell();
      const seat = await seatOf(provider, report, signal);
      await parts.prepareImages(seat, provider, parts.first, report, signal);
      state = 'ready';
      error = undefined;
      tell();
      rest = parts
        .prepareImages(seat, provider, parts.rest, report, signal)
        .then(everything.resolve, (cause: unknown) => {
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

  /** What many wait for ends with the directory, not with the first of them who has waited enough. */
  function prepareEngine(signal: AbortSignal): Promise<void> {
    preparing ??= prepare(stopping.signal);
    return unlessAborted(preparing, signal);
  }

  /** One seat a provider; who comes while it is opened waits for the same one. */
  function seatOf(provider: SeatProvider, onProgress: OnProgress, signal: AbortSignal): Promise<Seat> {
    const known = seats.get(provider.kind);
    if (known) return unlessAborted(known, signal);
    const options = { onProgress, signal: stopping.signal };
    const opening = parts
      .prepareSeats(provider, onProgress, stopping.signal)
      .then(() => provider.open('main', options));
    seats.set(provider.kind, opening);
    opening.catch(() => seats.delete(provider.kind));
    return unlessAborted(opening, signal);
  }

  /** The first that suits: the chosen engine, then a nested one, which brings every runtime that labs use. */
  function providerFor(requirement: SeatRequirement): SeatProvider | undefined {
    if (!chosen) return undefined;
    const { provider, nested, info } = chosen;
    const suits =
      requirement.seat === 'any'
        ? true
        : requirement.seat === 'owned'
          ? provider.owned
          : provider.kind === 'nested';
    return suits && !(provider.kind !== 'nested' && unmetNeed(requirement, info)) ? provider : nested;
  }

  /** What no engine of this kernel and processor can have, nested or not. */
  function unmetByMachine(requirement: SeatRequirement): { reason: string; fix: string } | undefined {
    return (
      chosen && unmetNeed({ ...requirement, needs: { ...requirement.needs, runtimes: [] } }, chosen.info)
    );
  }

  return {
    health,
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
      const provider = providerFor(requirement);
      if (!chosen || !provider) return undefined;
      const unmet = unmetByMachine(requirement);
      return unmet ? { ok: false, ...unmet } : { ok: true, seat: provider.kind };
    },
    async findSeat(requirement, onProgress, signal) {
      await prepareEngine(signal);
      const provider = providerFor(requirement);
      if (!chosen || !provider)
        throw new DrydockError('engine-absent', { message: 'There is no Docker Engine.' });
      const seat = await seatOf(provider, onProgress, signal);
      const unmet = unmetNeed(requirement, await seat.engine.info(signal));
      if (unmet) throw new DrydockError('seat-unmet', { message: unmet.reason, fix: unmet.fix });
      return seat;
    },
    async openRunning(signal) {
      if (!chosen) return [];
      const providers = [...new Set([chosen.provider, chosen.nested])];
      const running = await Promise.all(
        providers.map(async (provider) => {
          const isThere = (await provider.list()).some(
            ({ id, state: is }) => id === 'main' && is === 'running',
          );
          return seats.has(provider.kind) || isThere ? provider : [];
        }),
      );
      return Promise.all(running.flat().map((provider) => seatOf(provider, report, signal)));
    },
    async prepareImages(seat, references, onProgress, signal) {
      if (!chosen) throw new DrydockError('engine-absent', { message: 'There is no Docker Engine.' });
      const provider = seat.kind === chosen.provider.kind ? chosen.provider : chosen.nested;
      await parts.prepareImages(seat, provider, references, onProgress, signal);
    },
    prepareEngine,
    async openEngine(signal) {
      const { provider } = chosen ?? (await parts.choose());
      return provider.connect({ onProgress: report, signal });
    },
    everything: everything.promise,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      const ending = Promise.allSettled([preparing, rest]);
      await Promise.race([ending, delay(endingMs, undefined, { ref: false })]);
      for (const seat of seats.values()) await (await seat.catch(() => undefined))?.[Symbol.asyncDispose]();
      await chosen?.nested[Symbol.asyncDispose]();
      await chosen?.provider[Symbol.asyncDispose]();
    },
  };
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', giveUp));
}
