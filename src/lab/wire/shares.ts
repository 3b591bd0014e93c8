/** Leave to look into a learner's shell, to type there, or to see their files. */
import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';
import { shareKinds } from '../sessions/share.ts';
import { TerminalNameSchema } from './terminal.ts';

const Time = z.iso.datetime();

export const AskShareSchema = z
  .object({ mode: z.enum(shareKinds), lab: LabIdSchema, terminal: TerminalNameSchema.default('main') })
  .meta({ id: 'AskShare' });

export const AnswerShareSchema = z.object({ answer: z.enum(['yes', 'no']) }).meta({ id: 'AnswerShare' });

export const ShareSchema = z
  .object({
    id: z.string(),
    person: z.string(),
    viewer: z.string(),
    viewerName: z.string(),
    mode: z.enum(shareKinds),
    lab: LabIdSchema,
    terminal: z.string(),
    state: z.enum(['asked', 'open', 'refused', 'ended']),
    askedAt: Time,
    /** When it was looked at; without an end while it is. */
    looks: z.array(z.object({ since: Time, until: Time.optional() })),
  })
  .meta({ id: 'Share' });
export type ShareView = z.output<typeof ShareSchema>;
