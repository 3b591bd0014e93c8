/** What a grade is made of: what was handed in, how it was judged, and what somebody said instead. */
import * as z from 'zod';
import { CheckResultSchema } from '../../lab/checks/result.ts';
import { LabIdSchema } from '../../lab/lab-id.ts';
import { PointsSchema } from '../points.ts';
import { InstantSchema } from '../time/instant.ts';

/** One attempt at a lab, as it came. */
export const SubmissionSchema = z
  .strictObject({
    id: z.string().min(1),
    lab: LabIdSchema,
    /** When the server got the first byte of it: this is held against the due time. */
    uploadBegan: InstantSchema,
    /** When it was whole and on disk: attempts are in this order. */
    received: InstantSchema,
  })
  .refine(({ uploadBegan, received }) => uploadBegan <= received, {
    path: ['received'],
    error: 'expected a moment not before “uploadBegan”',
  });
export type Submission = z.output<typeof SubmissionSchema>;

/** Of a check's result what a grade and its report are made of; a whole result is one too. */
const JudgedCheckSchema = CheckResultSchema.pick({
  id: true,
  title: true,
  status: true,
  guard: true,
  points: true,
  message: true,
  unknown: true,
  cause: true,
});
export type JudgedCheck = z.output<typeof JudgedCheckSchema>;

/** One end of one grading job. */
export const GradingSchema = z.strictObject({
  id: z.string().min(1),
  submission: z.string().min(1),
  /** Of the lab's folder that judged. */
  contentHash: z.string().min(1),
  at: InstantSchema,
  /** The regrade that it was made for; none of the first grading. */
  regrade: z.string().optional(),
  outcome: z.discriminatedUnion('kind', [
    /** Results of each look, in order. */
    z.strictObject({ kind: z.literal('judged'), looks: z.array(z.array(JudgedCheckSchema)).min(1) }),
    /** The machine's fault or ours, in words for both sides. */
    z.strictObject({ kind: z.literal('could-not-grade'), cause: z.string().min(1) }),
  ]),
});
export type Grading = z.output<typeof GradingSchema>;

/** What an instructor says a lab, or the whole, is worth. Of several for the same the latest holds. */
export const OverrideSchema = z.strictObject({
  id: z.string().min(1),
  person: z.string().min(1),
  /** Without one: of the whole assignment. */
  lab: LabIdSchema.optional(),
  /** Null takes back what was said before. */
  points: PointsSchema.nullable(),
  by: z.string().min(1),
  at: InstantSchema,
  /** The person may read it. */
  reason: z.string().min(1).max(2000),
});
export type Override = z.output<typeof OverrideSchema>;

/** Gradings that hold: those of no regrade, and of regrades that are applied. */
export function gradingsInForce<Of extends Pick<Grading, 'regrade'>>(
  gradings: readonly Of[],
  appliedRegrades: ReadonlySet<string>,
): readonly Of[] {
  return gradings.filter(({ regrade }) => regrade === undefined || appliedRegrades.has(regrade));
}

/** In the order in which they were made. */
export function inOrder<Value extends { readonly id: string; readonly at: string }>(
  values: readonly Value[],
): readonly Value[] {
  return [...values].sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id));
}

/** Of texts by their code units, whatever the language of the machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
