import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import { count, text } from '../lab/general/engine-values.ts';
import type { Engine } from '../lab/ports/engine.ts';
import { startCopy } from '../why/start-copy.ts';
import { isStartRefusal } from '../why/trial.ts';
import type { CopyBody } from './shrunk-copy.ts';

/** What became of a service in a copy. */
export interface HealthRun {
  readonly passed: boolean;
  /** How it went: `healthy`, or what was seen instead, in words. */
  readonly told: string;
  readonly durationMs: number;
  /** Directories in which it made or changed something, where that was asked for. */
  readonly changed: readonly string[];
}

export interface HealthRunParts {
  readonly engine: Pick<Engine, 'startAs' | 'inspectRaw' | 'logTail' | 'removeContainer' | 'changedPaths'>;
  readonly labels: Readonly<Record<string, string>>;
  /** Part of the container's name. */
  readonly name: string;
  /** One that is not healthy by then does not pass. */
  readonly withinMs: number;
  readonly asksChanges?: boolean;
  readonly signal: AbortSignal;
}

const pauseMs = 100;
/** So many answers of the health check, one after the other: a program may answer once and end. */
const answers = 2;

const InspectedSchema = z.object({
  Id: z.string(),
  State: z.object({
    Status: text,
    ExitCode: count,
    Health: z
      .object({
        Log: z
          .array(z.object({ ExitCode: count, Output: text }))
          .nullish()
          .transform((value) => value ?? []),
      })
      .nullish(),
  }),
});

/** Runs a copy until its health check has passed, or cannot, and removes it. No other container may have the labels. */
export async function runUntilHealthy(
  body: CopyBody,
  { engine, labels, name, withinMs, asksChanges = false, signal }: HealthRunParts,
): Promise<HealthRun> {
  const startedMs = performance.now();
  const tell = (passed: boolean, told: string, changed: readonly string[] = []): HealthRun => ({
    passed,
    told,
    durationMs: performance.now() - startedMs,
    changed,
  });
  let id: string | undefined;
  try {
    id = await startCopy(engine, name, { ...body, Labels: { ...body.Labels, ...labels } }, signal);
    const endMs = performance.now() + withinMs;
    for (;;) {
      signal.throwIfAborted();
      const [first] = await engine.inspectRaw(labels, signal);
      const { State } = InspectedSchema.parse(first);
      const log = State.Health?.Log ?? [];
      if (State.Status !== 'running')
        return tell(false, `ends with ${State.ExitCode}${await lastWords(engine, id)}`);
      const last = log.slice(-answers);
      if (last.length === answers && last.every(({ ExitCode }) => ExitCode === 0))
        return tell(true, 'healthy', asksChanges ? await engine.changedPaths(id, signal) : []);
      if (performance.now() > endMs) {
        const said = log.at(-1)?.Output.trim().split('\n').at(-1);
        return tell(false, said ? `is not healthy: ${said}` : `is not healthy${await lastWords(engine, id)}`);
      }
      await delay(pauseMs, undefined, { signal });
    }
  } catch (error) {
    const isOutcome = id === undefined && error instanceof DrydockError && isStartRefusal(error);
    if (!isOutcome) throw error;
    return tell(false, `is not started: ${error.message}`);
  } finally {
    if (id !== undefined) await engine.removeContainer(id);
  }
}

async function lastWords(engine: HealthRunParts['engine'], id: string): Promise<string> {
  const said = (await engine.logTail(id, 3)).trim().split('\n').at(-1);
  return said ? `: ${said}` : '';
}
