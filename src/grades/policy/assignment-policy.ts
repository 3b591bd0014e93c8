/** The rules of an assignment, as data. What they make of a person is for `personal-terms.ts` and `grade-of.ts`. */
import * as z from 'zod';
import { type GradePolicy, GradePolicySchema } from '../../lab/checks/grade.ts';
import { LabIdSchema } from '../../lab/lab-id.ts';
import { PercentSchema, PointsSchema } from '../points.ts';
import { InstantSchema } from '../time/instant.ts';
import { ZoneSchema } from '../time/zoned-time.ts';
import { LatePolicySchema } from './late-policy.ts';

/** A lab of an assignment, exactly as it was when it was assigned. */
export const AssignedLabSchema = z.strictObject({
  lab: LabIdSchema,
  /** Of the lab's folder. */
  contentHash: z.string().min(1).max(128),
  /** What it is worth in the assignment, however many points its checks have. */
  points: PointsSchema.refine((points) => points > 0, 'expected more than 0'),
});
export type AssignedLab = z.output<typeof AssignedLabSchema>;

export const WindowSchema = z
  .strictObject({
    opens: InstantSchema,
    /** What began to be uploaded at this very moment is on time. */
    due: InstantSchema,
    /** From the moment when a person first opened it; never beyond `due`. */
    minutes: z.int().min(1).max(527_040).optional(),
  })
  .refine(({ opens, due }) => opens < due, { path: ['due'], error: 'expected a moment after “opens”' });

/** What learners see, and when. */
export const ShownSchema = z.strictObject({
  /** Of checks and points. `after-due`: when the due time of all and the person's own end are over. */
  results: z.enum(['always', 'after-due', 'never']),
  /** In the runs of the assignment. */
  hints: z.enum(['open', 'closed']),
  solutions: z.enum(['open', 'closed']),
});

/** A check that broke leaves the grade open, and is no gift; what is hidden does not pass. */
const graded: GradePolicy = { hostLacks: 'not-counted', notSeen: 'not-passed', error: 'undecided' };

export const AssignmentPolicySchema = z.strictObject({
  title: z.string().trim().min(1).max(200),
  /** The course's: dates are said, and days are counted, by its clocks. */
  zone: ZoneSchema,
  labs: z
    .array(AssignedLabSchema)
    .min(1)
    .max(100)
    .refine((labs) => new Set(labs.map(({ lab }) => lab)).size === labs.length, 'expected each lab once'),
  window: WindowSchema,
  /** For each lab. */
  attempts: z.union([z.int().min(1).max(1000), z.literal('unlimited')]),
  /** Which attempt at a lab counts, after what is taken off for being late. */
  keep: z.enum(['best', 'last', 'mean']),
  /** Whether the values that differ from learner to learner are drawn anew for each attempt. */
  newValues: z.boolean().default(false),
  late: LatePolicySchema,
  shown: ShownSchema,
  /** Percent of all points that is needed to pass; without it nothing is said of passing. */
  pass: PercentSchema.optional(),
  /** What becomes of checks that neither passed nor failed. */
  checks: GradePolicySchema.default(graded),
});
export type AssignmentPolicy = z.output<typeof AssignmentPolicySchema>;
