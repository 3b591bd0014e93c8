/** Long work, as pages and the command line are told of it. */
import * as z from 'zod';
import { ErrorReportSchema } from './error-report.ts';
import { SpansSchema } from './spans.ts';

/** One step of a long piece of work, as the terminal and the page show it. */
export const ProgressEventSchema = z
  .object({
    /** Permanent words for machines: `engine.install`, `image.workbench`. */
    step: z.string(),
    title: z.string(),
    status: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
    detail: z.string().optional(),
    currentBytes: z.number().optional(),
    totalBytes: z.number().optional(),
    error: ErrorReportSchema.optional(),
  })
  .meta({ id: 'ProgressEvent' });
export type ProgressEvent = Readonly<z.output<typeof ProgressEventSchema>>;

export const jobKinds = ['start', 'run', 'reset', 'solve', 'stop'] as const;
export type JobKind = (typeof jobKinds)[number];

export const JobViewSchema = z
  .object({
    id: z.string(),
    kind: z.enum(jobKinds),
    startedAt: z.string(),
    steps: z.array(ProgressEventSchema),
    /** So far. */
    spans: SpansSchema.optional(),
  })
  .meta({ id: 'JobView' });
export type JobView = z.output<typeof JobViewSchema>;

export const JobEndSchema = z
  .object({
    id: z.string(),
    outcome: z.enum(['done', 'failed', 'cancelled']),
    /** Why it did not do what it should. */
    error: ErrorReportSchema.optional(),
    spans: SpansSchema,
  })
  .meta({ id: 'JobEnd' });
export type JobEnd = z.output<typeof JobEndSchema>;

export const JobStartedSchema = z.object({ job: JobViewSchema }).meta({ id: 'JobStarted' });
