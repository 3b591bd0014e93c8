/** What is told of work that was handed in: to whom it is of, and to those who teach. Points have two decimals at most. */
import * as z from 'zod';
import { AdjustmentViewSchema, GradeSchema } from './assignments.ts';
import { CourseSchema } from './courses.ts';
import { AttestedSchema } from './evidence.ts';

const Time = z.iso.datetime();

export const refusals = ['before-opening', 'too-late', 'no-attempt'] as const;

/** A check of an attempt, as the look saw it that saw least of it. */
const CountedCheckSchema = z.object({
  check: z.string(),
  title: z.string(),
  status: z.string(),
  message: z.string(),
  /** In points of the lab's own checks. */
  earned: z.number(),
  of: z.number(),
});

/** What came of an attempt that is judged, in points of the assignment. */
const ResultSchema = z.object({
  /** One look saw what the other did not. */
  isUnstable: z.boolean(),
  earned: z.number(),
  /** What is left of it after what is taken off for being late. */
  worth: z.number(),
  of: z.number(),
  checks: z.array(CountedCheckSchema),
});

const AttemptSchema = z.object({
  /** Of this lab, from 1. */
  number: z.number(),
  /** How late it is, in words. */
  lateness: z.string(),
  /** Why it counts for nothing as things stand; absent where it counts. */
  refused: z.enum(refusals).optional(),
  /** Absent while nothing is judged, or results are not shown to whoever asks. */
  result: ResultSchema.optional(),
});
export type AttemptView = z.output<typeof AttemptSchema>;

export const SubmittedSchema = z.object({
  id: z.string(),
  lab: z.string(),
  uploadBegan: Time,
  received: Time,
  files: z.number(),
  /** Of files that were too large to be taken, or could not be read. */
  leftOut: z.number(),
  state: z.enum(['waiting', 'judged', 'could-not-grade']),
  /** Why it could not be graded, or was not yet. */
  cause: z.string().optional(),
  /** While it waits: how many are graded before it, and how often this machine failed at it. */
  waits: z.object({ ahead: z.number(), tries: z.number() }).optional(),
  /** Absent where its lab is no part of the assignment any more. */
  attempt: AttemptSchema.optional(),
});
export type SubmittedView = z.output<typeof SubmittedSchema>;

/** A check as one look judged it; what was seen beside what was wanted, where the lab that judged is still here. */
const LookedAtSchema = z.object({
  check: z.string(),
  title: z.string(),
  status: z.string(),
  message: z.string(),
  observed: z.string().optional(),
  expected: z.string().optional(),
});

const GradingSchema = z.object({
  id: z.string(),
  at: Time,
  /** The regrade that it was made for, and whether that holds. */
  regrade: z.string().optional(),
  holds: z.boolean(),
  contentHash: z.string(),
  /** What judged is the lab as it is now. */
  isCurrent: z.boolean(),
  /** What had been seen was judged again: nothing was played. */
  isJudgedAgain: z.boolean(),
  /** How often this machine failed at it before. */
  tries: z.number(),
  cause: z.string().optional(),
  looks: z.array(z.array(LookedAtSchema)),
  /** How many observations of it are kept. */
  observations: z.number(),
  /** Where it was played: kind and class of the seat, versions of engine and kernel. */
  place: z.object({ seat: z.string(), engine: z.string(), kernel: z.string() }).optional(),
  evidence: z.string().optional(),
});
export type GradingView = z.output<typeof GradingSchema>;

export const SubmissionSchema = SubmittedSchema.omit({ attempt: true })
  .extend({
    person: z.string(),
    name: z.string(),
    /** By their content. */
    paths: z.array(z.object({ path: z.string(), hash: z.string(), executable: z.boolean() })),
    answers: z.array(z.object({ key: z.string(), value: z.string(), correct: z.boolean().optional() })),
    gradings: z.array(GradingSchema),
  })
  .meta({ id: 'Submission' });
export type SubmissionView = z.output<typeof SubmissionSchema>;
export const SubmittedFileSchema = z.object({ content: z.base64() }).meta({ id: 'SubmittedFile' });
export const GradingEvidenceSchema = AttestedSchema;

/** Whether a signature of this home is right, by the keys that it signs with. */
export const VerificationSchema = z
  .object({
    ok: z.boolean(),
    /** What is wrong, as a sentence goes on behind “it”. */
    why: z.string().optional(),
    hash: z.string(),
    seq: z.number(),
    keyid: z.string().optional(),
    /** The public key, for whoever verifies it elsewhere. */
    publicPem: z.string().optional(),
    signedAt: Time.optional(),
  })
  .meta({ id: 'Verification' });
export type VerificationView = z.output<typeof VerificationSchema>;

const Said = { by: z.string(), at: Time };

/** All that there is of one person in an assignment, for those who teach. */
export const PersonWorkSchema = z
  .object({
    assignment: z.string(),
    title: z.string(),
    course: CourseSchema,
    person: z.string(),
    name: z.string(),
    sections: z.array(z.string()),
    /** Who hands in with them. */
    pair: z.array(z.string()),
    /** Whether whoever asks may change grades, and may say something of them. */
    mayChange: z.boolean(),
    mayComment: z.boolean(),
    grade: GradeSchema,
    terms: z.array(z.string()),
    labs: z.array(z.object({ lab: z.string(), points: z.number(), insteadOf: z.string().optional() })),
    submissions: z.array(SubmittedSchema),
    /** The newest first. */
    adjustments: z.array(AdjustmentViewSchema),
    overrides: z.array(
      z.object({
        ...Said,
        id: z.string(),
        lab: z.string().optional(),
        points: z.number().nullable(),
        reason: z.string(),
        holds: z.boolean(),
      }),
    ),
    comments: z.array(z.object({ ...Said, id: z.string(), text: z.string() })),
  })
  .meta({ id: 'PersonWork' });
export type PersonWorkView = z.output<typeof PersonWorkSchema>;
