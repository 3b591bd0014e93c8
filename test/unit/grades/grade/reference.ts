/**
 * A grade, reckoned the slow way: minute hands by `Intl`, hours and days one by one, points as fractions. Shares no
 * code with `src/grades`.
 */
import type { Adjustment } from '../../../../src/grades/adjustment.ts';
import type { PersonalRecord } from '../../../../src/grades/grade/grade-of.ts';
import type { Grading, Submission } from '../../../../src/grades/grade/handed-in.ts';
import type { AssignmentPolicy } from '../../../../src/grades/policy/assignment-policy.ts';
import { sameTimeDaysOn } from '../time/clocks.ts';

export interface ReferenceGrade {
  readonly state: string;
  readonly points: number | undefined;
}

/** The nearest hundredth, half up, of a fraction of whole numbers. */
function nearestHundredth(numerator: bigint, denominator: bigint): number {
  let whole = numerator / denominator;
  if ((numerator - whole * denominator) * 2n >= denominator) whole += 1n;
  return Number(whole);
}

const cents = (value: number) => BigInt(Math.round(value * 100));

function holding(adjustments: readonly Adjustment[], person: string): readonly Adjustment[] {
  const own = adjustments.filter((each) => each.person === person);
  const order = [...own].sort((a, b) => `${a.at} ${a.id}`.localeCompare(`${b.at} ${b.id}`, 'en'));
  const gone = new Set<string>();
  order.forEach((each, index) => {
    if (each.replaces && order.slice(0, index).some(({ id }) => id === each.replaces))
      gone.add(each.replaces);
  });
  return order.filter(({ id }) => !gone.has(id));
}

function endOf(
  policy: AssignmentPolicy,
  changes: readonly Adjustment['change'][],
  firstOpened?: string,
): number {
  const opens = Date.parse(policy.window.opens);
  const due = Date.parse(policy.window.due);
  const { minutes } = policy.window;
  const whole = minutes === undefined ? due - opens : minutes * 60_000;
  let numerator = BigInt(whole);
  let denominator = 1n;
  let extra = 0;
  let extension = 0;
  for (const change of changes) {
    if (change.kind === 'factor') {
      numerator *= cents(change.factor);
      denominator *= 100n;
    }
    if (change.kind === 'extra-minutes') extra += change.minutes * 60_000;
    if (change.kind === 'extension') extension = Math.max(extension, Date.parse(change.until));
  }
  let length = Number(numerator / denominator) + extra;
  if (numerator % denominator > 0n) length += 1;
  let end = due + (length - whole);
  if (minutes !== undefined && firstOpened !== undefined)
    end = Math.min(end, Math.max(opens, Date.parse(firstOpened)) + length);
  return Math.max(end, extension);
}

/** How many hours or days have begun; 0 on time or in the grace, undefined where nothing is accepted any more. */
function unitsLate(policy: AssignmentPolicy, end: number, at: number): number | undefined {
  if (at <= end + policy.late.graceMinutes * 60_000) return 0;
  const { after } = policy.late;
  if (after.kind === 'refused') return undefined;
  let over = end;
  for (let unit = 1, step = 1; unit <= after.most; step += 1) {
    const next = after.each === 'hour' ? end + step * 3_600_000 : sameTimeDaysOn(end, step, policy.zone);
    if (next > over) {
      over = next;
      if (at <= over) return unit;
      unit += 1;
    }
  }
  return undefined;
}

function lastMoment(policy: AssignmentPolicy, end: number): number {
  let moment = end + policy.late.graceMinutes * 60_000;
  const { after } = policy.late;
  if (after.kind === 'percent')
    moment = Math.max(
      moment,
      after.each === 'hour' ? end + after.most * 3_600_000 : sameTimeDaysOn(end, after.most, policy.zone),
    );
  return moment;
}

function afterPenalty(policy: AssignmentPolicy, units: number, earned: number, possible: number): number {
  const { after } = policy.late;
  if (units === 0 || after.kind === 'refused') return earned;
  const base = BigInt(after.of === 'earned' ? earned : possible);
  let percent = 0n;
  for (let unit = 0; unit < units && percent < 10_000n; unit += 1) percent += cents(after.percent);
  if (percent > 10_000n) percent = 10_000n;
  const left = earned - nearestHundredth(base * percent, 10_000n);
  const floor = nearestHundredth(base * cents(after.floor), 10_000n);
  return left >= floor ? left : Math.min(earned, floor);
}

type Outcome =
  | 'waiting'
  | 'broken'
  | { readonly earned: number; readonly of: number; readonly unstable: boolean };

/** By looks of checks that pass or fail, or broke. */
function outcomeOf(gradings: readonly Grading[], until = '9999'): Outcome {
  let outcome: Outcome = 'waiting';
  for (const { at, outcome: said } of gradings) {
    if (at > until) continue;
    if (said.kind === 'could-not-grade' || breaks(said.looks)) {
      if (outcome === 'waiting') outcome = 'broken';
      continue;
    }
    const [first = []] = said.looks;
    let earned = 0;
    let of = 0;
    let unstable = false;
    for (const check of first) {
      const passes = said.looks.map((look) => look.find(({ id }) => id === check.id)?.status === 'pass');
      of += check.points;
      if (passes.every(Boolean)) earned += check.points;
      else if (passes.some(Boolean)) unstable = true;
    }
    outcome = { earned, of, unstable };
  }
  return outcome;
}

/** A check broke, and no look saw it fail. */
const breaks = (looks: readonly (readonly { id: string; status: string }[])[]) =>
  looks
    .flat()
    .some(
      ({ id, status }) =>
        status === 'error' && !looks.flat().some((other) => other.id === id && other.status === 'fail'),
    );

export function referenceGrade(
  policy: AssignmentPolicy,
  record: PersonalRecord,
  now: string,
): ReferenceGrade {
  const changes = holding(record.adjustments, record.person).map(({ change }) => change);
  if (changes.some(({ kind }) => kind === 'excused')) return { state: 'excused', points: undefined };
  const said = (lab: string | undefined) =>
    record.overrides
      .filter((each) => each.person === record.person && each.lab === lab)
      .sort((a, b) => (`${a.at}${a.id}` < `${b.at}${b.id}` ? -1 : 1))
      .at(-1)?.points ?? undefined;
  const end = endOf(policy, changes, record.firstOpened);
  const whole = said(undefined);
  const labs = policy.labs.map(({ lab, points }) => {
    const override = said(lab);
    if (override !== undefined) return { state: 'overridden', points: Number(cents(override)) };
    const other = changes.findLast((change) => change.kind === 'equivalent' && change.lab === lab);
    const name = other?.kind === 'equivalent' ? other.by.lab : lab;
    const own = record.submissions.filter((each) => each.lab === name);
    return labGrade(policy, record, changes, own, Number(cents(points)), end, now);
  });
  if (whole !== undefined) return { state: 'overridden', points: whole };
  const has = (state: string) => labs.some((lab) => lab.state === state);
  const state =
    ['could-not-grade', 'waiting', 'not-open', 'open', 'unstable', 'late'].find(has) ??
    (labs.every((lab) => lab.state === 'missing') ? 'missing' : has('overridden') ? 'overridden' : 'graded');
  let sum: number | undefined = 0;
  for (const { points } of labs) sum = sum === undefined || points === undefined ? undefined : sum + points;
  return { state, points: sum === undefined ? undefined : sum / 100 };
}

function labGrade(
  policy: AssignmentPolicy,
  record: PersonalRecord,
  changes: readonly Adjustment['change'][],
  submissions: readonly Submission[],
  possible: number,
  end: number,
  now: string,
): ReferenceGrade {
  let allowed = policy.attempts === 'unlimited' ? Number.POSITIVE_INFINITY : policy.attempts;
  for (const change of changes) if (change.kind === 'extra-attempts') allowed += change.attempts;
  const order = [...submissions].sort((a, b) => (`${a.received}${a.id}` < `${b.received}${b.id}` ? -1 : 1));
  const accepted: {
    worth: number | undefined;
    most: number;
    broken: boolean;
    unstable: boolean;
    units: number;
  }[] = [];
  const gradingsOf = (id: string) =>
    record.gradings.filter(({ submission }) => submission === id).sort((a, b) => (a.at < b.at ? -1 : 1));
  const spent: Submission[] = [];
  let tooLate = false;
  for (const submission of order) {
    if (submission.uploadBegan < policy.window.opens) continue;
    const units = unitsLate(policy, end, Date.parse(submission.uploadBegan));
    if (units === undefined) {
      tooLate = true;
      continue;
    }
    const used = spent.filter(
      ({ id }) =>
        outcomeOf(gradingsOf(id)) !== 'broken' && outcomeOf(gradingsOf(id), submission.received) !== 'broken',
    );
    if (used.length >= allowed) continue;
    spent.push(submission);
    const outcome = outcomeOf(gradingsOf(submission.id));
    const most = afterPenalty(policy, units, possible, possible);
    if (typeof outcome === 'string')
      accepted.push({ worth: undefined, most, broken: outcome === 'broken', unstable: false, units });
    else {
      const earned = nearestHundredth(BigInt(possible) * cents(outcome.earned), cents(outcome.of));
      const worth = afterPenalty(policy, units, earned, possible);
      accepted.push({ worth, most, broken: false, unstable: outcome.unstable, units });
    }
  }
  const judged = accepted.filter(({ worth }) => worth !== undefined);
  const worths = judged.map(({ worth = 0 }) => worth);
  let counted = judged;
  let points: number | undefined;
  if (judged.length > 0 && policy.keep === 'best') {
    points = Math.max(...worths);
    counted = judged.slice(worths.indexOf(points), worths.indexOf(points) + 1);
  }
  if (judged.length > 0 && policy.keep === 'last') {
    points = worths.at(-1);
    counted = judged.slice(-1);
  }
  if (judged.length > 0 && policy.keep === 'mean')
    points = nearestHundredth(BigInt(worths.reduce((all, each) => all + each, 0)), BigInt(worths.length));
  const open = accepted.filter((each, index) => {
    if (each.worth !== undefined) return false;
    if (policy.keep === 'mean' || points === undefined) return true;
    if (policy.keep === 'best') return each.most > points;
    return accepted.slice(index).every(({ worth }) => worth === undefined);
  });
  if (open.some(({ broken }) => broken)) return { state: 'could-not-grade', points: undefined };
  if (open.length > 0) return { state: 'waiting', points: undefined };
  if (counted.some(({ unstable }) => unstable)) return { state: 'unstable', points };
  if (counted.some(({ units }) => units > 0)) return { state: 'late', points };
  if (counted.length > 0) return { state: 'graded', points };
  if (tooLate) return { state: 'late', points: 0 };
  if (now < policy.window.opens) return { state: 'not-open', points: undefined };
  return Date.parse(now) <= lastMoment(policy, end)
    ? { state: 'open', points: undefined }
    : { state: 'missing', points: 0 };
}
