import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GradingSchema, gradingsInForce, SubmissionSchema } from '../../../src/grades/grade/handed-in.ts';
import { AssignmentPolicySchema } from '../../../src/grades/policy/assignment-policy.ts';
import { regradeDifference } from '../../../src/grades/regrade.ts';
import { anyPolicy, anyRecord } from './grade/arbitrary.ts';
import { referenceGrade } from './grade/reference.ts';

const now = '2026-12-01T00:00:00.000Z';
const lab = 'caps/drop';
const policy = AssignmentPolicySchema.parse({
  title: 'First week',
  zone: 'Europe/Berlin',
  labs: [{ lab, contentHash: 'old', points: 10 }],
  window: { opens: '2026-10-01T08:00:00Z', due: '2026-10-23T21:59:00Z' },
  attempts: 'unlimited',
  keep: 'best',
  late: { after: { kind: 'refused' } },
  shown: { results: 'always', hints: 'open', solutions: 'closed' },
});

const record = (person: string, more: object = {}) => ({
  person,
  firstOpened: undefined,
  adjustments: [],
  submissions: [
    SubmissionSchema.parse({
      id: `of-${person}`,
      lab,
      uploadBegan: '2026-10-20T10:00:00Z',
      received: '2026-10-20T10:00:00Z',
    }),
  ],
  overrides: [],
  ...more,
});

const grading = (person: string, passes: Readonly<Record<string, boolean>>, regrade?: string) =>
  GradingSchema.parse({
    id: `${person} ${regrade ?? ''}`,
    submission: `of-${person}`,
    contentHash: regrade === undefined ? 'old' : 'mended',
    at: regrade === undefined ? '2026-10-20T11:00:00Z' : '2026-11-20T11:00:00Z',
    ...(regrade === undefined ? {} : { regrade }),
    outcome: {
      kind: 'judged',
      looks: [
        Object.entries(passes).map(([id, passes]) => ({
          id,
          title: id,
          status: passes ? 'pass' : 'fail',
          guard: false,
          points: 1,
          message: 'So it was.',
        })),
      ],
    },
  });

describe('the difference that a regrade makes', () => {
  test('names who moves, by how much and by which check; and who does not, though checks do', () => {
    const override = { id: 'o', person: 'cem', points: 9, by: 'x', at: now, reason: 'said so' };
    const records = [record('anna'), record('ben'), record('cem', { overrides: [override] }), record('dora')];
    const all = [
      grading('anna', { runs: true, drops: false }),
      grading('ben', { runs: true, drops: true }),
      grading('cem', { runs: true, drops: false }),
      grading('dora', { runs: false, drops: false }),
      grading('anna', { runs: true, drops: true }, 'r'),
      grading('ben', { runs: false, drops: true }, 'r'),
      grading('cem', { runs: true, drops: true }, 'r'),
      grading('dora', { runs: false, drops: false }, 'r'),
    ];
    const { moves, held } = regradeDifference(
      policy,
      records,
      { before: gradingsInForce(all, new Set()), after: gradingsInForce(all, new Set(['r'])) },
      now,
    );
    expect(moves.map(({ person, by }) => [person, by])).toEqual([
      ['anna', 5],
      ['ben', -5],
    ]);
    expect(moves[0]?.checks).toMatchObject([
      {
        lab,
        submission: 'of-anna',
        check: 'drops',
        before: { earned: 0, reason: 'failed' },
        after: { earned: 1, reason: 'passed' },
        counts: true,
      },
    ]);
    expect(held.map(({ person, by, checks }) => [person, by, checks.map(({ check }) => check)])).toEqual([
      ['cem', 0, ['drops']],
    ]);
  });

  test('names a check that is worth something else, though the grade stays', () => {
    const all = [grading('anna', { runs: true })];
    const mended = GradingSchema.parse({
      ...grading('anna', {}, 'r'),
      outcome: {
        kind: 'judged',
        looks: [[{ id: 'runs', title: 'runs', status: 'pass', guard: false, points: 2, message: '' }]],
      },
    });
    const gradings = { before: all, after: [...all, mended] };
    expect(regradeDifference(policy, [record('anna')], gradings, now)).toMatchObject({
      moves: [],
      held: [{ by: 0, checks: [{ check: 'runs', before: { of: 1 }, after: { of: 2 } }] }],
    });
  });

  test('is exactly those whose grade is another one, under any policy', () => {
    const anyRoom = anyPolicy.chain((any) => {
      const due = Date.parse(any.window.due);
      const people = fc.array(fc.tuple(anyRecord(due), fc.array(fc.boolean(), { maxLength: 6 })), {
        minLength: 1,
        maxLength: 3,
      });
      return fc.record({ any: fc.constant(any), people });
    });
    let moved = 0;
    fc.assert(
      fc.property(anyRoom, ({ any, people }) => {
        // Each submits for itself; of each some gradings are those of the regrade.
        const records = people.map(([one], index) => {
          const rename = <Of extends { readonly person: string }>(each: Of): Of => ({
            ...each,
            person: `${index} ${each.person}`,
          });
          return {
            ...rename(one),
            adjustments: one.adjustments.map(rename),
            overrides: one.overrides.map(rename),
            submissions: one.submissions.map((each) => ({ ...each, id: `${index} ${each.id}` })),
          };
        });
        const after = people.flatMap(([{ gradings }], index) =>
          gradings.map((each) => ({ ...each, submission: `${index} ${each.submission}` })),
        );
        const drafts = people.flatMap(([{ gradings }, draft]) => gradings.map((_, at) => draft[at] ?? false));
        const before = after.filter((_, at) => !drafts[at]);
        const due = any.window.due;
        const difference = regradeDifference(any, records, { before, after }, due);
        const { moves } = difference;
        const byHand = records.filter((each) => {
          const own = (gradings: typeof after) => ({
            ...each,
            gradings: gradings.filter(({ submission }) =>
              each.submissions.some(({ id }) => id === submission),
            ),
          });
          const was = referenceGrade(any, own(before), due);
          const is = referenceGrade(any, own(after), due);
          return was.state !== is.state || was.points !== is.points;
        });
        expect(moves.map(({ person }) => person)).toEqual(byHand.map(({ person }) => person));
        const held = difference.held.map(({ person }) => person);
        expect(held.filter((person) => byHand.some((each) => each.person === person))).toEqual([]);
        moved += moves.length;
      }),
      { numRuns: 500 },
    );
    expect(moved).toBeGreaterThan(20);
  });

  test('shows what could not be graded again as that, and takes nothing away', () => {
    const failed = GradingSchema.parse({
      ...grading('anna', {}, 'r'),
      outcome: { kind: 'could-not-grade', cause: 'the disk was full' },
    });
    const before = [grading('anna', { runs: true })];
    expect(regradeDifference(policy, [record('anna')], { before, after: [...before, failed] }, now)).toEqual({
      moves: [],
      held: [],
    });
  });
});
