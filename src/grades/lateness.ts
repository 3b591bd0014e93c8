/** How late work is, and what that costs. */
import { type Hundredths, share, toHundredths } from './points.ts';
import type { AssignmentPolicy } from './policy/assignment-policy.ts';
import type { LatePolicy } from './policy/late-policy.ts';
import { type Instant, instantAt, msOf } from './time/instant.ts';
import { addCalendarDays, type Zone } from './time/zoned-time.ts';

const hour = 3_600_000;

/** `by` is in milliseconds after the end. `begun`: so many hours or days, the last of which may not be over. */
export type Lateness =
  | { readonly kind: 'on-time' }
  | { readonly kind: 'in-grace'; readonly by: number }
  | { readonly kind: 'late'; readonly by: number; readonly begun: number; readonly rule: PercentOff }
  | { readonly kind: 'too-late'; readonly by: number };

export type PercentOff = Extract<LatePolicy['after'], { readonly kind: 'percent' }>;

type Rules = Pick<AssignmentPolicy, 'late' | 'zone'>;

/** How late work is that began to be uploaded at a moment, of somebody whose time on time ended at another. */
export function latenessOf(uploadBegan: Instant, end: Instant, { late, zone }: Rules): Lateness {
  const by = msOf(uploadBegan) - msOf(end);
  if (by <= 0) return { kind: 'on-time' };
  if (by <= late.graceMinutes * 60_000) return { kind: 'in-grace', by };
  const { after } = late;
  if (after.kind === 'refused') return { kind: 'too-late', by };
  const begun = after.each === 'hour' ? Math.ceil(by / hour) : daysBegun(uploadBegan, end, zone);
  return begun <= after.most ? { kind: 'late', by, begun, rule: after } : { kind: 'too-late', by };
}

/** The last moment at which work is accepted of somebody whose time on time ends at a moment. */
export function lastMomentAfter(end: Instant, { late, zone }: Rules): Instant {
  const { graceMinutes, after } = late;
  const graceEnds = msOf(end) + graceMinutes * 60_000;
  if (after.kind === 'refused') return instantAt(graceEnds);
  const ends = after.each === 'hour' ? msOf(end) + after.most * hour : msOf(dayEnd(end, after.most, zone));
  return instantAt(Math.max(graceEnds, ends));
}

function daysBegun(at: Instant, end: Instant, zone: Zone): number {
  // No day is half as long or half as short again as 24 hours, so that fewer have not begun.
  let day = Math.max(1, Math.ceil((msOf(at) - msOf(end)) / (24 * hour)) - 1);
  while (dayEnd(end, day, zone) < at) day += 1;
  return day;
}

/** When the n-th day after an end is over. A day that a zone leaves out of its calendar is none. */
function dayEnd(end: Instant, n: number, zone: Zone): Instant {
  for (let day = n; ; day += 1) {
    const over = addCalendarDays(end, day, zone);
    if (Math.round((msOf(over) - msOf(end)) / (24 * hour)) >= n) return over;
  }
}

/** What is left of what work earned, of so much that it could earn, after what is taken off for being late. */
export function afterLateness(earned: Hundredths, possible: Hundredths, lateness: Lateness): Hundredths {
  switch (lateness.kind) {
    case 'on-time':
    case 'in-grace':
      return earned;
    case 'too-late':
      return 0;
    case 'late': {
      const base = lateness.rule.of === 'earned' ? earned : possible;
      const off = share(base, percentOff(lateness), 10_000);
      const floor = Math.min(earned, share(base, toHundredths(lateness.rule.floor), 10_000));
      return Math.max(floor, earned - off);
    }
  }
}

/** What is taken off, in hundredths of a percent; at most all. */
export function percentOff({ begun, rule }: Extract<Lateness, { readonly kind: 'late' }>): Hundredths {
  return Math.min(10_000, begun * toHundredths(rule.percent));
}
