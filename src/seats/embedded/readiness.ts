import { setTimeout as wait } from 'node:timers/promises';
import { connectEngine } from '../../engine/connect.ts';
import { DrydockError } from '../../lab/errors.ts';
import { readLogEnd } from './dockerd-process.ts';
import type { EnginePaths } from './engine-paths.ts';

/** How long a fresh dockerd may take until it answers; on a slow disk its first start makes its stores. */
const startMs = 90_000;

/** Resolves when the engine answers. Rejects with the end of its log once it ended or took too long. */
export async function untilItAnswers(
  paths: EnginePaths,
  ended: Promise<number>,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + startMs;
  let exitCode: number | undefined;
  void ended.then((code) => {
    exitCode = code;
  });
  while (!(await answers(paths))) {
    signal?.throwIfAborted();
    if (exitCode !== undefined) {
      throw new DrydockError('setup-failed', {
        message: `The private Docker Engine ended at once (exit ${exitCode}): ${lastReason(await readLogEnd(paths))}`,
        fix: `Its log is ${paths.log}. Inside of a container it needs --privileged.`,
        output: await readLogEnd(paths),
      });
    }
    if (performance.now() > deadline) {
      throw new DrydockError('timed-out', {
        message: `The private Docker Engine did not answer within ${startMs / 1000} s.`,
        fix: `Its log is ${paths.log}.`,
        output: await readLogEnd(paths),
      });
    }
    await wait(30);
  }
}

/** dockerd writes why it gives up as its last plain line: `failed to start daemon: …`. */
function lastReason(log: string): string {
  const lines = log.trim().split('\n');
  return (
    lines.findLast((line) => /failed to|level=(?:fatal|error)/.test(line)) ??
    lines.at(-1) ??
    'its log is empty'
  );
}

/** Whether something speaks the Engine API at the socket now. */
export async function answers(paths: EnginePaths): Promise<boolean> {
  try {
    await using _engine = await connectEngine(
      { kind: 'socket', path: paths.socket },
      AbortSignal.timeout(5_000),
    );
    return true;
  } catch {
    return false;
  }
}
