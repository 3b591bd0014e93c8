/** What a lab is and how it stands. */

import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';
import { SeatKindSchema } from '../seats/seat-kind.ts';
import { AnswerViewSchema, QuestionViewSchema } from './checks.ts';
import { ErrorReportSchema } from './error-report.ts';
import { RunnableSchema } from './host.ts';
import { JobEndSchema, JobViewSchema } from './jobs.ts';

/** What a page may know of a manifest: no answers, no solution, hints only by their number. */
export const LabViewSchema = z
  .object({
    id: LabIdSchema,
    chapter: z.string(),
    title: z.string(),
    level: z.enum(['guided', 'fix', 'open', 'break']),
    minutes: z.number(),
    after: z.array(LabIdSchema),
    /** The powers that it asks for, in words. Empty: none beyond Docker's defaults. */
    grants: z.array(z.string()),
    takeaway: z.object({ file: z.string(), why: z.string() }),
    /** The file that the editor opens first. */
    opens: z.string(),
    tasks: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        checks: z.array(z.string()),
        questions: z.array(z.string()),
        hints: z.number(),
      }),
    ),
    checks: z.array(
      z.object({ id: z.string(), task: z.string(), title: z.string(), of: z.number(), guard: z.boolean() }),
    ),
    questions: z.array(QuestionViewSchema),
    runnable: RunnableSchema.optional(),
  })
  .meta({ id: 'LabView' });
export type LabView = z.output<typeof LabViewSchema>;

export const ServiceViewSchema = z
  .object({
    service: z.string(),
    container: z.string(),
    status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    health: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
    exitCode: z.number(),
    /** The last lines of a service that is not running. */
    logTail: z.string().optional(),
  })
  .meta({ id: 'ServiceView' });
export type ServiceView = z.output<typeof ServiceViewSchema>;

export const SuspensionViewSchema = z
  .object({
    /** `suspended`: still; a page that listens wakes it. `woken`: it is back, but not all of it as it was. */
    state: z.enum(['suspended', 'woken']),
    as: z.enum(['paused', 'stopped']),
    /** Of one that was stopped: how long nobody had been there. */
    afterMs: z.number().optional(),
  })
  .meta({ id: 'SuspensionView' });
export type SuspensionView = z.output<typeof SuspensionViewSchema>;

export const LabStatusSchema = z
  .object({
    lab: LabIdSchema,
    /** `stopped`: no containers; the workspace may be there. `failed`: the last job failed; see `error`. */
    phase: z.enum(['stopped', 'starting', 'running', 'stopping', 'failed']),
    run: z
      .object({
        id: z.string(),
        startedAt: z.string(),
        seat: z.object({ kind: SeatKindSchema, engineVersion: z.string() }),
        /** The folder of its files on the machine of the server. */
        workspace: z.string(),
        /** The values of this learner, as the prose may show them. */
        vars: z.record(z.string(), z.string()),
      })
      .optional(),
    job: JobViewSchema.optional(),
    /** The last jobs that ended since the server knows the lab, the newest last: who began one may listen too late. */
    ended: z.array(JobEndSchema).optional(),
    error: ErrorReportSchema.optional(),
    /** The seat of the lab was suspended because nobody was there; absent where it was not, or goes on as it was. */
    suspension: SuspensionViewSchema.optional(),
    /** Files were saved since the last Run. */
    unapplied: z.boolean(),
    services: z.array(ServiceViewSchema),
    /** By task: when it was completed. */
    done: z.record(z.string(), z.string()),
    /** By task: how many hints are open, with their texts. */
    hints: z.record(z.string(), z.array(z.string())),
    answers: z.record(z.string(), AnswerViewSchema),
    /** By question: why it is not asked on this machine. Known while containers run. */
    skipped: z.record(z.string(), z.string()).optional(),
    /** Names of the images that are stand-ins here. */
    standIns: z.array(z.object({ image: z.string(), reason: z.string() })),
  })
  .meta({ id: 'LabStatus' });
export type LabStatus = z.output<typeof LabStatusSchema>;

export const SolutionFileSchema = z
  .object({
    path: z.string(),
    /** Undefined: the solution deletes it. */
    text: z.string().optional(),
  })
  .meta({ id: 'SolutionFile' });
export type SolutionFile = z.output<typeof SolutionFileSchema>;

export const OpenHintSchema = z.object({ task: z.string() }).meta({ id: 'OpenHint' });

export const OpenedHintSchema = z
  .object({ task: z.string(), hints: z.array(z.string()), left: z.number() })
  .meta({ id: 'OpenedHint' });
