/** What is otherwise for one person. Adjustments are only added; a later one may take the place of an earlier. */
import * as z from 'zod';
import { LabIdSchema } from '../lab/lab-id.ts';
import { hasTwoDecimals } from './points.ts';
import { AssignedLabSchema } from './policy/assignment-policy.ts';
import { InstantSchema } from './time/instant.ts';

const ChangeSchema = z.discriminatedUnion('kind', [
  /** Work is on time until then, whatever minutes and factors say. Of several, the latest. */
  z.strictObject({ kind: z.literal('extension'), until: InstantSchema }),
  /** Of the time that a person has: of the minutes where there are some, else of the window. Several multiply. */
  z.strictObject({
    kind: z.literal('factor'),
    factor: z.number().min(1).max(10).refine(hasTwoDecimals, 'expected at most two decimals'),
  }),
  /** Added to the time that factors made. Several add up. */
  z.strictObject({ kind: z.literal('extra-minutes'), minutes: z.int().min(1).max(527_040) }),
  z.strictObject({ kind: z.literal('extra-attempts'), attempts: z.int().min(1).max(1000) }),
  z.strictObject({ kind: z.literal('excused') }),
  /** Another lab in the place of one, for the same points. */
  z.strictObject({
    kind: z.literal('equivalent'),
    lab: LabIdSchema,
    by: AssignedLabSchema.omit({ points: true }),
  }),
  /** Takes back the one that it replaces. */
  z.strictObject({ kind: z.literal('withdrawn') }),
]);

export const AdjustmentSchema = z
  .strictObject({
    id: z.string().min(1),
    person: z.string().min(1),
    change: ChangeSchema,
    /** Who made it. */
    by: z.string().min(1),
    at: InstantSchema,
    /** For instructors only: it may say why somebody needs more time. */
    reason: z.string().max(2000),
    /** The id of an earlier one of the same person, which holds no longer. */
    replaces: z.string().optional(),
  })
  .refine(({ change, replaces }) => change.kind !== 'withdrawn' || replaces !== undefined, {
    path: ['replaces'],
    error: 'expected the id of the one that is taken back',
  });
export type Adjustment = z.output<typeof AdjustmentSchema>;
export type AdjustmentChange = Adjustment['change'];

/**
 * What of a person's adjustments holds: those that no later one replaced. One whose replacement was replaced in turn
 * does not come back.
 */
export function adjustmentsInForce<Of extends Adjustment>(
  adjustments: readonly Of[],
  person: string,
): readonly Of[] {
  const own = adjustments.filter((each) => each.person === person);
  return own.filter((each) => !own.some((later) => later.replaces === each.id && isLater(later, each)));
}

/** The same, of which only what is otherwise. */
export const changesInForce = (
  adjustments: readonly Adjustment[],
  person: string,
): readonly AdjustmentChange[] => adjustmentsInForce(adjustments, person).map(({ change }) => change);

const isLater = (one: Adjustment, other: Adjustment) =>
  one.at === other.at ? one.id > other.id : one.at > other.at;
