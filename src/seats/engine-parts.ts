import type { EngineInfo } from '../lab/ports/engine.ts';
import type { OnProgress, Seat } from '../lab/ports/seat.ts';
import type { OfferedSeats } from './choice/choose-seat.ts';
import type { KernelReport } from './report/kernel-report.ts';
import type { SeatProvider } from './seat-provider.ts';

/** What a home has to give. */
export interface ChosenProviders extends OfferedSeats {
  /** Lets go of what is beside them: the engine that nested seats are containers of. */
  letGo?(): PromiseLike<void>;
}

/** The same, with what its engine said of itself. */
export interface ReadyProviders extends ChosenProviders {
  readonly info: EngineInfo;
  /** Of the engine's host; undefined where that is another machine. */
  readonly kernel: KernelReport | undefined;
}

export interface EngineParts {
  /** Rejects with the reason where there is no engine. */
  choose(): Promise<ChosenProviders>;
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
