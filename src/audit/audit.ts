/**
 * Holds the rules against an observation of any compose project. Pure: the same observation gives the same report.
 * Rules are judged by the same judge as the labs' checks, so what a chapter teaches is what an audit says.
 */
import { bookPlan, type ChapterId } from '../lab/book/book-plan.ts';
import type { Check } from '../lab/checks/check.ts';
import { type Judgeable, judge } from '../lab/checks/judge.ts';
import type { CheckResult } from '../lab/checks/result.ts';
import { matcherOf } from '../lab/matchers/expectation.ts';
import { life } from '../lab/matchers/life.ts';
import type { Observation, ObservedContainer } from '../lab/observation/observation.ts';
import type { AuditReport, ExplainedIn, Finding, Skipped } from './audit-report.ts';
import { mendFragment } from './fragment.ts';
import type { Rule } from './rule.ts';
import { severities } from './severity.ts';

export interface AuditOptions {
  readonly rules: readonly Rule[];
  /** Chapters that can be read. */
  readonly written: readonly string[];
}

interface Judged {
  readonly rule: Rule;
  readonly container: ObservedContainer;
  readonly result: CheckResult;
}

const running = 'running';

export function audit(observation: Observation, options: AuditOptions): AuditReport {
  const judged = observation.containers.flatMap((container) =>
    judgeContainer(container, observation, options.rules),
  );
  // An audit grades nobody: what it could not see is no finding.
  const failed = judged.filter(({ result }) => result.status === 'fail' && result.unknown === undefined);
  const told = failed.filter(({ rule, container }) => !isCovered(rule, container, failed));
  const skipped = judged.filter(
    ({ result }) => ['skip', 'blocked', 'error'].includes(result.status) || result.unknown !== undefined,
  );
  const { host } = observation;
  return {
    version: 1,
    project: observation.project,
    takenAt: observation.takenAt,
    ...(host.source === 'unknown'
      ? {}
      : {
          host: `Linux ${host.value.kernel} (${host.value.architecture}), Docker ${host.value.engineVersion}`,
        }),
    services: [...new Set(observation.containers.map(({ service }) => service))],
    findings: inOrder(mergeReplicas(told.map((each) => findingOf(each, options.written))), options.rules),
    skipped: mergeSkips(skipped),
    passed: judged.filter(({ result }) => result.status === 'pass').length,
    notices: [],
  };
}

function judgeContainer(
  container: ObservedContainer,
  observation: Observation,
  rules: readonly Rule[],
): readonly Judged[] {
  const { service } = container;
  const base = { service, points: 0, mode: 'level', acceptDeclared: true } as const;
  const checks = Object.fromEntries(
    rules.map((rule): [string, Check] => {
      const { id, title, look } = rule;
      if ('judge' in look || isElsewhere(rule, container))
        return [id, { ...base, processes: 'init', title, custom: id }];
      const expect = typeof look.expect === 'function' ? look.expect(container) : look.expect;
      const processes = look.processes ?? (matcherOf(expect).scope === 'process' ? 'every' : 'init');
      return [id, { ...base, processes, title, expect }];
    }),
  );
  const judgeable: Judgeable = {
    tasks: {},
    guards: { [running]: { ...base, processes: 'init', title: 'runs', expect: life.running() } },
    checks,
    customChecks: Object.fromEntries(
      rules.flatMap((rule) => {
        const { id, look, onHostsKernel } = rule;
        if (onHostsKernel !== undefined && isElsewhere(rule, container))
          return [
            [id, () => ({ unknown: { reason: onHostsKernel, cause: 'host-lacks' } }) as const] as const,
          ];
        return 'judge' in look ? [[id, () => look.judge(container)] as const] : [];
      }),
    ),
  };
  // Each container of a service has findings of its own, and is judged among those of others.
  const others = observation.containers.filter((each) => each.service !== service);
  const results = judge(judgeable, { ...observation, containers: [container, ...others] }, {});
  return rules.flatMap((rule) => {
    const result = results.find(({ id, guard }) => id === rule.id && !guard);
    return result ? [{ rule, container, result }] : [];
  });
}

/** Whether the rule asks for what the host's kernel does, of a container whose calls another kernel answers. */
const isElsewhere = ({ onHostsKernel }: Rule, { processes }: ObservedContainer): boolean =>
  onHostsKernel !== undefined && processes.source === 'sandbox';

function isCovered(
  { coveredBy = [] }: Rule,
  container: ObservedContainer,
  failed: readonly Judged[],
): boolean {
  return failed.some((each) => each.container === container && coveredBy.includes(each.rule.id));
}

function findingOf({ rule, container, result }: Judged, written: readonly string[]): Finding {
  const mend = typeof rule.mend === 'function' ? rule.mend(container) : rule.mend;
  return {
    rule: rule.id,
    severity: rule.severity,
    service: container.service,
    containers: [container.declared.name],
    title: rule.title,
    ...(result.process === undefined ? {} : { process: result.process }),
    observed: result.observed,
    expected: result.expected,
    message: result.message,
    why: rule.why,
    mend: mendFragment(container.service, mend),
    chapter: explainedIn(rule, written),
  };
}

/** Where a rule is explained, as far as the book is written. */
export function explainedIn(
  { chapter, anchor }: { readonly chapter: ChapterId; readonly anchor?: string },
  written: readonly string[],
): ExplainedIn {
  const { number = 0, title = chapter } = bookPlan.find(({ id }) => id === chapter) ?? {};
  return {
    number,
    title,
    ...(written.includes(chapter) ? { path: `/${chapter}/${anchor ? `#${anchor}` : ''}` } : {}),
  };
}

/** The same of several containers of one service is one finding. */
function mergeReplicas(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.service} ${finding.rule}`;
    const before = merged.get(key);
    merged.set(
      key,
      before ? { ...before, containers: [...before.containers, ...finding.containers] } : finding,
    );
  }
  return [...merged.values()];
}

function mergeSkips(skipped: readonly Judged[]): readonly Skipped[] {
  const all = skipped.map(({ rule, container, result }) => ({
    rule: rule.id,
    service: container.service,
    reason: reasonOf(result),
  }));
  return [...new Map(all.map((each) => [`${each.service} ${each.rule}`, each])).values()];
}

function reasonOf({ status, message, observed }: CheckResult): string {
  if (status === 'blocked') return `it ${observed}`;
  if (status === 'fail') return observed.replace(/^could not be seen: /, '');
  return message.replace(/^Not judged here: /, '').replace(/\.$/, '');
}

function inOrder(findings: readonly Finding[], rules: readonly Rule[]): readonly Finding[] {
  const place = ({ severity, rule }: Finding) =>
    severities.indexOf(severity) * rules.length + rules.findIndex(({ id }) => id === rule);
  return [...findings].sort((one, other) => place(one) - place(other));
}
