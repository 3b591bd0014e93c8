/**
 * Judges an observation by a manifest's checks. Pure: the same observation always gets the same results,
 * so that an attempt can be judged again from its evidence.
 */
import type { Check, CustomCheck, ProcessChoice } from './check.ts';
import type { Manifest } from './manifest.ts';
import { type Expectation, matchers } from './matchers/expectation.ts';
import { type JudgeContext, type Judged, listWords } from './matchers/matcher.ts';
import type { Fact, Observation, ObservedContainer, ObservedProcess } from './observation.ts';
import type { CheckResult } from './result.ts';
import { fillVars, type Vars } from './vars.ts';

/** What one check says of one observation; `error` where judging itself broke. */
export interface Verdict {
  readonly status: 'pass' | 'fail' | 'skip' | 'error';
  readonly process?: string | undefined;
  readonly observed: string;
  readonly expected: string;
  readonly message: string;
  /** Of an error: what was thrown. */
  readonly cause?: string;
}

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
  const who =
    typeof check.processes === 'object' ? `${check.service}, ${check.processes.named}` : check.service;
  return `${who}: ${words(check.expect).title}`;
}

function settle(id: string, check: Check, guard: boolean, task: string, verdict: Verdict): CheckResult {
  const graded = ['pass', 'fail'].includes(verdict.status) && !guard && check.mode === 'level';
  return {
    id,
    task,
    title: titleOf(check),
    status: verdict.status,
    guard,
    earned: graded && verdict.status === 'pass' ? check.points : 0,
    of: graded ? check.points : 0,
    ...(check.service ? { container: check.service } : {}),
    ...(verdict.process === undefined ? {} : { process: verdict.process }),
    observed: verdict.observed,
    expected: verdict.expected,
    message: verdict.message,
    ...(verdict.cause === undefined ? {} : { cause: verdict.cause }),
    ...(verdict.status === 'pass' || check.why === undefined ? {} : { why: check.why }),
    ...(check.readMore === undefined ? {} : { readMore: check.readMore }),
    durationMs: 0,
  };
}

function block(id: string, check: Check, task: string, guard: CheckResult): CheckResult {
  const skipped = guard.status === 'skip';
  const ungraded = guard.status !== 'fail' || check.mode === 'edge';
  return {
    id,
    task,
    title: titleOf(check),
    status: skipped ? 'skip' : 'blocked',
    guard: false,
    earned: 0,
    of: ungraded ? 0 : check.points,
    ...(check.service ? { container: check.service } : {}),
    observed: guard.observed,
    expected: guard.expected,
    message: `Not judged, since “${guard.title}” does not hold. ${guard.message}`,
    ...(check.readMore === undefined ? {} : { readMore: check.readMore }),
    durationMs: 0,
  };
}

/** A check that throws is ours to mend: it costs the learner nothing and takes no other check away. */
function judgeCheck(
  check: Check,
  observation: Observation,
  vars: Vars,
  customChecks: Readonly<Record<string, CustomCheck>>,
): Verdict {
  try {
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
  if ('unknown' in verdict) return skip('a fact', verdict.unknown);
  const { ok, observed, expected } = verdict;
  return {
    status: ok ? 'pass' : 'fail',
    observed,
    expected,
    message: sentence(check.service, observed, expected, ok),
  };
}

/** Holds one expectation against an observation. */
export function judgeExpectation(
  expect: Expectation,
  check: Pick<Check, 'service' | 'processes' | 'acceptDeclared'>,
  observation: Observation,
  vars: Vars,
): Verdict {
  const expected = fillVars(words(expect).expected, vars);
  const matcher = matchers[expect.kind];
  const container = observation.containers.find((each) => each.service === check.service);
  if (!container) return missing(check.service, observation, expected);
  if (matcher.scope === 'probe') {
    const result = 'probe' in expect ? observation.probes[expect.probe] : undefined;
    if (!result) return skip(expected, 'it is tried when you press Check');
    return decide(check.service, judgeOf(matcher)(expect, result, vars), expected);
  }
  const context: JudgeContext = { observation, container };
  switch (matcher.scope) {
    case 'process':
      return judgeProcesses(container, check, expected, (process) =>
        judgeOf(matcher)(expect, process, context),
      );
    case 'container': {
      // What ended publishes nothing and listens nowhere; that is no achievement.
      if (expect.kind !== 'running' && !isAlive(container)) return notRunning(container, expected);
      const fact: Fact<Judged> = judgeOf(matcher)(expect, container, context);
      if (fact.source === 'unknown') return unknownOr(container, expected, fact.reason);
      if (fact.source === 'declared' && !check.acceptDeclared && expect.kind !== 'runtime')
        return skip(expected, `only the Engine's word is known of ${check.service} here, not the kernel's`);
      return decide(check.service, fact.value, expected);
    }
    case 'image': {
      if (container.imageFacts.source === 'unknown') return skip(expected, container.imageFacts.reason);
      return decide(check.service, judgeOf(matcher)(expect, container.imageFacts.value, context), expected);
    }
  }
}

function judgeProcesses(
  container: ObservedContainer,
  check: Pick<Check, 'processes'>,
  expected: string,
  judgeOne: (process: ObservedProcess) => Judged,
): Verdict {
  if (container.processes.source === 'unknown')
    return unknownOr(container, expected, container.processes.reason);
  const all = container.processes.value;
  const looked = all.filter((process) => isChosen(process, check.processes));
  if (looked.length === 0)
    return typeof check.processes === 'object' && all.length > 0
      ? noneNamed(container.service, check.processes.named, all, expected)
      : notRunning(container, expected);
  const judged = looked.map((process) => ({ process, ...judgeOne(process) }));
  const wrong = judged.filter((each) => !each.ok);
  const [first] = wrong.length > 0 ? wrong : judged;
  if (!first) return notRunning(container, expected);
  const process = `${first.process.name} (pid ${first.process.innerPid} in the container)`;
  const more =
    wrong.length > 1
      ? `; so ${wrong.length === 2 ? 'does' : 'do'} ${wrong.length - 1} more of its ${looked.length} processes`
      : '';
  return {
    status: wrong.length === 0 ? 'pass' : 'fail',
    process,
    observed: first.observed,
    expected,
    message: sentence(
      `${container.service}, ${process}`,
      `${first.observed}${more}`,
      expected,
      wrong.length === 0,
    ),
  };
}

const isChosen = (process: ObservedProcess, choice: ProcessChoice): boolean =>
  choice === 'every' || (choice === 'init' ? process.init : process.name === choice.named);

function noneNamed(
  service: string,
  named: string,
  all: readonly ObservedProcess[],
  expected: string,
): Verdict {
  const names = listWords([...new Set(all.map(({ name }) => name))]);
  const observed = `runs no ${named}, only ${names}`;
  return { status: 'fail', observed, expected, message: sentence(service, observed, expected, false) };
}

function decide(service: string, judged: Judged, expected: string): Verdict {
  return {
    status: judged.ok ? 'pass' : 'fail',
    observed: judged.observed,
    expected,
    message: sentence(service, judged.observed, expected, judged.ok),
  };
}

function sentence(who: string, observed: string, expected: string, ok: boolean): string {
  const subject = who ? `${who}: ` : '';
  return ok ? `${subject}${observed}.` : `${subject}${observed}; expected ${expected}.`;
}

function missing(service: string, observation: Observation, expected: string): Verdict {
  const others = observation.containers.map((each) => each.service);
  const seen = others.length === 0 ? 'no container runs' : `there are only ${others.join(', ')}`;
  return {
    status: 'fail',
    observed: `no container of service “${service}”`,
    expected,
    message: `There is no container of service “${service}”: ${seen}. Expected ${expected}.`,
  };
}

function notRunning(container: ObservedContainer, expected: string): Verdict {
  const { status, exitCode } = container.declared;
  const observed = `is ${status}${status === 'exited' ? ` with status ${exitCode}` : ''}`;
  return {
    status: 'fail',
    observed,
    expected,
    message: sentence(container.service, observed, expected, false),
  };
}

const isAlive = ({ declared }: ObservedContainer): boolean =>
  declared.status === 'running' || declared.status === 'paused';

/** What cannot be seen of a container that does not run is no lack of the host's. */
function unknownOr(container: ObservedContainer, expected: string, reason: string): Verdict {
  return container.declared.status === 'running' ? skip(expected, reason) : notRunning(container, expected);
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

function skip(expected: string, reason: string): Verdict {
  return { status: 'skip', observed: 'unknown', expected, message: `Not judged here: ${reason}.` };
}

/** The words of an expectation. */
export function words(expect: Expectation): { title: string; expected: string } {
  const matcher = matchers[expect.kind] as {
    title(m: Expectation): string;
    expected(m: Expectation): string;
  };
  return { title: matcher.title(expect), expected: matcher.expected(expect) };
}

/** TypeScript cannot correlate `matchers[kind]` with an expectation of that kind; the schema has. */
function judgeOf<Subject, Context, Result>(matcher: {
  judge(expect: never, subject: Subject, context: Context): Result;
}): (expect: Expectation, subject: Subject, context: Context) => Result {
  return matcher.judge as (expect: Expectation, subject: Subject, context: Context) => Result;
}
