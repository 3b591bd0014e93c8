/** Rules of an assignment as a form has them, and as they are sent. What is wrong with them the server says. */
import type { AssignableLab, AssignmentView } from '../../../lab/wire/assignments.ts';
import { isNumber, isText, listOf, objectOf, optional, type Shape } from '../../core/shape.ts';
import { noTime, type TypedTime } from '../parts/typed-time.ts';

/** Numbers are texts as they are typed; an empty one is not said. */
export interface RulesForm {
  readonly title: string;
  readonly labs: readonly ChosenLab[];
  readonly opens: TypedTime;
  readonly due: TypedTime;
  readonly minutes: string;
  /** Empty: as many as somebody likes. */
  readonly attempts: string;
  readonly keep: string;
  readonly grace: string;
  readonly late: 'refused' | 'percent';
  readonly percent: string;
  readonly each: string;
  readonly of: string;
  readonly floor: string;
  readonly most: string;
  readonly results: string;
  readonly hints: string;
  readonly solutions: string;
  readonly pass: string;
  readonly hostLacks: string;
  readonly notSeen: string;
  readonly error: string;
}

export interface ChosenLab {
  readonly lab: string;
  readonly points: string;
  /** Of one that is assigned already; without it the lab is taken as it is now. */
  readonly contentHash?: string | undefined;
}

export const usualRules: RulesForm = {
  title: '',
  labs: [],
  opens: noTime,
  due: noTime,
  minutes: '',
  attempts: '',
  keep: 'best',
  grace: '0',
  late: 'refused',
  percent: '10',
  each: 'day',
  of: 'earned',
  floor: '0',
  most: '3',
  results: 'always',
  hints: 'open',
  solutions: 'closed',
  pass: '',
  hostLacks: 'not-counted',
  notSeen: 'not-passed',
  error: 'undecided',
};

/** An empty text is not said; what is no number is sent as it is, so that the server says so. */
const numberOf = (text: string): number | string | undefined => {
  const plain = text.trim();
  if (plain === '') return undefined;
  return Number.isFinite(Number(plain)) ? Number(plain) : plain;
};

/** The rules to send. `before` has what the form has no field for. Absent keys are dropped by JSON. */
export function policyOf(
  form: RulesForm,
  zone: string,
  before: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { minutes, pass, attempts } = form;
  return {
    ...before,
    title: form.title,
    zone,
    labs: form.labs.map(({ points, ...lab }) => ({ ...lab, points: numberOf(points) })),
    window: { opens: form.opens.instant, due: form.due.instant, minutes: numberOf(minutes) },
    attempts: numberOf(attempts) ?? 'unlimited',
    keep: form.keep,
    late: { graceMinutes: numberOf(form.grace) ?? 0, after: afterGrace(form) },
    shown: { results: form.results, hints: form.hints, solutions: form.solutions },
    pass: numberOf(pass),
    checks: { hostLacks: form.hostLacks, notSeen: form.notSeen, error: form.error },
  };
}

function afterGrace({ late, percent, each, of, floor, most }: RulesForm) {
  if (late === 'refused') return { kind: 'refused' };
  return {
    kind: 'percent',
    each,
    percent: numberOf(percent),
    of,
    floor: numberOf(floor) ?? 0,
    most: numberOf(most),
  };
}

interface KnownPolicy {
  readonly labs: readonly { readonly lab: string; readonly contentHash: string; readonly points: number }[];
  readonly window: { readonly minutes: number | undefined };
  readonly attempts: number | string;
  readonly keep: string;
  readonly late: { readonly graceMinutes: number; readonly after: KnownLate };
  readonly shown: { readonly results: string; readonly hints: string; readonly solutions: string };
  readonly pass: number | undefined;
  readonly checks: { readonly hostLacks: string; readonly notSeen: string; readonly error: string };
}

interface KnownLate {
  readonly kind: string;
  readonly each: string | undefined;
  readonly percent: number | undefined;
  readonly of: string | undefined;
  readonly floor: number | undefined;
  readonly most: number | undefined;
}

const isNumberOrText: Shape<number | string> = (value) => isNumber(value) || isText(value);
const isKnown: Shape<KnownPolicy> = objectOf<KnownPolicy>({
  labs: listOf(objectOf({ lab: isText, contentHash: isText, points: isNumber })),
  window: objectOf({ minutes: optional(isNumber) }),
  attempts: isNumberOrText,
  keep: isText,
  late: objectOf({
    graceMinutes: isNumber,
    after: objectOf<KnownLate>({
      kind: isText,
      each: optional(isText),
      percent: optional(isNumber),
      of: optional(isText),
      floor: optional(isNumber),
      most: optional(isNumber),
    }),
  }),
  shown: objectOf({ results: isText, hints: isText, solutions: isText }),
  pass: optional(isNumber),
  checks: objectOf({ hostLacks: isText, notSeen: isText, error: isText }),
});

/** An assignment as the form has it; undefined where its rules are those of another version of Drydock. */
export function rulesOf({ title, policy, opens, due, typed }: AssignmentView): RulesForm | undefined {
  if (!isKnown(policy)) return undefined;
  const { after, graceMinutes } = policy.late;
  const text = (value: number | undefined, usual = '') => (value === undefined ? usual : String(value));
  return {
    title,
    labs: policy.labs.map(({ lab, contentHash, points }) => ({ lab, contentHash, points: String(points) })),
    opens: { text: typed.opens, instant: opens },
    due: { text: typed.due, instant: due },
    minutes: text(policy.window.minutes),
    attempts: policy.attempts === 'unlimited' ? '' : String(policy.attempts),
    keep: policy.keep,
    grace: String(graceMinutes),
    late: after.kind === 'percent' ? 'percent' : 'refused',
    percent: text(after.percent, usualRules.percent),
    each: after.each ?? usualRules.each,
    of: after.of ?? usualRules.of,
    floor: text(after.floor, usualRules.floor),
    most: text(after.most, usualRules.most),
    ...policy.shown,
    pass: text(policy.pass),
    ...policy.checks,
  };
}

/** Takes a lab in, with as many points as its checks have, or out. The order is that of the list of all labs. */
export function withLab(
  chosen: readonly ChosenLab[],
  all: readonly AssignableLab[],
  lab: string,
  isWanted: boolean,
): readonly ChosenLab[] {
  const others = chosen.filter((each) => each.lab !== lab);
  if (!isWanted) return others;
  const points = all.find((each) => each.lab === lab)?.points ?? 0;
  const place = (id: string) => all.findIndex((each) => each.lab === id);
  return [...others, { lab, points: String(points > 0 ? points : 10) }].toSorted(
    (one, other) => place(one.lab) - place(other.lab),
  );
}

/** What is still to be said before the server can say what the rules come to. */
export function missingOf({ title, labs, opens, due }: RulesForm): readonly string[] {
  return [
    ...(title.trim() === '' ? ['a title'] : []),
    ...(labs.length === 0 ? ['at least one lab'] : []),
    ...(opens.instant === undefined ? ['when it opens'] : []),
    ...(due.instant === undefined ? ['when it is due'] : []),
  ];
}
