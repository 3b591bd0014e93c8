/**
 * Finds seats for labs on one machine, and tells how its engine is doing. The engine is prepared in the background,
 * what the first lab needs first; whoever wants a seat meanwhile waits for it.
 */
import { DrydockError, reportError } from '../lab/errors.ts';
import type { EngineInfo } from '../lab/ports/engine.ts';
import type { OnProgress, ProgressEvent, Seat } from '../lab/ports/seat.ts';
import type { SeatDirectory, SeatRequirement } from '../lab/ports/seat-directory.ts';
import type { Health, Runnable } from '../lab/protocol.ts';
import { unmetNeed } from './needs.ts';
import type { SeatProvider } from './seat-provider.ts';

export interface SeatDirectoryParts {
  /**
   * The engine that was chosen for this home, and seats apart from it for labs that must not touch it.
   * A rejection is why there is none.
   */
  choose(): Promise<{ readonly provider: SeatProvider; readonly nested: SeatProvider }>;
  /** Brings images of the catalogue into a seat's engine; an empty list is what every seat needs. */
  prepare(
    seat: 'outer' | Seat,
    provider: SeatProvider,
    references: readonly string[],
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<void>;
  /** Images for the first lab, then all others that labs use. */
  readonly first: readonly string[];
  readonly rest: readonly string[];
}

export interface PreparingSeatDirectory extends SeatDirectory, AsyncDisposable {
  /** Begins, or goes on, preparing. Resolves when the engine is ready for a first lab; the rest goes on behind. */
  prepareEngine(signal: AbortSignal): Promise<void>;
  /** Resolves when every image is there. */
  readonly everything: Promise<void>;
}

export function makeSeatDirectory(parts: SeatDirectoryParts): PreparingSeatDirectory {
  const steps = new Map<string, ProgressEvent>();
  const listeners = new Set<(health: Health['engine']) => void>();
  const everything = Promise.withResolvers<void>();
  everything.promise.catch(() => undefined);
  let state: Health['engine']['state'] = 'preparing';
  let error: Health['engine']['error'];
  let chosen: { provider: SeatProvider; info: EngineInfo; nested: SeatProvider } | undefined;
  let preparing: Promise<void> | undefined;
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
      await parts.prepare('outer', provider, parts.first, report, signal);
      state = 'ready';
      error = undefined;
      tell();
      parts
        .prepare('outer', provider, parts.rest, report, signal)
        .then(everything.resolve, (cause: unknown) => {
          error = reportError(cause);
          tell();
          everything.reject(cause);
        });
    } catch (cause) {
      state = 'absent';
      error = reportError(cause);
      preparing = undefined;
      tell();
      throw cause;
    }
  }

  function prepareEngine(signal: AbortSignal): Promise<void> {
    preparing ??= prepare(signal);
    return preparing;
  }

  function seatOf(provider: SeatProvider, signal: AbortSignal, onProgress: OnProgress): Promise<Seat> {
    const open = seats.get(provider.kind) ?? provider.open('main', { onProgress, signal });
    seats.set(provider.kind, open);
    open.catch(() => seats.delete(provider.kind));
    return open;
  }

  function providerFor({ seat }: SeatRequirement): SeatProvider | undefined {
    if (!chosen) return undefined;
    const { provider, nested } = chosen;
    if (seat === 'nested') return provider.kind === 'nested' ? provider : nested;
    return seat === 'owned' && !provider.owned ? nested : provider;
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
      const unmet = unmetNeed(requirement, chosen.info);
      return unmet ? { ok: false, ...unmet } : { ok: true, seat: provider.kind };
    },
    async findSeat(requirement, onProgress, signal) {
      await prepareEngine(signal);
      const provider = providerFor(requirement);
      if (!chosen || !provider)
        throw new DrydockError('engine-absent', { message: 'There is no Docker Engine.' });
      const unmet = unmetNeed(requirement, chosen.info);
      if (unmet) throw new DrydockError('seat-unmet', { message: unmet.reason, fix: unmet.fix });
      return seatOf(provider, signal, onProgress);
    },
    async prepareImages(seat, references, onProgress, signal) {
      if (!chosen) throw new DrydockError('engine-absent', { message: 'There is no Docker Engine.' });
      const provider = seat.kind === chosen.provider.kind ? chosen.provider : chosen.nested;
      await parts.prepare(seat, provider, references, onProgress, signal);
    },
    prepareEngine,
    everything: everything.promise,
    async [Symbol.asyncDispose]() {
      for (const seat of seats.values()) await (await seat.catch(() => undefined))?.[Symbol.asyncDispose]();
      await chosen?.nested[Symbol.asyncDispose]();
      await chosen?.provider[Symbol.asyncDispose]();
    },
  };
}
