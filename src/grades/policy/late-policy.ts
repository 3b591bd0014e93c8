import * as z from 'zod';
import { PercentSchema } from '../points.ts';

/** What happens to work that comes when the grace is over too. */
const AfterGraceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refused') }),
  z
    .strictObject({
      kind: z.literal('percent'),
      /**
       * What is counted, from the end on; one that has begun counts. An hour is 60 minutes. A day ends when clocks of
       * the course's zone show again what they showed at the end, so it has 23 or 25 hours where they are changed.
       */
      each: z.enum(['hour', 'day']),
      /** Taken off for each. */
      percent: PercentSchema.refine((percent) => percent > 0, 'expected more than 0'),
      /** Percent of what was earned, or of what could be. */
      of: z.enum(['earned', 'possible']),
      /** Never less is left than this percentage of the same; work that earned less than that loses nothing. */
      floor: PercentSchema.default(0),
      /** So many are accepted; after them nothing is. */
      most: z.int().min(1).max(8784),
    })
    .refine(({ each, most }) => each === 'hour' || most <= 366, {
      path: ['most'],
      error: 'expected at most 366 days',
    }),
]);

/** What becomes of late work. The end of a person is theirs, so all of it moves with an extension. */
export const LatePolicySchema = z.strictObject({
  /** After the end, during which nothing is lost; it does not move where late hours and days are counted from. */
  graceMinutes: z.int().min(0).max(10_080).default(0),
  after: AfterGraceSchema,
});
export type LatePolicy = z.output<typeof LatePolicySchema>;
