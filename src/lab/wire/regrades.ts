/** What is judged anew, and who would move by it. */
import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';

export const MakeRegradeSchema = z
  .object({
    reason: z.string().trim().min(1).max(2000),
    labs: z.array(LabIdSchema).max(100).optional(),
    people: z.array(z.string().max(64)).max(10_000).optional(),
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
