/** Random assignments, and what people did in them: crowded around due times, and around changes of clocks. */
import fc from 'fast-check';
import { type Adjustment, AdjustmentSchema } from '../../../../src/grades/adjustment.ts';
import type { PersonalRecord } from '../../../../src/grades/grade/grade-of.ts';
import { type Grading, GradingSchema, SubmissionSchema } from '../../../../src/grades/grade/handed-in.ts';
import { AssignmentPolicySchema } from '../../../../src/grades/policy/assignment-policy.ts';
import { nextTransition } from '../../../../src/grades/time/zoned-time.ts';
import { zones } from '../time/clocks.ts';

const hour = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** A zone with a moment near which something of it happens: a change of clocks where one is known. */
const place = fc.constantFrom(...zones).chain((zone) => {
  const next = nextTransition('2026-11-27T00:00:00.000Z', zone) ?? '2027-03-28T01:00:00.000Z';
  return fc
    .integer({ min: -3 * 24 * 60, max: 24 * 60 })
    .map((minutes) => ({ zone, due: Date.parse(next) + minutes * 60_000 }));
});

const percent = fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100);
const labs = ['first/one', 'first/two', 'first/three'] as const;

const late = fc.record({
  graceMinutes: fc.constantFrom(0, 0, 5, 90),
  after: fc.oneof(
    fc.constant({ kind: 'refused' }),
    fc.record({
      kind: fc.constant('percent'),
      each: fc.constantFrom('hour', 'day'),
      percent,
      of: fc.constantFrom('earned', 'possible'),
      floor: fc.oneof(fc.constant(0), percent),
      most: fc.integer({ min: 1, max: 5 }),
    }),
  ),
});

export const anyPolicy = fc
  .record({
    place,
    late,
    count: fc.integer({ min: 1, max: 3 }),
    points: fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 3, maxLength: 3 }),
    minutes: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
    attempts: fc.constantFrom(1, 2, 3, 'unlimited'),
    keep: fc.constantFrom('best', 'last', 'mean'),
  })
  .map(({ place: { zone, due }, late, count, points, minutes, attempts, keep }) =>
    AssignmentPolicySchema.parse({
      title: 'Any',
      zone,
      labs: labs
        .slice(0, count)
        .map((lab, index) => ({ lab, contentHash: 'hash', points: (points[index] ?? 1) / 100 })),
      window: { opens: iso(due - 100 * hour), due: iso(due), ...(minutes === undefined ? {} : { minutes }) },
      attempts,
      keep,
      late,
      shown: { results: 'always', hints: 'open', solutions: 'closed' },
    }),
  );

const moment = (near: number) =>
  fc.oneof(
    fc.integer({ min: -5, max: 5 }).map((ms) => near + ms),
    fc
      .tuple(fc.constantFrom(-100 * 60, 5, 60, 90), fc.integer({ min: -2, max: 2 }))
      .map(([minutes, ms]) => near + minutes * 60_000 + ms),
    fc.integer({ min: -10, max: 6 * 48 }).map((halfHours) => near + halfHours * (hour / 2)),
    fc.integer({ min: -110 * 60, max: 6 * 24 * 60 }).map((minutes) => near + minutes * 60_000),
  );

const check = (id: string) =>
  fc.record({
    id: fc.constant(id),
    title: fc.constant(id),
    status: fc.constantFrom('pass', 'pass', 'pass', 'fail', 'fail', ...(id === 'c' ? ['error'] : [])),
    guard: fc.constant(false),
    points: fc.constant({ a: 1, b: 2.5, c: 3 }[id] ?? 1),
    message: fc.constant('So it was.'),
  });
const look = fc.tuple(check('a'), check('b'), check('c'));
const looks = fc.oneof(
  fc.tuple(look),
  look.map((each) => [each, each]),
  fc.tuple(look, look),
);
const outcome = fc.oneof(
  { weight: 3, arbitrary: looks.map((seen) => ({ kind: 'judged', looks: seen })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'could-not-grade', cause: 'the disk was full' }) },
);

export const anyChange = (due: number) =>
  fc.oneof(
    moment(due).map((ms) => ({ kind: 'extension', until: iso(ms) })),
    fc.integer({ min: 100, max: 300 }).map((hundredths) => ({ kind: 'factor', factor: hundredths / 100 })),
    fc.integer({ min: 1, max: 3000 }).map((minutes) => ({ kind: 'extra-minutes', minutes })),
    fc.integer({ min: 1, max: 2 }).map((attempts) => ({ kind: 'extra-attempts', attempts })),
    fc.constantFrom(...labs).map((lab) => ({
      kind: 'equivalent',
      lab,
      by: { lab: 'other/lab', contentHash: 'hash' },
    })),
    fc.constant({ kind: 'excused' }),
  );

export function anyAdjustments(due: number): fc.Arbitrary<readonly Adjustment[]> {
  const one = fc.record({
    change: anyChange(due),
    replaces: fc.option(fc.constantFrom('j0', 'j1', 'j2', 'j3'), { nil: undefined }),
    at: fc.constantFrom(due - hour, due, due + hour),
    person: fc.constantFrom('p', 'p', 'p', 'q'),
  });
  return fc.array(one, { maxLength: 4 }).map((all) =>
    all.map(({ change, replaces, at, person }, index) =>
      AdjustmentSchema.parse({
        id: `j${index}`,
        person,
        change,
        by: 'lecturer',
        at: iso(at),
        reason: 'private',
        ...(replaces === undefined ? {} : { replaces }),
      }),
    ),
  );
}

export function anyRecord(due: number): fc.Arbitrary<PersonalRecord> {
  const one = fc.record({
    lab: fc.constantFrom(...labs, 'other/lab'),
    began: moment(due),
    took: fc.integer({ min: 0, max: 3_600_000 }),
    gradings: fc.array(fc.record({ after: fc.integer({ min: 1, max: 72 * 60 }), outcome }), { maxLength: 3 }),
  });
  const override = fc.record({
    lab: fc.option(fc.constantFrom(...labs), { nil: undefined }),
    points: fc.option(fc.integer({ min: 0, max: 3000 }), { nil: null }),
    at: fc.constantFrom(due, due + hour),
    person: fc.constantFrom('p', 'q'),
  });
  return fc
    .record({
      firstOpened: fc.option(moment(due - 2 * hour), { nil: undefined }),
      adjustments: anyAdjustments(due),
      handedIn: fc.array(one, { maxLength: 6 }),
      overrides: fc.array(override, { maxLength: 3 }),
    })
    .map(({ firstOpened, adjustments, handedIn, overrides }) => ({
      person: 'p',
      firstOpened: firstOpened === undefined ? undefined : iso(firstOpened),
      adjustments,
      submissions: handedIn.map(({ lab, began, took }, index) =>
        SubmissionSchema.parse({
          id: `s${index}`,
          lab,
          uploadBegan: iso(began),
          received: iso(began + took),
        }),
      ),
      gradings: handedIn.flatMap(({ began, took, gradings }, index) =>
        gradings.map(
          ({ after, outcome }, number): Grading =>
            GradingSchema.parse({
              id: `g${index}-${number}`,
              submission: `s${index}`,
              contentHash: 'hash',
              // No two at the same moment.
              at: iso(began + took + after * 60_000 + number),
              outcome,
            }),
        ),
      ),
      overrides: overrides.map(({ lab, points, at, person }, index) => ({
        id: `o${index}`,
        person,
        ...(lab === undefined ? {} : { lab }),
        points: points === null ? null : points / 100,
        by: 'lecturer',
        at: iso(at),
        reason: 'seen by hand',
      })),
    }));
}

/** A policy, with what one person did under it, and a moment at which somebody asks. */
export const anyCase = anyPolicy.chain((policy) => {
  const due = Date.parse(policy.window.due);
  return fc.record({ policy: fc.constant(policy), record: anyRecord(due), now: moment(due).map(iso) });
});
