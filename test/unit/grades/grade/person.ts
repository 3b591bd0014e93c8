/** One person in one assignment, written down shortly. */
import { AdjustmentSchema } from '../../../../src/grades/adjustment.ts';
import type { PersonalRecord } from '../../../../src/grades/grade/grade-of.ts';
import { type Grading, GradingSchema, SubmissionSchema } from '../../../../src/grades/grade/handed-in.ts';
import {
  type AssignmentPolicy,
  AssignmentPolicySchema,
} from '../../../../src/grades/policy/assignment-policy.ts';

export const lab = 'base-images/distroless';
export const due = '2026-10-23T21:59:00.000Z';
export const later = '2026-12-01T00:00:00.000Z';

export function policyWith(change: Partial<Record<keyof AssignmentPolicy, unknown>> = {}): AssignmentPolicy {
  return AssignmentPolicySchema.parse({
    title: 'First week',
    zone: 'Europe/Berlin',
    labs: [{ lab, contentHash: 'old', points: 10 }],
    window: { opens: '2026-10-01T08:00:00Z', due },
    attempts: 2,
    keep: 'best',
    late: {
      after: { kind: 'percent', each: 'day', percent: 10, of: 'earned', floor: 50, most: 3 },
    },
    shown: { results: 'always', hints: 'open', solutions: 'closed' },
    pass: 50,
    ...change,
  });
}

export const nobody: PersonalRecord = {
  person: 'anna',
  firstOpened: undefined,
  adjustments: [],
  submissions: [],
  gradings: [],
  overrides: [],
};

export const handedIn = (id: string, uploadBegan: string, received = uploadBegan) =>
  SubmissionSchema.parse({ id, lab, uploadBegan, received });

export const looked = (passing: readonly string[], broken: readonly string[] = []) =>
  ['runs', 'drops', 'reads'].map((id) => ({
    id,
    title: id,
    status: passing.includes(id) ? 'pass' : broken.includes(id) ? 'error' : 'fail',
    guard: false,
    points: id === 'runs' ? 2 : 1,
    message: 'So it was.',
  }));

export const judged = (submission: string, at: string, ...looks: unknown[]): Grading =>
  GradingSchema.parse({
    id: `${submission} ${at}`,
    submission,
    contentHash: 'old',
    at,
    outcome: { kind: 'judged', looks },
  });

export const failed = (submission: string, at: string): Grading =>
  GradingSchema.parse({
    id: `${submission} ${at}`,
    submission,
    contentHash: 'old',
    at,
    outcome: { kind: 'could-not-grade', cause: 'the disk was full' },
  });

export const adjusted = (change: unknown, more: object = {}) =>
  AdjustmentSchema.parse({
    id: '1',
    person: 'anna',
    change,
    by: 'lecturer',
    at: '2026-11-20T08:00:00Z',
    reason: 'was in hospital',
    ...more,
  });

export const all = ['runs', 'drops', 'reads'];
export const day = (number: number, time: string) => `2026-10-${number}T${time}.000Z`;
