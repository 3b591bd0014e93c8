/** Finds starts of a project's containers that wait in the kernel for ever, and ends them. */
import { setTimeout as pause } from 'node:timers/promises';
import { DrydockError } from '../../lab/errors.ts';
import type { PendingStart, Seat } from '../../lab/ports/seat.ts';

export interface StuckParts {
  readonly seat: Pick<Seat, 'pendingStarts'>;
  readonly project: string;
}

/** A start takes the runtime a second, and on a machine at its limits some more. */
export const usualStartMs = 60_000;
/** How often a start is looked for while it may last. */
const looks = 6;

const filterOf = (project: string) => ({ 'com.docker.compose.project': project });

/**
 * Ends starts that are under way when nobody starts anything any more: Compose has been ended before. Resolves with
 * the services whose start it was.
 */
export async function endStarts(
  { seat, project }: StuckParts,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const ended = await seat.pendingStarts(filterOf(project), { end: true, signal });
  return ended.map(({ service }) => service);
}

/** Looks for starts that last too long, until it is disposed. */
export interface StuckWatch extends AsyncDisposable {
  /** Aborted with `service-exited` once such a start was found and ended. */
  readonly signal: AbortSignal;
}

/** What cannot be seen at one look is seen at the next; an engine that is away is told of by the call that starts. */
export function watchStarts(parts: StuckParts, withinMs: number, signal: AbortSignal): StuckWatch {
  const stuck = new AbortController();
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  const watching = (async () => {
    let since: ReadonlyMap<string, number> = new Map();
    while (!until.aborted) {
      await pause(withinMs / looks, undefined, { signal: until });
      const pending = await look(parts, until);
      const now = performance.now();
      since = new Map(pending.flatMap(keysOf).map((key) => [key, since.get(key) ?? now]));
      const late = pending.filter((one) =>
        keysOf(one).some((key) => now - (since.get(key) ?? now) >= withinMs),
      );
      if (late.length === 0) continue;
      await endStarts(parts, until);
      stuck.abort(neverStarted(late, withinMs));
      return;
    }
  })().catch((error: unknown) => {
    if (!until.aborted && !(error instanceof DrydockError)) throw error;
  });
  // Who disposes hears of it.
  watching.catch(() => {});
  return {
    signal: stuck.signal,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await watching;
    },
  };
}

const look = ({ seat, project }: StuckParts, signal: AbortSignal): Promise<readonly PendingStart[]> =>
  seat.pendingStarts(filterOf(project), { end: false, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof DrydockError) return [];
    throw error;
  });

const keysOf = ({ container, processes }: PendingStart): readonly string[] =>
  processes.map((process) => `${container} ${process}`);

function neverStarted(late: readonly PendingStart[], withinMs: number): DrydockError {
  const services = late.map(({ service }) => service);
  const [first = ''] = services;
  return new DrydockError('service-exited', {
    message: `${services.join(', ')} did not become ready to start within ${withinMs / 1000} s: the seccomp profile has a listener asked about system calls, and nothing answered. The start was ended.`,
    fix: 'See that the service that listens runs before (`depends_on`, with a health check), takes the listener that it is handed, and answers each call.',
    place: { file: 'compose.yaml', key: `services.${first}.security_opt` },
  });
}
