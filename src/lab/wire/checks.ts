/** What checks and questions say. */

import * as z from 'zod';
import { CheckResultSchema } from '../checks/result.ts';
import { LabIdSchema } from '../lab-id.ts';
import { AnyObservationSchema } from '../observation/observation-schema.ts';
import { upgradeObservation } from '../observation/observation-upgrade.ts';
import { SeatClassSchema } from '../seats/seat-class.ts';
import { SeatKindSchema } from '../seats/seat-kind.ts';
import { SpansSchema } from './spans.ts';

export const CheckReportSchema = z
  .object({
    lab: LabIdSchema,
    /** The attempt recorded; absent for live judgements. */
    attempt: z.string().optional(),
    at: z.string(),
    results: z.array(CheckResultSchema),
    earned: z.number(),
    of: z.number(),
    /** Of a check that was made for this answer. */
    spans: SpansSchema.optional(),
  })
  .meta({ id: 'CheckReport' });
export type CheckReport = z.output<typeof CheckReportSchema>;

/** What is told of an attempt. */
export const RecordedReportSchema = CheckReportSchema.extend({ attempt: z.string() }).meta({
  id: 'RecordedReport',
});
export type RecordedReport = z.output<typeof RecordedReportSchema>;

export const QuestionViewSchema = z
  .object({
    id: z.string(),
    task: z.string(),
    prompt: z.string(),
    kind: z.enum(['number', 'text', 'choice']),
    unit: z.string().optional(),
    choices: z.array(z.string()).optional(),
  })
  .meta({ id: 'QuestionView' });
export type QuestionView = z.output<typeof QuestionViewSchema>;

export const AnswerViewSchema = z
  .object({
    question: z.string(),
    value: z.string(),
    /** Absent where nobody can tell on this machine: the question stays open. */
    correct: z.boolean().optional(),
    /** What was true on the learner's own engine; only once it was answered rightly or given up. */
    message: z.string(),
    answeredAt: z.string(),
  })
  .meta({ id: 'AnswerView' });
export type AnswerView = z.output<typeof AnswerViewSchema>;

export const GiveAnswerSchema = z
  .object({
    question: z.string(),
    value: z.string().max(200),
    confidence: z.number().min(0).max(1).optional(),
  })
  .meta({ id: 'GiveAnswer' });

const Said = z.string().max(2_000);
/** What it says is shown on boards, to others. */
const BroughtResultSchema = CheckResultSchema.extend({
  container: Said.optional(),
  process: Said.optional(),
  observed: Said,
  expected: Said,
  message: Said,
  why: Said.optional(),
  cause: Said.optional(),
  readMore: Said.optional(),
});

/** What a learner's own Drydock says of a Check, and which tasks are done by then. */
export const BringAttemptSchema = z
  .object({
    results: z.array(BroughtResultSchema).max(500),
    observation: AnyObservationSchema.transform(upgradeObservation).meta({ type: 'object' }),
    contentHash: z.string().max(200),
    drydockVersion: z.string().max(200),
    engine: z.object({ version: z.string().max(200), kernel: z.string().max(200) }),
    imageDigests: z.record(
      z.string(),
      z.object({ kind: z.enum(['repo-digest', 'image-id']), digest: z.string().max(200) }),
    ),
    seatKind: SeatKindSchema,
    seatClass: SeatClassSchema,
    done: z.array(z.string()).max(100),
  })
  .meta({ id: 'BringAttempt' });
