/** Assignments, and what is said of people's work. Amounts of points have two decimals at most. */
import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';
import { CourseSchema, TableSchema } from './courses.ts';

const Time = z.iso.datetime();
/** A value whose form `src/grades` knows, which reads it. */
const Value = z.record(z.string(), z.unknown());
const Text = (most: number) => z.string().trim().min(1).max(most);

export const AssignmentSchema = z
  .object({
    id: z.string(),
    course: CourseSchema,
    title: z.string(),
    version: z.number(),
    opens: Time,
    due: Time,
    labs: z.array(z.object({ lab: LabIdSchema, points: z.number() })),
    policy: Value,
    /** Both times as they are typed by the course's clocks, to the second; see `TimeReading`. */
    typed: z.object({ opens: z.string(), due: z.string() }),
    /** The policy in words, with dates by the course's clocks, and by the reader's where it was said which. */
    sentences: z.array(z.string()),
    /** Labs on which work cannot be graded here, and why. */
    cannotGrade: z.array(z.object({ lab: LabIdSchema, why: z.string() })),
    submissions: z.number(),
    /** How many of them are not judged yet. */
    waiting: z.number(),
  })
  .meta({ id: 'Assignment' });
export type AssignmentView = z.output<typeof AssignmentSchema>;
/** A lab without a content hash is the lab as it is now. */
export const PutAssignmentSchema = z.object({ policy: Value }).meta({ id: 'PutAssignment' });

/** The zone of the reader's own clock, as their browser names it. */
const Reader = z.string().max(64).optional();
export const ReaderSchema = z.object({ reader: Reader });

export const PreviewAssignmentSchema = PutAssignmentSchema.extend({ reader: Reader }).meta({
  id: 'PreviewAssignment',
});
export const PolicyPreviewSchema = z
  .object({
    /** None while something is wrong. */
    sentences: z.array(z.string()),
    /** By the key of the policy at which it stands: `window.due`, `labs.0.points`. */
    problems: z.array(z.object({ key: z.string(), message: z.string() })),
  })
  .meta({ id: 'PolicyPreview' });
export type PolicyPreviewView = z.output<typeof PolicyPreviewSchema>;

/** ISO 8601 without an offset, or with one where clocks show it twice. */
export const ReadTimeSchema = ReaderSchema.extend({ text: z.string().max(40) });
export const TimeReadingSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('instant'), instant: Time, words: z.string() }),
    /** Clocks skip it or show it twice. Each choice is taken as it stands. */
    z.object({
      kind: z.literal('choose'),
      message: z.string(),
      choices: z.array(z.object({ text: z.string(), words: z.string() })),
    }),
    z.object({ kind: z.literal('unreadable'), message: z.string(), fix: z.string() }),
  ])
  .meta({ id: 'TimeReading' });
export type TimeReadingView = z.output<typeof TimeReadingSchema>;

export const AssignableLabSchema = z
  .object({
    lab: LabIdSchema,
    title: z.string(),
    chapter: z.string(),
    /** What its own checks come to. */
    points: z.number(),
    /** Why work on it cannot be graded here; absent where it can. */
    cannotGrade: z.string().optional(),
    /** Why it does not run on this machine, as far as that is known. */
    cannotRun: z.string().optional(),
  })
  .meta({ id: 'AssignableLab' });
export type AssignableLab = z.output<typeof AssignableLabSchema>;

export const GradeSchema = z
  .object({
    person: z.string(),
    name: z.string(),
    state: z.string(),
    /** Null while it is not decided; never 0 for that reason. */
    points: z.number().nullable(),
    of: z.number(),
    isPassed: z.boolean().nullable(),
    labs: z.array(
      z.object({
        lab: z.string(),
        state: z.string(),
        points: z.number().nullable(),
        of: z.number(),
        submissions: z.array(z.string()),
      }),
    ),
    /** Each step in a sentence. */
    lines: z.array(z.string()),
  })
  .meta({ id: 'Grade' });
export type GradeView = z.output<typeof GradeSchema>;

export const GradebookSchema = z
  .object({
    at: Time,
    /** The head of the chain of evidence. */
    evidence: z.string().nullable(),
    rows: z.array(GradeSchema),
  })
  .meta({ id: 'Gradebook' });

export const exportKinds = ['canvas', 'moodle', 'long', 'json', 'junit', 'ctrf', 'gradescope'] as const;
export const ExportGradesSchema = z
  .object({
    as: z.enum(exportKinds),
    /** For Canvas: its own export, and the head of the column that is filled. */
    table: TableSchema.optional(),
    column: z.string().max(300).optional(),
    /** For Gradescope: whose. */
    person: z.string().max(64).optional(),
  })
  .meta({ id: 'ExportGrades' });
export const ExportedSchema = z
  .object({
    content: z.string(),
    /** Who has no row, and why. */
    left: z.array(z.object({ name: z.string(), why: z.string() })),
  })
  .meta({ id: 'ExportedGrades' });

export const AdjustSchema = z
  .object({
    change: Value,
    reason: z.string().max(2000).default(''),
    replaces: z.string().max(64).optional(),
  })
  .meta({ id: 'Adjust' });
/** Something that is, or was, otherwise for one person. */
export const AdjustmentViewSchema = z.object({
  id: z.string(),
  kind: z.string(),
  words: z.string(),
  /** For those who teach alone. */
  reason: z.string(),
  by: z.string(),
  at: Time,
  /** No later one took its place. */
  holds: z.boolean(),
});
export const AdjustmentsSchema = z
  .object({
    /** What holds for the person, as they are told. */
    terms: z.array(z.string()),
    /** The newest first. */
    adjustments: z.array(AdjustmentViewSchema),
  })
  .meta({ id: 'Adjustments' });
export type AdjustmentsView = z.output<typeof AdjustmentsSchema>;
export const OverrideSchema = z
  .object({ lab: LabIdSchema.optional(), points: z.number().nullable(), reason: Text(2000) })
  .meta({ id: 'Override' });
export const CommentSchema = z.object({ text: Text(4000) }).meta({ id: 'Comment' });
