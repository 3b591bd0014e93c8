/** All that is recorded of a session, for whoever leads it to keep. */
import * as z from 'zod';
import { BoardSchema, LearnerSchema } from './board.ts';
import { HandSchema } from './sessions.ts';

const Time = z.iso.datetime();
const { session, labs, notices, shares, cells } = BoardSchema.shape;

/** How everybody stands, for a spreadsheet: CSV (RFC 4180), a row for each learner and task. */
export const SessionTableSchema = z
  .object({ text: z.string(), rows: z.number() })
  .meta({ id: 'SessionTable' });

export const SessionRecordSchema = z
  .object({
    session,
    labs,
    learners: z.array(
      LearnerSchema.extend({
        /** Where they were taken out. */
        removedAt: Time.optional(),
        /** Labs whose solution they took over. */
        helped: z.array(z.string()),
        standings: z.array(cells.element.omit({ person: true })),
      }),
    ),
    /** Every hand that was raised, in that order. */
    hands: z.array(HandSchema.extend({ takenAt: Time.optional(), loweredAt: Time.optional() })),
    notices,
    /** Every look that was asked for, what was answered, and when it was looked at. */
    shares,
  })
  .meta({ id: 'SessionRecord' });
export type SessionRecord = z.output<typeof SessionRecordSchema>;
