/** A state is brought up on the proof's stage, and looked at until it is as it should be. */
import type { CheckResult } from '../../lab/checks/result.ts';
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { State } from '../../lab/manifest/manifest.ts';
import { readLabState, readState, type StateFiles } from '../library/lab-state.ts';
import { runSteps, stepsOf } from '../stage/state-steps.ts';
import { span } from '../trace.ts';
import { failureOf } from './failure-of.ts';
import { judgeTelling } from './judge-state.ts';
import type { ProofRun } from './proof-run.ts';
import { judgeRefusal } from './prove-grants.ts';
import { serviceRemoved } from './service-removed.ts';
import { settle, usualDeadlineMs } from './settle.ts';

export type Wanted = (results: readonly CheckResult[]) => boolean;

export interface Patience {
  /** For how long every look must show what is wanted, before it is believed. */
  readonly holdMs?: number;
  /** How long to look for it at most; as long as the proof gives each state unless said. */
  readonly withinMs?: number;
}

/**
 * Brings a state up, by its name or as it is, and looks until it is as wanted; undefined where it could not be brought
 * up at all, which is recorded as a problem.
 */
export async function proveComesUp(
  run: ProofRun,
  where: string,
  state: string | State,
  wanted: Wanted,
  patience: Patience = {},
): Promise<readonly CheckResult[] | undefined> {
  const { lab, vars, stage, record, signal } = run;
  if (!(await layAnew(run, where, state))) return undefined;
  const steps = typeof state === 'string' ? stepsOf(lab.manifest, state) : state.run;
  const failure = await failureOf(
    stage.up(signal).then(() => span('steps', () => runSteps(stage.workbench, steps, vars, signal))),
  );
  record.grants.add(stage);
  const refusal = judgeRefusal(where, failure);
  if (refusal) return void record.add([refusal]);
  if (failure !== undefined && !isTolerable(where, failure)) {
    const { message, output } = reportError(failure);
    const said = [message, output].filter(Boolean).join('\n');
    return void record.add([{ rule: 'states-come-up', where, message: said }]);
  }
  const results = await settleOn(run, wanted, patience);
  record.tally.add(results, { wrong: where === 'start' || where.startsWith('mistakes.') });
  const { guards, checks } = lab.manifest;
  const services = [...Object.values(guards), ...Object.values(checks)].flatMap(
    ({ service }) => service || [],
  );
  const untold = judgeTelling(results, services).filter(
    ({ rule, where: id }) => !record.problems.some((known) => known.rule === rule && known.where === id),
  );
  record.add(untold);
  return results;
}

/** Looks at what is up until it is as wanted, for as long as a state gets. */
export function settleOn(
  { stage, tools: { deadlineMs = usualDeadlineMs }, signal }: ProofRun,
  wanted: Wanted,
  { holdMs = 0, withinMs = Number.POSITIVE_INFINITY }: Patience = {},
): Promise<readonly CheckResult[]> {
  return settle(stage, wanted, signal, { holdMs, deadlineMs: Math.min(withinMs, deadlineMs) });
}

/** Lays a state's files on the stage that was cleared for it; false where they cannot be made. */
export async function layAnew(run: ProofRun, where: string, state: string | State): Promise<boolean> {
  run.tools.onState?.(run.lab.id, where);
  const files = await readFiles(run, where, state);
  if (!files) return false;
  await run.stage.down({ volumes: true });
  await run.stage.lay(files);
  return true;
}

/** The files of a state; undefined where its edits do not apply, which is recorded as a problem. */
export async function readFiles(
  { lab, vars, record }: ProofRun,
  where: string,
  state: string | State,
): Promise<StateFiles | undefined> {
  try {
    return await (typeof state === 'string' ? readLabState(lab, state, vars) : readState(lab, state, vars));
  } catch (error) {
    return void record.add([{ rule: 'edits-apply', where, message: reportError(error).message }]);
  }
}

/** A mistake may well be one that does not stay up: then its guards say so. */
function isTolerable(where: string, failure: unknown): boolean {
  if (!(failure instanceof DrydockError) || !where.startsWith('mistakes.')) return false;
  if (failure.code === 'service-exited') return true;
  return where === `mistakes.${serviceRemoved}` && ['bad-compose', 'engine-failed'].includes(failure.code);
}
