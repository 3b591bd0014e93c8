/** "For you": what the rules of an assignment come to for one person. */
import type { AdjustmentChange } from './adjustment.ts';
import { lastMomentAfter } from './lateness.ts';
import type { AssignedLab, AssignmentPolicy } from './policy/assignment-policy.ts';
import { earliest, type Instant, instantAt, latest, msOf } from './time/instant.ts';

export interface PersonalTerms {
  readonly isExcused: boolean;
  readonly opens: Instant;
  /** The last moment on time of somebody who opens it late enough. Never before that of all. */
  readonly due: Instant;
  /** Milliseconds from first open; undefined where nothing is counted from there. */
  readonly length: number | undefined;
  readonly firstOpened: Instant | undefined;
  /** The last moment on time: `due`, or before that where the length is over earlier. */
  readonly end: Instant;
  /** The last moment at which anything is accepted. */
  readonly lastMoment: Instant;
  /** For each lab. */
  readonly attempts: number | 'unlimited';
  readonly labs: readonly PersonalLab[];
}

export interface PersonalLab extends AssignedLab {
  /** The lab of the policy that it stands for, where that is another. */
  readonly insteadOf: AssignedLab['lab'] | undefined;
}

/**
 * The terms of a person with these changes, who first opened the assignment at a moment, or did not yet. The order of
 * changes says nothing, but that of two labs for the same one the later stands.
 *
 * Factors multiply the minutes from first open, or, without such, the window; extra minutes are added. Where minutes
 * are counted, the due time moves by what the person has more, so that they may open it as late as all others. An
 * extension holds whatever the clock since first open says.
 */
export function personalTerms(
  policy: AssignmentPolicy,
  changes: readonly AdjustmentChange[],
  firstOpened: Instant | undefined,
): PersonalTerms {
  const { opens, due, minutes } = policy.window;
  const whole = minutes === undefined ? msOf(due) - msOf(opens) : minutes * 60_000;
  const own = ownLength(whole, changes);
  const extension = latest(ofKind(changes, 'extension').map(({ until }) => until));
  const extended = (moment: Instant) => latest(extension === undefined ? [moment] : [moment, extension]);
  const ownDue = instantAt(msOf(due) + own - whole);
  const runsOut =
    minutes === undefined || firstOpened === undefined
      ? ownDue
      : instantAt(Math.max(msOf(firstOpened), msOf(opens)) + own);
  const end = extended(earliest([ownDue, runsOut]) ?? ownDue) ?? ownDue;
  return {
    isExcused: changes.some(({ kind }) => kind === 'excused'),
    opens,
    due: extended(ownDue) ?? ownDue,
    length: minutes === undefined ? undefined : own,
    firstOpened,
    end,
    lastMoment: lastMomentAfter(end, policy),
    attempts: ownAttempts(policy, changes),
    labs: policy.labs.map((lab) => ownLab(lab, changes)),
  };
}

/** Exact, with factors as hundredths; a part of a millisecond that is left over is given to the person. */
function ownLength(whole: number, changes: readonly AdjustmentChange[]): number {
  const factors = ofKind(changes, 'factor').map(({ factor }) => BigInt(Math.round(factor * 100)));
  const scale = 100n ** BigInt(factors.length);
  const product = factors.reduce((all, each) => all * each, BigInt(whole));
  const extra = ofKind(changes, 'extra-minutes').reduce((all, { minutes }) => all + minutes * 60_000, 0);
  return Number((product + scale - 1n) / scale) + extra;
}

function ownAttempts({ attempts }: AssignmentPolicy, changes: readonly AdjustmentChange[]) {
  if (attempts === 'unlimited') return attempts;
  return ofKind(changes, 'extra-attempts').reduce((all, more) => all + more.attempts, attempts);
}

function ownLab(lab: AssignedLab, changes: readonly AdjustmentChange[]): PersonalLab {
  const other = ofKind(changes, 'equivalent').findLast((change) => change.lab === lab.lab);
  return other ? { ...lab, ...other.by, insteadOf: lab.lab } : { ...lab, insteadOf: undefined };
}

function ofKind<Kind extends AdjustmentChange['kind']>(changes: readonly AdjustmentChange[], kind: Kind) {
  return changes.filter(
    (change): change is Extract<AdjustmentChange, { readonly kind: Kind }> => change.kind === kind,
  );
}

/** The last moment at which results are not shown yet; undefined where they always or never are. */
export function resultsShownFrom(
  { shown, window }: AssignmentPolicy,
  { end }: PersonalTerms,
): Instant | undefined {
  return shown.results === 'after-due' ? latest([window.due, end]) : undefined;
}

/** Whether the person may see results of checks and points now. */
export function showsResults(policy: AssignmentPolicy, terms: PersonalTerms, now: Instant): boolean {
  switch (policy.shown.results) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'after-due':
      return now > policy.window.due && now > terms.end;
  }
}
