/** How values that SQLite has no type for stand in a row, as zod schemas that read them back. */
import * as z from 'zod';
import { LabIdSchema } from '../lab/lab-id.ts';
import type { Observation } from '../lab/observation/observation.ts';
import { AnyObservationSchema } from '../lab/observation/observation-schema.ts';
import { upgradeObservation } from '../lab/observation/observation-upgrade.ts';

/** JSON in a TEXT column. */
export function jsonColumn<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

/** A column that may be NULL, read as `undefined`. */
export function optionalColumn<T extends z.ZodType>(schema: T) {
  return schema.nullable().transform((value) => value ?? undefined);
}

/** The lab that was named to a reader's memory: homes of before ids had a type hold any text, which is no lab's. */
export const RememberedLab = optionalColumn(LabIdSchema.nullable().catch(null));

/** 0 or 1, read as a truth value. */
export const FlagColumn = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

/** 0 or 1, or NULL, read as a truth value or `undefined`. */
export const OptionalFlagColumn = z
  .union([z.literal(0), z.literal(1), z.null()])
  .transform((value) => (value === null ? undefined : value === 1));

/** Observations are versioned values of their own: what is of an earlier version is lifted. */
export const ObservationValue = AnyObservationSchema.transform(
  (observation): Observation => upgradeObservation(observation),
);
