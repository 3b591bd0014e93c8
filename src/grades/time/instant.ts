/** A moment, wherever one is: what is stored and compared. What a clock on a wall showed is for `zoned-time.ts`. */
import * as z from 'zod';

/**
 * ISO 8601 in UTC with milliseconds, as the store writes times: `2026-10-25T00:30:00.000Z`. Of two, the earlier one
 * is also the smaller text.
 */
export type Instant = string;

/** Years that a course may lie in: four digits, and no slip of the hand such as 0206. */
const first = Date.UTC(1970, 0, 1);
const last = Date.UTC(2200, 0, 1);

/** Takes any offset and any fraction of a second (RFC 3339), and gives UTC with milliseconds. */
export const InstantSchema = z.iso
  .datetime({
    offset: true,
    abort: true,
    error: 'expected a moment with its offset, as 2026-10-25T23:59:00Z',
  })
  .refine((text) => Date.parse(text) >= first && Date.parse(text) < last, {
    error: 'expected a moment from 1970 to 2199',
    abort: true,
  })
  .overwrite((text): Instant => new Date(text).toISOString());

/** Milliseconds since 1970 in UTC. */
export const msOf = (instant: Instant): number => Date.parse(instant);

/** The instant so many milliseconds after 1970 began in UTC; a part of a millisecond counts as a whole one. */
export const instantAt = (ms: number): Instant => new Date(Math.ceil(ms)).toISOString();

/** The latest of some; undefined of none. */
export const latest = (instants: readonly Instant[]): Instant | undefined => [...instants].sort().at(-1);

/** The earliest of some; undefined of none. */
export const earliest = (instants: readonly Instant[]): Instant | undefined => [...instants].sort()[0];
