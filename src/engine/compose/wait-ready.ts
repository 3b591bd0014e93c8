import type { InspectedContainer } from '../../lab/observation/container.ts';
import type { EngineReader } from '../../lab/ports/engine.ts';
import { type Expected, type Readiness, readinessOf } from './readiness.ts';

export interface Waiting extends AsyncDisposable {
  /**
   * Waits until the services are ready, one has stopped, or the time is over: then it is still `waiting`. Rejects when
   * the engine is lost, and with the signal's reason.
   */
  untilReady(expected: Expected, withinMs: number, signal: AbortSignal): Promise<Readiness>;
}

export type WatchedEngine = Pick<EngineReader, 'inspectContainers' | 'follow'>;

/** An Engine that tells nothing for so long is asked. */
const restMs = 1_000;

/**
 * Begins to watch the containers of a project: what starts from now on has been up since its event. What ran before has
 * been up for long.
 */
export async function watchReady(engine: WatchedEngine, project: string): Promise<Waiting> {
  const filter = { 'com.docker.compose.project': project };
  const startedAt = new Map<string, number>();
  let heard = Promise.withResolvers<void>();
  let lost: { readonly cause: unknown } | undefined;
  const followed = await engine.follow(
    ({ type, action, id, labels }) => {
      if (type !== 'container' || labels['com.docker.compose.project'] !== project) return;
      if (action.startsWith('exec_')) return;
      if (action === 'start') startedAt.set(id, performance.now());
      heard.resolve();
    },
    (cause) => {
      lost = { cause };
      heard.resolve();
    },
  );
  const upMs = ({ id }: InspectedContainer) =>
    performance.now() - (startedAt.get(id) ?? Number.NEGATIVE_INFINITY);
  return {
    async untilReady(expected, withinMs, signal) {
      const end = performance.now() + withinMs;
      for (;;) {
        if (lost) throw lost.cause;
        heard = Promise.withResolvers<void>();
        const found = readinessOf(await engine.inspectContainers(filter, signal), expected, upMs);
        const leftMs = end - performance.now();
        if (found.state !== 'waiting' || leftMs <= 0) return found;
        await pause(heard.promise, Math.min(found.settlesInMs ?? restMs, leftMs), signal);
      }
    },
    [Symbol.asyncDispose]: () => followed[Symbol.asyncDispose](),
  };
}

/** Until something is heard, and no longer than so many milliseconds. */
async function pause(heard: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.ceil(ms)))]);
  const ended = Promise.withResolvers<void>();
  const end = () => ended.resolve();
  over.addEventListener('abort', end, { once: true });
  if (over.aborted) end();
  try {
    await Promise.race([heard, ended.promise]);
  } finally {
    over.removeEventListener('abort', end);
  }
  signal.throwIfAborted();
}
