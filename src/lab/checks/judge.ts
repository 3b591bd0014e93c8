/**
 * Judges an observation by a manifest's checks. Pure: the same observation always gets the same results,
 * so that an attempt can be judged again from its evidence.
 */

import type { Manifest } from '../manifest/manifest.ts';
import { whyUnmet } from '../manifest/needs.ts';
import type { Vars } from '../manifest/vars.ts';
import { matcherOf } from '../matchers/expectation.ts';
import type { Observation } from '../observation/observation.ts';
import type { Check, CustomCheck } from './check.ts';
import { gradeCheck, selfPaced } from './grade.ts';
import { judgeExpectation } from './judge-expectation.ts';
import type { CheckResult } from './result.ts';
import { told, unseen, type Verdict } from './verdict.ts';

/** The part of a manifest that says what is judged. */
export type Judgeable = Pick<Manifest, 'guards' | 'checks' | 'tasks' | 'customChecks'>;

/** Results of guards first, then of checks, in the order of the manifest. */
export function judge(manifest: Judgeable, observation: Observation, vars: Vars): readonly CheckResult[] {
  const guards = Object.entries(manifest.guards).map(([id, check]) =>
    settle(id, check, true, '', judgeCheck(check, observation, vars, manifest.customChecks)),
  );
  const checks = Object.entries(manifest.checks).map(([id, check]) => {
    const task = taskOf(manifest, id);
    const guard = guards.find((each) => each.status !== 'pass' && blocks(manifest, each.id, check));
    if (guard) return block(id, check, task, guard);
    return settle(id, check, false, task, judgeCheck(check, observation, vars, manifest.customChecks));
  });
  return [...guards, ...checks];
}

/** A guard stands before the checks of its own service; one that names no service, before all. */
function blocks(manifest: Judgeable, guard: string, check: Check): boolean {
  const service = manifest.guards[guard]?.service;
  return service === '' || check.service === '' || service === check.service;
}

function taskOf(manifest: Judgeable, check: string): string {
  return Object.entries(manifest.tasks).find(([, task]) => task.checks.includes(check))?.[0] ?? '';
}

/** The title of a check: the author's, or made of its matcher. */
export function titleOf(check: Check): string {
  if (check.title !== undefined) return check.title;
  if (!check.expect) return check.custom ?? '';
  return `${whoOf(check)}: ${matcherOf(check.expect).title(check.expect)}`;
}

function whoOf({ service, processes }: Check): string {
  if (typeof processes !== 'object') return service;
  return 'named' in processes
    ? `${service}, ${processes.named}`
    : `${service}, who listens on port ${processes.listening}`;
}

function settle(id: string, check: Check, guard: boolean, task: string, verdict: Verdict): CheckResult {
  return withGrade({
    id,
    task,
    title: titleOf(check),
    status: verdict.status,
    guard,
    points: guard ? 0 : pointsOf(check),
    ...(check.service ? { container: check.service } : {}),
    ...(verdict.process === undefined ? {} : { process: verdict.process }),
    observed: verdict.observed,
    expected: verdict.expected,
    message: verdict.message,
    ...(verdict.unknown === undefined ? {} : { unknown: verdict.unknown }),
    ...(verdict.cause === undefined ? {} : { cause: verdict.cause }),
    ...(verdict.status === 'pass' || check.why === undefined ? {} : { why: check.why }),
    ...(check.readMore === undefined ? {} : { readMore: check.readMore }),
  });
}

function block(id: string, check: Check, task: string, guard: CheckResult): CheckResult {
  const skipped = guard.status === 'skip';
  return withGrade({
    id,
    task,
    title: titleOf(check),
    status: skipped ? 'skip' : 'blocked',
    guard: false,
    points: pointsOf(check),
    ...(check.service ? { container: check.service } : {}),
    observed: guard.observed,
    expected: guard.expected,
    message: `Not judged, since “${guard.title}” does not hold. ${guard.message}`,
    ...(guard.unknown === undefined ? {} : { unknown: guard.unknown }),
    ...(guard.cause === undefined ? {} : { cause: guard.cause }),
    ...(check.readMore === undefined ? {} : { readMore: check.readMore }),
  });
}

function withGrade(result: Omit<CheckResult, 'earned' | 'of'>): CheckResult {
  const { earned, of } = gradeCheck(result, selfPaced);
  return { ...result, earned, of };
}

/** What a check is worth: what was seen once, an `edge`, is never graded. */
export const pointsOf = (check: Check): number => (check.mode === 'level' ? check.points : 0);

/** A check that throws is ours to mend: it costs the learner nothing and takes no other check away. */
function judgeCheck(
  check: Check,
  observation: Observation,
  vars: Vars,
  customChecks: Readonly<Record<string, CustomCheck>>,
): Verdict {
  try {
    const unmet = check.needs && whyUnmet(check.needs, observation.abilities);
    if (unmet) return unseen(check.service, 'what it needs of the machine', unmet);
    return check.expect
      ? judgeExpectation(check.expect, check, observation, vars)
      : judgeCustom(check, observation, vars, customChecks);
  } catch (thrown) {
    return broken(check, thrown);
  }
}

function judgeCustom(
  check: Check,
  observation: Observation,
  vars: Vars,
  customChecks: Readonly<Record<string, CustomCheck>>,
): Verdict {
  const custom = check.custom === undefined ? undefined : customChecks[check.custom];
  if (!custom) throw new Error(`the manifest has no custom check “${check.custom}”`);
  const verdict = custom(observation, vars);
  if ('unknown' in verdict) return unseen(check.service, 'a fact', verdict.unknown);
  return told(check.service, verdict, verdict.expected);
}

function broken(check: Check, thrown: unknown): Verdict {
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return {
    status: 'error',
    observed: 'the check broke',
    expected: 'a verdict',
    message: `The check “${titleOf(check)}” broke (${what}). That is a fault of the lab, not of your work, and costs nothing.`,
    cause: thrown instanceof Error ? (thrown.stack ?? what) : what,
  };
}
