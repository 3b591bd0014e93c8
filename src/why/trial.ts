import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../lab/errors.ts';
import type { Engine } from '../lab/ports/engine.ts';
import type { Trial } from '../lab/wire/refusal.ts';
import type { ContainerCopy } from './container-copy.ts';
import { startCopy } from './start-copy.ts';

export interface TrialParts {
  readonly engine: Pick<Engine, 'startAs' | 'waitForEnd' | 'logTail' | 'removeContainer'>;
  readonly labels: Readonly<Record<string, string>>;
  /** Part of the container's name. */
  readonly name: string;
  /** A program that runs on for so long is let be no longer. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Runs the program of a copy to its end, and removes the copy. */
export async function runTrial(
  copy: ContainerCopy,
  { engine, labels, name, withinMs, signal }: TrialParts,
): Promise<Trial> {
  let id: string | undefined;
  try {
    id = await startCopy(engine, name, { ...copy, Labels: { ...copy.Labels, ...labels } }, signal);
    signal.throwIfAborted();
    const over = new AbortController();
    const status = await Promise.race([
      engine.waitForEnd(id, AbortSignal.any([signal, over.signal])),
      delay(withinMs, undefined, { ref: false, signal: over.signal }),
    ]).finally(() => over.abort());
    return { status, output: (await engine.logTail(id, 8)).trim() };
  } catch (error) {
    const isOutcome = id === undefined && error instanceof DrydockError && isStartRefusal(error);
    if (!isOutcome) throw error;
    return { status: undefined, refused: error.message, output: '' };
  } finally {
    if (id !== undefined) await engine.removeContainer(id);
  }
}

/**
 * What the Engine or its runtime will not make or start, a program's path among it, is an outcome. What else fails, an
 * engine that is too busy among it, is a failure, and would be taken for a refusal.
 */
export function isStartRefusal({ code, message }: DrydockError): boolean {
  if (code !== 'engine-failed' || /deadline exceeded|context canceled|timed? ?out/i.test(message))
    return false;
  return /OCI runtime|invalid Cap(Add|Drop)|failed to create (shim )?task|exec(utable)? file|no such file|permission denied|operation not permitted|cannot start/i.test(
    message,
  );
}
