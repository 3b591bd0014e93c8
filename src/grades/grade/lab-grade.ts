/** What a person has for one lab of an assignment. */
import type { LabId } from '../../lab/lab-id.ts';
import type { PersonalLab, PersonalTerms } from '../personal-terms.ts';
import { type Hundredths, share, toHundredths } from '../points.ts';
import type { AssignmentPolicy } from '../policy/assignment-policy.ts';
import type { Instant } from '../time/instant.ts';
import { type Attempt, attemptsAt } from './attempts.ts';
import { type Grading, inOrder, type Override, type Submission } from './handed-in.ts';

/**
 * `not-open` and `open`: nothing is handed in, and there is still time. `missing`: there was none. `waiting` and
 * `could-not-grade`: something may change the grade that is not judged, or cannot be. `unstable` and `late` are
 * graded: what counts was so.
 */
export const labStates = [
  'not-open',
  'open',
  'missing',
  'waiting',
  'could-not-grade',
  'unstable',
  'late',
  'graded',
  'overridden',
] as const;
export type LabState = (typeof labStates)[number];

export interface LabGrade {
  readonly lab: PersonalLab;
  readonly state: LabState;
  /** Undefined while it is not decided; never 0 for that reason. */
  readonly points: Hundredths | undefined;
  /** What is judged so far comes to this. */
  readonly soFar: Hundredths | undefined;
  readonly of: Hundredths;
  readonly attempts: readonly Attempt[];
  /** The attempts that count: one, or all of a mean. */
  readonly counted: readonly Attempt[];
  readonly override: Override | undefined;
}

/** What there is of one person. Of a pair: what the pair handed in, and what is said of this one of the two. */
export interface LabWork {
  readonly submissions: readonly Submission[];
  readonly gradings: readonly Grading[];
  readonly overrides: readonly Override[];
}

/** The grade of a person for a lab at a moment. */
export function labGrade(
  lab: PersonalLab,
  policy: AssignmentPolicy,
  terms: PersonalTerms,
  { submissions, gradings, overrides }: LabWork,
  now: Instant,
): LabGrade {
  const attempts = attemptsAt(lab, policy, terms, submissions, gradings);
  const accepted = attempts.filter(({ refused }) => refused === undefined);
  const { counted, points: soFar } = kept(accepted, policy.keep);
  const holding = accepted.filter((attempt) => mayChange(attempt, accepted, soFar, policy.keep));
  const override = overrideOf(overrides, lab.insteadOf ?? lab.lab);
  const state = override ? 'overridden' : stateOf(attempts, counted, holding, terms, now);
  return {
    lab,
    state,
    points: pointsOf(state, override, soFar),
    soFar,
    of: toHundredths(lab.points),
    attempts,
    counted,
    override,
  };
}

/** The last word on a lab, or, without one, on the whole assignment; undefined where it was taken back. */
export function overrideOf(overrides: readonly Override[], lab: LabId | undefined): Override | undefined {
  const last = inOrder(overrides.filter((each) => each.lab === lab)).at(-1);
  return last?.points === null ? undefined : last;
}

function pointsOf(state: LabState, override: Override | undefined, soFar: Hundredths | undefined) {
  switch (state) {
    case 'overridden':
      return toHundredths(override?.points ?? 0);
    case 'graded':
    case 'late':
    case 'unstable':
      return soFar ?? 0;
    case 'missing':
      return 0;
    default:
      return undefined;
  }
}

/** Which of the judged ones count, and what they come to. Of equally good ones the first. */
function kept(accepted: readonly Attempt[], keep: AssignmentPolicy['keep']) {
  const judged = accepted.flatMap((attempt) =>
    attempt.worth === undefined ? [] : [{ attempt, worth: attempt.worth }],
  );
  const [first] = judged;
  if (first === undefined) return { counted: [], points: undefined };
  if (keep === 'mean') {
    const sum = judged.reduce((all, { worth }) => all + worth, 0);
    return { counted: judged.map(({ attempt }) => attempt), points: share(sum, 1, judged.length) };
  }
  const one =
    keep === 'last'
      ? (judged.at(-1) ?? first)
      : judged.reduce((best, each) => (each.worth > best.worth ? each : best));
  return { counted: [one.attempt], points: one.worth };
}

/** Whether the grade may be another one once this attempt is judged. */
function mayChange(
  attempt: Attempt,
  accepted: readonly Attempt[],
  soFar: Hundredths | undefined,
  keep: AssignmentPolicy['keep'],
): boolean {
  if (attempt.worth !== undefined) return false;
  if (keep === 'mean' || soFar === undefined) return true;
  if (keep === 'best') return attempt.most > soFar;
  return !accepted.some(({ worth, number }) => worth !== undefined && number > attempt.number);
}

function stateOf(
  attempts: readonly Attempt[],
  counted: readonly Attempt[],
  holding: readonly Attempt[],
  terms: PersonalTerms,
  now: Instant,
): LabState {
  if (holding.some(({ judgement }) => judgement.kind === 'could-not-grade')) return 'could-not-grade';
  if (holding.length > 0) return 'waiting';
  if (counted.some(({ judgement }) => judgement.kind === 'judged' && judgement.isUnstable)) return 'unstable';
  if (counted.some(({ lateness }) => lateness.kind === 'late')) return 'late';
  if (counted.length > 0) return 'graded';
  if (attempts.some(({ refused }) => refused === 'too-late')) return 'late';
  if (now < terms.opens) return 'not-open';
  return now <= terms.lastMoment ? 'open' : 'missing';
}
