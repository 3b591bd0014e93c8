/** What programs printed that were run in a lab for Check, by the ids of their probes. */
import * as z from 'zod';
import type { Observation } from '../observation/observation.ts';

export const PrintedSchema = z
  .object({
    /** When it was looked at, in ISO 8601; absent where nothing was judged yet. */
    at: z.string().optional(),
    /** Of those that ended with status 0, whole. */
    printed: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Printed' });
export type Printed = z.output<typeof PrintedSchema>;

/** What programs printed as an observation has it. */
export function printedIn({ takenAt, probes }: Pick<Observation, 'takenAt' | 'probes'>): Printed {
  const whole = Object.values(probes).flatMap(({ id, exitCode, stdout, truncated }) =>
    exitCode === 0 && stdout !== undefined && truncated !== true ? [[id, stdout] as const] : [],
  );
  return { at: takenAt, printed: Object.fromEntries(whole) };
}
