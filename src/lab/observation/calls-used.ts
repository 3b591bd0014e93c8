/**
 * The system calls that a service used, as a recorder saw them: a process that the kernel asks about each call
 * (SECCOMP_RET_USER_NOTIF of seccomp(2)) and that lets each go on. It prints a line `calls N` with how many it saw,
 * `kinds N`, `lost N` with how many it could not answer for, and `call NAME N` for each kind. Pure.
 */
import type { Fact } from './fact.ts';
import type { ProbeResult } from './probe-result.ts';

export interface CallsUsed {
  /** How often each was made. */
  readonly calls: ReadonlyMap<string, number>;
  readonly lost: number;
}

/** Reads what a recorder printed. */
export function readCallsUsed(result: ProbeResult | undefined): Fact<CallsUsed> {
  if (!result) return unseen('the recorder is asked when you press Check', 'not-yet');
  const { exitCode, stdout = '', error, stderr, cause = 'not-seen', truncated } = result;
  if (exitCode !== 0)
    return unseen(`the recorder told nothing: ${error ?? (stderr?.trim() || 'no reason')}`, cause);
  const [, lost] = /^lost (\d+)$/m.exec(stdout) ?? [];
  if (lost === undefined || truncated === true) return unseen('the recorder did not tell all', 'not-seen');
  const told = [...stdout.matchAll(/^call (\w+) (\d+)$/gm)];
  return {
    source: 'kernel',
    value: { calls: new Map(told.map(([, name = '', count]) => [name, Number(count)])), lost: Number(lost) },
  };
}

const unseen = (reason: string, cause: 'not-yet' | 'not-seen' | 'host-lacks') =>
  ({ source: 'unknown', reason, cause }) as const;
