import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError, type ErrorReport, reportError } from '../lab/errors.ts';
import type { Observation } from '../lab/observation/observation.ts';
import type { EngineEvent, EngineReader, LabelFilter } from '../lab/ports/engine.ts';
import { forgetOthers, type InsideAnswers } from './facts/inside-facts.ts';
import { type ObserveOptions, type ObserveTools, observe } from './observe.ts';

/** What a watcher tells: how it is, or that it cannot be seen now, and why. After the latter it goes on trying. */
export type LiveMoment =
  | { readonly kind: 'observation'; readonly observation: Observation }
  | { readonly kind: 'unseen'; readonly error: ErrorReport };

export interface WatchTools extends ObserveTools {
  readonly engine: ObserveTools['engine'] & Pick<EngineReader, 'follow'>;
  /** Resolves after so many milliseconds, or rejects when the signal is aborted. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Without `inside`: a watcher keeps the answers of sandboxed containers itself. */
export type WatchOptions = Omit<ObserveOptions, 'inside'>;

/** Between two observations when nothing happens; and the least between two when much does. */
const restMs = 1_000;
const gapMs = 50;
/** A sandboxed container is asked by starting a program in it, so not at every look. */
const insideMaxAgeMs = 10_000;
const retryMs = [250, 500, 1_000, 2_000, 4_000] as const;

/**
 * Observes a project on every event of its containers and once a second, for as long as somebody iterates. Of the
 * probes only the cheap ones are tried, and images are read in the background. There is never more than one
 * observation under way; what happens meanwhile, or while the caller is busy with the last one, leads to one more.
 * Ends quietly when the signal is aborted.
 */
export async function* watchProject(
  project: string,
  tools: WatchTools,
  options: WatchOptions = {},
): AsyncGenerator<LiveMoment, void, undefined> {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const wait = tools.wait ?? ((ms, until) => delay(ms, undefined, { signal: until }));
  const filter = options.filter ?? { 'com.docker.compose.project': project };
  const answers: InsideAnswers = new Map();
  const observeOptions: ObserveOptions = {
    ...options,
    probes: options.probes?.filter(({ cheap }) => cheap),
    imageFacts: options.imageFacts && { ...options.imageFacts, wait: false },
    inside: { answers, maxAgeMs: insideMaxAgeMs },
    signal,
  };
  let failures = 0;
  try {
    while (!signal.aborted) {
      try {
        await using bell = await hangBell(filter, tools.engine);
        const info = tools.info ?? (await tools.engine.info(signal));
        while (!signal.aborted) {
          bell.quieten();
          const observation = await observe(project, { ...tools, info }, observeOptions);
          bell.listenFor(observation);
          forgetOthers(
            answers,
            observation.containers.map(({ declared }) => declared),
          );
          failures = 0;
          yield { kind: 'observation', observation };
          await wait(gapMs, signal);
          await waitForBell(bell, wait, signal);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (failures === 0) yield { kind: 'unseen', error: reportError(error) };
        await wait(retryMs[Math.min(failures, retryMs.length - 1)] ?? restMs, signal);
        failures += 1;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stop.abort();
  }
}

/** Rings when something happened to the project; breaks when the engine tells no more. */
interface Wakeup extends AsyncDisposable {
  /** Resolves at once if it rang since `quieten`. Rejects when the engine is lost. */
  readonly rung: () => Promise<void>;
  quieten(): void;
  /** Events of networks name a container by its id alone. */
  listenFor(observation: Observation): void;
}

async function hangBell(filter: LabelFilter, engine: Pick<EngineReader, 'follow'>): Promise<Wakeup> {
  let containers: ReadonlySet<string> = new Set();
  let next = Promise.withResolvers<void>();
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  const follow = await engine.follow(
    (event) => {
      if (concerns(event, filter, containers)) next.resolve();
    },
    (cause) => {
      const message = 'The Docker Engine ended the stream of its events.';
      broken.reject(
        cause instanceof DrydockError ? cause : new DrydockError('engine-lost', { message, cause }),
      );
    },
  );
  return {
    rung: () => Promise.race([next.promise, broken.promise]),
    quieten: () => {
      next = Promise.withResolvers<void>();
    },
    listenFor: (observation) => {
      containers = new Set(observation.containers.map(({ declared }) => declared.id));
    },
    [Symbol.asyncDispose]: () => follow[Symbol.asyncDispose](),
  };
}

async function waitForBell(
  bell: Wakeup,
  wait: NonNullable<WatchTools['wait']>,
  signal: AbortSignal,
): Promise<void> {
  const enough = new AbortController();
  const rest = wait(restMs - gapMs, AbortSignal.any([signal, enough.signal]));
  try {
    await Promise.race([bell.rung(), rest]);
  } finally {
    enough.abort();
    await rest.catch(() => undefined);
  }
  signal.throwIfAborted();
}

/** What only looks, or is the doing of a probe or a health check, changes nothing that an observation tells. */
const idle = /^(exec_|attach|detach|resize|top|copy|export|archive-path)/;

function concerns(event: EngineEvent, filter: LabelFilter, containers: ReadonlySet<string>): boolean {
  if (idle.test(event.action)) return false;
  if (Object.entries(filter).every(([name, value]) => event.labels[name] === value)) return true;
  return containers.has(event.id) || containers.has(event.labels.container ?? '');
}
