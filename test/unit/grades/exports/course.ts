/** A course of five people with one assignment, in the states that exports have to tell apart. */

import { AdjustmentSchema } from '../../../../src/grades/adjustment.ts';
import type { Gradebook, GradebookPerson } from '../../../../src/grades/exports/gradebook.ts';
import { gradeOf, type PersonalRecord } from '../../../../src/grades/grade/grade-of.ts';
import { GradingSchema, SubmissionSchema } from '../../../../src/grades/grade/handed-in.ts';
import { AssignmentPolicySchema } from '../../../../src/grades/policy/assignment-policy.ts';

const lab = 'caps/drop';
export const policy = AssignmentPolicySchema.parse({
  title: 'Lab 1',
  zone: 'Europe/Berlin',
  labs: [{ lab, contentHash: 'a', points: 10 }],
  window: { opens: '2026-10-01T08:00:00Z', due: '2026-10-23T21:59:00Z' },
  attempts: 3,
  keep: 'best',
  late: { after: { kind: 'refused' } },
  shown: { results: 'after-due', hints: 'open', solutions: 'closed' },
  pass: 50,
});
const at = '2026-11-01T00:00:00.000Z';

const person = (id: string, name: string, more: Partial<GradebookPerson> = {}): GradebookPerson => ({
  id,
  name,
  email: `${id}@x.org`,
  sisId: `S-${id}`,
  loginId: id,
  sections: ['A'],
  ...more,
});

const check = (id: string, status: string) => ({
  id,
  title: `It ${id}`,
  status,
  guard: false,
  points: 2,
  message: `web: ${status}, “<&=>”.`,
});

function record(id: string, outcome: 'graded' | 'broken' | 'none', excused = false): PersonalRecord {
  const submission = SubmissionSchema.parse({
    id: `sub-${id}`,
    lab,
    uploadBegan: '2026-10-20T10:00:00Z',
    received: '2026-10-20T10:00:00Z',
  });
  const grading = GradingSchema.parse({
    id: `g-${id}`,
    submission: submission.id,
    contentHash: 'a',
    at: '2026-10-20T11:00:00Z',
    outcome:
      outcome === 'graded'
        ? {
            kind: 'judged',
            looks: [
              [check('runs', 'pass'), check('drops', 'pass'), check('reads', 'pass'), check('hides', 'fail')],
            ],
          }
        : { kind: 'could-not-grade', cause: 'the disk was full' },
  });
  return {
    person: id,
    firstOpened: undefined,
    adjustments: excused
      ? [
          AdjustmentSchema.parse({
            id: 'j',
            person: id,
            change: { kind: 'excused' },
            by: 'x',
            at,
            reason: 'private',
          }),
        ]
      : [],
    submissions: outcome === 'none' ? [] : [submission],
    gradings: outcome === 'none' ? [] : [grading],
    overrides: [],
  };
}

const rows = [
  [person('anna', 'Ärlig, Anna'), record('anna', 'graded')],
  [person('ben', '=HYPERLINK("http://evil","Ben")'), record('ben', 'broken')],
  [person('cem', 'Cem 雪', { sisId: undefined }), record('cem', 'none')],
  [person('dora', 'Dora'), record('dora', 'none', true)],
  [person('eve', 'Eve', { sisId: undefined, loginId: undefined, email: undefined }), record('eve', 'graded')],
] as const;

export const gradebook: Gradebook = {
  course: 'Containers',
  at,
  evidence: 'sha256:head',
  assignments: [{ id: 'lab-1', policy }],
  rows: rows.map(([person, own]) => ({ person, grades: new Map([['lab-1', gradeOf(policy, own, at)]]) })),
};
