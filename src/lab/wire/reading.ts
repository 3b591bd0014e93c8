/** Where a reader is in the book, and what they thought before they saw. */

import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';

export const RecalledSchema = z
  .object({
    had: z.boolean(),
    /** How many times in a row, each when it was due. */
    step: z.number().int().nonnegative(),
    at: z.string(),
    dueAt: z.string(),
  })
  .meta({ id: 'Recalled' });
export type Recalled = z.output<typeof RecalledSchema>;

export const ProgressViewSchema = z
  .object({
    chapters: z.record(z.string(), z.object({ readTo: z.number(), readAt: z.string() })),
    labs: z.record(
      z.string(),
      z.object({
        started: z.boolean(),
        tasksDone: z.array(z.string()),
        tasks: z.number(),
        completedAt: z.string().optional(),
      }),
    ),
    predictions: z.record(
      z.string(),
      z.object({
        value: z.string(),
        confidence: z.number().optional(),
        /** Once the reader has seen what it is. */
        correct: z.boolean().optional(),
      }),
    ),
    /** What was asked again: whether the reader had it, when, and when it is worth asking next. */
    recalls: z.record(z.string(), RecalledSchema),
    last: z.object({ chapter: z.string(), lab: LabIdSchema.optional() }).optional(),
  })
  .meta({ id: 'ProgressView' });
export type ProgressView = z.output<typeof ProgressViewSchema>;

export const ChapterPositionSchema = z
  .object({
    readTo: z.number().min(0).max(1),
    lab: LabIdSchema.optional(),
  })
  .meta({ id: 'ChapterPosition' });

export const PredictionSchema = z
  .object({
    key: z.string().max(120),
    value: z.string().max(400),
    /** How likely the reader holds it to be right. */
    confidence: z.number().min(0).max(1).optional(),
    correct: z.boolean().optional(),
  })
  .meta({ id: 'Prediction' });

export const RecallSchema = z
  .object({
    key: z.string().max(120),
    /** Whether the reader had it before they looked. */
    had: z.boolean(),
  })
  .meta({ id: 'Recall' });
