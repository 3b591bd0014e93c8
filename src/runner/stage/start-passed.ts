/** Starts what the gate let through, and looks at what runs then. */
import { DrydockError } from '../../lab/errors.ts';
import type { Compose } from '../../lab/ports/compose.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import { countAs } from '../trace.ts';
import { inWorkspace } from './failed-build.ts';
import { type BreachParts, breached, findBreach, unseen, watchStart } from './gate-breach.ts';
import { usualStartMs, watchStarts } from './stuck-starts.ts';

export interface StartParts extends BreachParts {
  readonly compose: Compose;
  readonly seat: BreachParts['seat'] & Pick<Seat, 'pendingStarts'>;
  /** How long the start of one container may take where it waits for a listener's answers. */
  readonly startMs: number | undefined;
}

/** What went wrong with a start. `isUnseen`: what runs could not be looked at. */
export interface StartFailure {
  readonly error: unknown;
  readonly isUnseen?: boolean;
}

/** Starts; undefined where it ended well. Each container is looked at as it starts; endless starts are ended. */
export async function startPassed(
  parts: StartParts,
  signal: AbortSignal,
  onOutput: ((text: string) => void) | undefined,
): Promise<StartFailure | undefined> {
  const { compose, workbench, project, passed } = parts;
  await using watch = await watchStart(parts, signal);
  await using stuck = passed.asksListener
    ? watchStarts(parts, parts.startMs ?? usualStartMs, signal)
    : undefined;
  const found = stuck ? AbortSignal.any([watch.signal, stuck.signal]) : watch.signal;
  const options = {
    engine: parts.seat.engine,
    project,
    signal: AbortSignal.any([signal, found]),
    ...(onOutput ? { onOutput } : {}),
  };
  const { file, files, model, sources } = passed;
  try {
    const { waitedMs } = await compose.up(workbench, options, file, {
      files,
      model,
      sources: sources.map(({ inside }) => inside),
    });
    countAs('wait', waitedMs);
  } catch (error) {
    return { error: found.aborted ? found.reason : inWorkspace(error, passed.dockerfiles) };
  }
  return found.aborted ? { error: found.reason } : undefined;
}

/**
 * Looks at what was started, which runs even where something failed or was cancelled meanwhile; so this is not
 * cancelled, and what cannot be seen is not taken to be as it should.
 */
export async function lookAfter(parts: BreachParts, isComplete: boolean): Promise<StartFailure | undefined> {
  try {
    const found = await findBreach(parts, { isComplete }, AbortSignal.timeout(60_000));
    return found.length > 0 ? { error: breached(found) } : undefined;
  } catch (error) {
    return { error: unseen(error), isUnseen: true };
  }
}

export const isBreach = (error: unknown): boolean =>
  error instanceof DrydockError && error.code === 'gate-breached';
