import * as z from 'zod';
import { gradeStates } from '../grade/assignment-grade.ts';
import { labStates } from '../grade/lab-grade.ts';
import { toPoints } from '../points.ts';
import type { Gradebook } from './gradebook.ts';

/** The form of our own export. Points are null while they are not decided, and passing where nothing asks for it. */
export const GradebookJsonSchema = z.strictObject({
  format: z.literal('drydock-gradebook'),
  version: z.literal(1),
  course: z.string(),
  at: z.string(),
  /** The head of the chain of evidence. */
  evidence: z.string().nullable(),
  assignments: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      zone: z.string(),
      opens: z.string(),
      due: z.string(),
      of: z.number(),
    }),
  ),
  rows: z.array(
    z.strictObject({
      person: z.strictObject({
        id: z.string(),
        name: z.string(),
        email: z.string().nullable(),
        sisId: z.string().nullable(),
        loginId: z.string().nullable(),
        sections: z.array(z.string()),
      }),
      grades: z.array(
        z.strictObject({
          assignment: z.string(),
          state: z.enum(gradeStates),
          points: z.number().nullable(),
          of: z.number(),
          isPassed: z.boolean().nullable(),
          labs: z.array(
            z.strictObject({
              lab: z.string(),
              state: z.enum(labStates),
              points: z.number().nullable(),
              of: z.number(),
              attempts: z.int(),
              counted: z.array(z.string()),
            }),
          ),
          lines: z.array(z.string()),
        }),
      ),
    }),
  ),
});
export type GradebookJson = z.output<typeof GradebookJsonSchema>;

/** The gradebook with the arithmetic of each grade, as JSON. */
export function gradebookJson({ course, at, evidence, assignments, rows }: Gradebook): string {
  const all: GradebookJson = {
    format: 'drydock-gradebook',
    version: 1,
    course,
    at,
    evidence: evidence ?? null,
    assignments: assignments.map(({ id, policy }) => ({
      id,
      title: policy.title,
      zone: policy.zone,
      opens: policy.window.opens,
      due: policy.window.due,
      of: Math.round(policy.labs.reduce((sum, { points }) => sum + points * 100, 0)) / 100,
    })),
    rows: rows.map(({ person, grades }) => ({
      person: {
        id: person.id,
        name: person.name,
        email: person.email ?? null,
        sisId: person.sisId ?? null,
        loginId: person.loginId ?? null,
        sections: [...person.sections],
      },
      grades: [...grades].map(([assignment, grade]) => ({
        assignment,
        state: grade.state,
        points: grade.points ?? null,
        of: grade.of,
        isPassed: grade.isPassed ?? null,
        labs: grade.labs.map((lab) => ({
          lab: lab.lab.lab,
          state: lab.state,
          points: lab.points === undefined ? null : toPoints(lab.points),
          of: toPoints(lab.of),
          attempts: lab.attempts.length,
          counted: lab.counted.map(({ submission }) => submission.id),
        })),
        lines: [...grade.lines],
      })),
    })),
  };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}
