/** What is asked of whoever asks, and what they hand in. */
import * as z from 'zod';
import { GradeSchema } from './assignments.ts';
import { refusals, SubmittedSchema } from './submissions.ts';

const Time = z.iso.datetime();

const MyLabSchema = z.object({
  lab: z.string(),
  points: z.number(),
  /** The lab that it stands for, where that is another. */
  insteadOf: z.string().optional(),
  /** Null: as many as one likes. */
  attemptsLeft: z.number().nullable(),
  /** There is something of it to hand in. */
  isStarted: z.boolean(),
  /** Why nothing of it can be handed in now. */
  closed: z.string().optional(),
  /** Why what is handed in of it cannot be graded here. */
  cannotGrade: z.string().optional(),
});
export type MyLabView = z.output<typeof MyLabSchema>;

export const MyAssignmentSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    course: z.string(),
    /** The course's, by whose clocks dates are said. */
    zone: z.string(),
    opens: Time,
    /** For all. */
    due: Time,
    /** Until when what begins to be uploaded by whoever asks is on time. */
    end: Time,
    /** The last moment at which anything is accepted of them. */
    lastMoment: Time,
    /** `late`: the end is over, and something is accepted yet. `over`: nothing is. */
    phase: z.enum(['not-open', 'open', 'late', 'over', 'excused']),
    sentences: z.array(z.string()),
    /** What holds for whoever asks. */
    terms: z.array(z.string()),
    /** So long from when they first open it, in words; absent where nothing is counted from there. */
    length: z.string().optional(),
    firstOpened: Time.optional(),
    /** Whether results are shown now, and if not when: undefined is never. */
    results: z.object({ areShown: z.boolean(), from: Time.optional() }),
    labs: z.array(MyLabSchema),
    submissions: z.array(SubmittedSchema),
    /** Absent while results are not shown. */
    grade: GradeSchema.optional(),
    comments: z.array(z.object({ at: Time, text: z.string() })),
  })
  .meta({ id: 'MyAssignment' });
export type MyAssignmentView = z.output<typeof MyAssignmentSchema>;

/** What would be handed in of a lab now. */
export const WorkToHandInSchema = z
  .object({
    files: z.array(z.object({ path: z.string(), sizeBytes: z.number() })),
    /** Of what is too large to be taken, or cannot be read. */
    leftOut: z.array(z.string()),
    answers: z.array(z.object({ key: z.string(), value: z.string() })),
    /** Why it could not be graded as it is, and what to do about it; absent where nothing is known against it. */
    cannotGrade: z.string().optional(),
  })
  .meta({ id: 'WorkToHandIn' });
export type WorkToHandInView = z.output<typeof WorkToHandInSchema>;

export const HandInSchema = z
  .object({
    /** Drawn once: handed in again under it, it is the same submission. */
    key: z.string().regex(/^[\w-]{8,64}$/),
  })
  .meta({ id: 'HandIn' });
export const ReceiptSchema = z
  .object({
    submission: z.string(),
    lab: z.string(),
    /** It is on disk, and will be graded. */
    received: Time,
    uploadBegan: Time,
    files: z.number(),
    leftOut: z.number(),
    /** Of this lab, from 1. */
    number: z.number(),
    /** Why it counts for nothing as things stand; absent where it counts. */
    refused: z.enum(refusals).optional(),
    /** Whoever leads hands in to try it out; it stands in no gradebook. */
    isRehearsal: z.boolean(),
  })
  .meta({ id: 'Receipt' });
export type ReceiptView = z.output<typeof ReceiptSchema>;
