/** What the server and its machine are. */

import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';
import { SeatKindSchema } from '../seats/seat-kind.ts';
import { ErrorReportSchema } from './error-report.ts';
import { ProgressEventSchema } from './jobs.ts';

export const HealthSchema = z
  .object({
    status: z.literal('ok'),
    /** Whether this browser is: the page then asks for its sign-in. */
    signedIn: z.boolean(),
    engine: z.object({
      state: z.enum(['preparing', 'ready', 'absent']),
      kind: SeatKindSchema.optional(),
      version: z.string().optional(),
      /** While preparing: every step, in order. When absent: empty. */
      steps: z.array(ProgressEventSchema),
      /** Why there is none, and the commands that bring one. */
      error: ErrorReportSchema.optional(),
    }),
  })
  .meta({ id: 'Health' });
export type Health = z.output<typeof HealthSchema>;

/** Whether a lab can run on this machine, and where; or why not and how to mend it. */
export const RunnableSchema = z
  .discriminatedUnion('ok', [
    z.object({
      ok: z.literal(true),
      seat: SeatKindSchema,
      /** What it needs, in words, that only trying tells: that is done as it starts, and may refuse it. */
      tried: z.array(z.string()).optional(),
    }),
    z.object({ ok: z.literal(false), reason: z.string(), fix: z.string() }),
  ])
  .meta({ id: 'Runnable' });
export type Runnable = z.output<typeof RunnableSchema>;

/** One line of what this machine is and can. */
export const HostFactSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    value: z.string(),
    /** `note`: worth knowing, such as a version with a known vulnerability. */
    state: z.enum(['good', 'note', 'missing']),
    detail: z.string().optional(),
    fix: z.string().optional(),
  })
  .meta({ id: 'HostFact' });
export type HostFact = z.output<typeof HostFactSchema>;

export const HostReportSchema = z
  .object({
    facts: z.array(HostFactSchema),
    /** What each class of seats protects from somebody who is root in one, and from what. */
    classes: z
      .array(
        z.object({
          seatClass: z.string(),
          /** Why it cannot be had here. */
          missing: z.string().optional(),
          protections: z.array(
            z.object({ thing: z.string(), protection: z.enum(['yes', 'accidents', 'no']) }),
          ),
          words: z.string(),
        }),
      )
      .optional(),
    /** What seats are given and made on; absent where there is no engine. */
    seats: z
      .object({
        audience: z.enum(['one', 'many']),
        seatClass: z.string(),
        network: z.string(),
        /** How many are kept ready. */
        ready: z.number(),
        /** Of the engine's machine; absent where it does not answer. */
        cpus: z.number().optional(),
        /** What could be given to seats now. */
        freeMemoryBytes: z.number().optional(),
        freeDiskBytes: z.number().optional(),
      })
      .optional(),
    labs: z.array(z.object({ id: LabIdSchema, title: z.string(), runnable: RunnableSchema })),
  })
  .meta({ id: 'HostReport' });
export type HostReport = z.output<typeof HostReportSchema>;
