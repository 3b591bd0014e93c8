import * as z from 'zod';

/** `SELECT max(…) AS last`. */
const LastRow = z.object({ last: z.string().nullable() });

/**
 * The time of now, but after the last row that it must not come before: where a clock was put back, the order in which
 * things were said stays that of their times.
 */
export function stampAfter(row: unknown, clock: () => Date): string {
  const { last } = LastRow.parse(row);
  const now = clock().getTime();
  return new Date(last === null ? now : Math.max(now, Date.parse(last) + 1)).toISOString();
}
