/** The two ends of a lab: its start, where something fails, and what is right, where everything passes. */
import { judgeRight, judgeStart } from './judge-state.ts';
import type { ProofRun } from './proof-run.ts';
import { proveComesUp, settleOn, type Wanted } from './prove-comes-up.ts';

/** Whether the start came up. */
export async function proveStart(run: ProofRun, where = 'start'): Promise<boolean> {
  const results = await proveComesUp(run, where, 'start', (seen) => judgeStart(seen).length === 0);
  if (results) run.record.add(judgeStart(results, where));
  return results !== undefined;
}

/** Whether an accepted answer came up. */
export async function proveAccepted(run: ProofRun, name: string): Promise<boolean> {
  const where = `accepts.${name}`;
  const results = await proveComesUp(run, where, name, (seen) => judgeRight(seen, where).length === 0);
  if (results) run.record.add(judgeRight(results, where));
  return results !== undefined;
}

/**
 * The solution has to hold twice: what was tried once may have used something up. Resolves with whether it came
 * up, and with the ids of checks that even the solution leaves unjudged on this machine.
 */
export async function proveSolution(
  run: ProofRun,
  where = 'solution',
): Promise<{ readonly cameUp: boolean; readonly unjudged: ReadonlySet<string> }> {
  const { record } = run;
  const wanted: Wanted = (seen) => judgeRight(seen, where).length === 0;
  const results = await proveComesUp(run, where, 'solution', wanted);
  if (!results) return { cameUp: false, unjudged: new Set() };
  const unjudged = new Set(results.flatMap(({ id, status }) => (status === 'skip' ? [id] : [])));
  const problems = judgeRight(results, where);
  record.add(problems);
  // With the same patience: a look on a busy machine may take longer than a probe waits.
  if (problems.length === 0) record.add(judgeRight(await settleOn(run, wanted), `${where}: a second time`));
  return { cameUp: true, unjudged };
}
