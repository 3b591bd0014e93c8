/** A policy in plain sentences: for all, and what it comes to "for you". */

import { lastMomentAfter } from '../lateness.ts';
import type { PersonalTerms } from '../personal-terms.ts';
import { sayPointsOf, toHundredths } from '../points.ts';
import type { Instant } from '../time/instant.ts';
import { sayCount, sayInstantFor, sayLength } from '../time/time-words.ts';
import { nextTransition, type Zone } from '../time/zoned-time.ts';
import type { AssignmentPolicy } from './assignment-policy.ts';

/** The rules for all, with dates by the course's clocks and by those of a reader elsewhere. */
export function describePolicy(policy: AssignmentPolicy, reader: Zone): readonly string[] {
  const { window, labs, late, pass } = policy;
  const say = sayer(policy, reader);
  const all = labs.reduce((sum, { points }) => sum + toHundredths(points), 0);
  return [
    `“${policy.title}” is ${sayCount(labs.length, 'lab')} for ${sayPointsOf(all)}: ` +
      `${labs.map(({ lab, points }) => `${lab} for ${sayPointsOf(toHundredths(points))}`).join(', ')}.`,
    `It opens ${say(window.opens)}.`,
    `It is due ${say(window.due)}; what begins to be uploaded by then is on time.`,
    ...(window.minutes === undefined
      ? []
      : [`From the moment when you first open it you have ${sayLength(window.minutes * 60_000)}.`]),
    ...describeLate(policy),
    ...(late.after.kind === 'percent' && late.after.each === 'day' ? describeChange(policy, say) : []),
    describeAttempts(policy.attempts),
    ...(policy.attempts === 1 ? [] : [kept[policy.keep]]),
    ...(policy.newValues && policy.attempts !== 1
      ? ['Values that differ from learner to learner are drawn anew for each attempt.']
      : []),
    'What could not be graded by a fault of the machine costs nothing and uses no attempt.',
    ...describeChecks(policy.checks),
    shown[policy.shown.results],
    `Hints are ${policy.shown.hints}, and solutions are ${policy.shown.solutions}.`,
    ...(pass === undefined ? [] : [`${pass} % of the points is needed to pass.`]),
  ];
}

/** What holds for one person, without a word of why. Dates as in `describePolicy`. */
export function describeTerms(
  policy: AssignmentPolicy,
  terms: PersonalTerms,
  reader: Zone,
): readonly string[] {
  if (terms.isExcused) return ['You are excused from this assignment: it does not count for you.'];
  const say = sayer(policy, reader);
  const { length, firstOpened, end, due } = terms;
  const time = length === undefined ? '' : sayLength(length);
  return [
    ...(length !== undefined && firstOpened === undefined
      ? [`You have ${time} from the moment when you first open it, and at the latest until ${say(due)}.`]
      : []),
    ...(length !== undefined && firstOpened !== undefined
      ? [`You first opened it ${say(firstOpened)}, and have ${time} from then.`]
      : []),
    ...(length !== undefined && firstOpened === undefined
      ? []
      : [`For you it is due ${say(end)}${end === policy.window.due ? ', as for all' : ''}.`]),
    ...(terms.lastMoment === end ? [] : [`Nothing is accepted of you after ${say(terms.lastMoment)}.`]),
    ...(terms.attempts === policy.attempts ? [] : [`For you: ${describeAttempts(terms.attempts)}`]),
    ...terms.labs.flatMap(({ lab, insteadOf }) =>
      insteadOf === undefined ? [] : [`In the place of ${insteadOf} you work on ${lab}.`],
    ),
  ];
}

type Say = (instant: Instant) => string;

const sayer =
  ({ zone }: AssignmentPolicy, reader: Zone): Say =>
  (instant) =>
    sayInstantFor(instant, { course: zone, reader });

function describeLate({ late, zone }: AssignmentPolicy): readonly string[] {
  const { graceMinutes, after } = late;
  const grace = sayLength(graceMinutes * 60_000);
  if (after.kind === 'refused')
    return graceMinutes === 0
      ? ['Late work is not accepted.']
      : [`Work that is up to ${grace} late loses nothing; after that it is not accepted.`];
  const { each, percent, of, floor, most } = after;
  const base = of === 'earned' ? 'what it earned' : 'what could be earned';
  return [
    ...(graceMinutes === 0 ? [] : [`Work that is up to ${grace} late loses nothing.`]),
    `Late work loses ${percent} % of ${base} for each ${each} that has begun since it was due` +
      `${floor > 0 ? `, but is not brought below ${floor} % of that` : ''}.`,
    ...(each === 'day' ? [`A day ends when clocks in ${zone} show the time again at which it was due.`] : []),
    `Work that is more than ${sayCount(most, each)} late is not accepted.`,
  ];
}

/** Where clocks are changed while late days are counted: one of them is longer or shorter. */
function describeChange(policy: AssignmentPolicy, say: Say): readonly string[] {
  const { due } = policy.window;
  const change = nextTransition(due, policy.zone);
  if (change === undefined || change > lastMomentAfter(due, policy)) return [];
  return [`Clocks in ${policy.zone} are changed ${say(change)}: the day of that has not 24 hours.`];
}

/** Of checks that neither passed nor failed, in the order of what costs whom. */
const describeChecks = ({ notSeen, hostLacks, error }: AssignmentPolicy['checks']): readonly string[] => [
  `What is hidden from a check ${becomes[notSeen]}.`,
  `What the machine cannot show to a check ${becomes[hostLacks]}.`,
  `A check that breaks ${becomes[error]}.`,
];

const becomes = {
  'not-counted': 'is not counted',
  'not-passed': 'does not pass',
  undecided: 'leaves the grade open',
} as const;

const describeAttempts = (attempts: number | 'unlimited'): string =>
  attempts === 'unlimited'
    ? 'You may hand in each lab as often as you like.'
    : `You may hand in each lab ${attempts === 1 ? 'once' : `${attempts} times`}.`;

const kept: Readonly<Record<AssignmentPolicy['keep'], string>> = {
  best: 'Of several attempts at a lab the best counts.',
  last: 'Of several attempts at a lab the last counts.',
  mean: 'Of several attempts at a lab the mean counts.',
};

const shown: Readonly<Record<AssignmentPolicy['shown']['results'], string>> = {
  always: 'Results are shown as soon as they are there.',
  'after-due': 'Results are shown when the time is over, for all and for you.',
  never: 'Results are not shown.',
};
