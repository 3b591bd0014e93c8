/** What is judged anew, and who would move by it. */
import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';

export const MakeRegradeSchema = z
  .object({
    reason: z.string().trim().min(1).max(2000),
    labs: z.array(LabIdSchema).max(100).optional(),
    people: z.array(z.string().max(64)).max(10_000).optional(),
    submissions: z.array(z.string().max(64)).max(10_000).optional(),
    /** Plays once more what the lab as it is now has judged already. Of submissions that are named, alone. */
    again: z.boolean().default(false),
  })
  .refine(({ again, submissions }) => !again || submissions !== undefined, {
    path: ['submissions'],
    error: 'expected those that are to be played again',
  })
  .meta({ id: 'MakeRegrade' });
export const DecideRegradeSchema = z
  .object({ decision: z.enum(['applied', 'discarded']) })
  .meta({ id: 'DecideRegrade' });
const Worth = z.object({ state: z.string(), points: z.number().nullable() });
export const RegradeSchema = z
  .object({
    id: z.string(),
    state: z.enum(['draft', 'applied', 'discarded']),
    reason: z.string(),
    at: z.iso.datetime(),
    labs: z.array(z.object({ lab: z.string(), from: z.string(), to: z.string() })),
    /** Who made it, by name. */
    by: z.string(),
    decided: z.object({ by: z.string(), at: z.iso.datetime() }).optional(),
    /** How many submissions were judged again from what had been seen. */
    judged: z.number(),
    /** How many were played again, and how many of these could not be graded. */
    played: z.number(),
    failed: z.number(),
    /** When the last of them came to its end. */
    lastAt: z.iso.datetime().optional(),
    /** How many submissions have to be played again, and are not yet. */
    waiting: z.number(),
    /** Who moves, and by which checks. */
    moves: z.array(
      z.object({
        person: z.string(),
        name: z.string(),
        before: Worth,
        after: Worth,
        by: z.number().nullable(),
        checks: z.array(
          z.object({
            lab: z.string(),
            check: z.string(),
            title: z.string(),
            before: z.string(),
            after: z.string(),
            counts: z.boolean(),
          }),
        ),
      }),
    ),
    /** Of whom checks are judged otherwise, and the grade stays. */
    held: z.array(z.string()),
  })
  .meta({ id: 'Regrade' });
export type RegradeView = z.output<typeof RegradeSchema>;

/** What a regrade by labs as they are now would be of. */
export const RegradableSchema = z
  .object({
    title: z.string(),
    zone: z.string(),
    /** Whether whoever asks may make, apply and discard regrades. */
    mayChange: z.boolean(),
    labs: z.array(
      z.object({
        lab: z.string(),
        /** What was assigned, or judges since a regrade was applied, and what the lab is now. */
        from: z.string(),
        to: z.string(),
        people: z.array(
          z.object({
            person: z.string(),
            name: z.string(),
            /** Submissions that are judged again from what was seen, and those that are played again. */
            seen: z.array(z.string()),
            again: z.array(z.string()),
          }),
        ),
      }),
    ),
    /** How many jobs of this server wait before it. */
    queue: z.number(),
  })
  .meta({ id: 'Regradable' });
export type RegradableView = z.output<typeof RegradableSchema>;
