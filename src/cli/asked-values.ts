/** Values of options, as they are typed. Each throws `bad-usage` for what is none, with one that would be. */
import { DrydockError } from '../lab/errors.ts';
import { DurationSchema } from '../lab/general/duration.ts';
import { longestKeepDays } from '../lab/sessions/consent.ts';
import { noWorkDays, readWorkDays } from '../lab/wire/work-days.ts';

/** A moment, as ISO 8601 with an offset. */
export function asTime(option: string, text: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime()) && /(Z|[+-]\d\d:?\d\d)$/.test(text)) return time;
  throw new DrydockError('bad-usage', {
    message: `${option} ${text} is no time with an offset.`,
    fix: 'Write it as ISO 8601: 2026-11-24T14:00+01:00',
  });
}

/** Milliseconds, of `15m` and the like. */
export function asLength(text: string): number {
  const { data } = DurationSchema.safeParse(text);
  if (data !== undefined) return data;
  throw new DrydockError('bad-usage', {
    message: `${text} is no length of time.`,
    fix: 'Write 15m, 2h or 1d.',
  });
}

const dayMs = 24 * 3_600_000;

/** Whole days, as learners are told. */
export function asDays(text: string): number {
  const days = asLength(text) / dayMs;
  if (Number.isInteger(days) && days >= 1 && days <= longestKeepDays) return days;
  throw new DrydockError('bad-usage', {
    message: `${text} is no time that something is kept for: that is whole days, from 1 to ${longestKeepDays}.`,
    fix: 'Write one: 30d',
  });
}

/** Days for which work that was handed in is kept; null: always. */
export function asWorkDays(text: string): number | null {
  const days = readWorkDays(text);
  if (days !== undefined) return days;
  throw new DrydockError('bad-usage', noWorkDays(text));
}

/** A whole number from 1 to 9999. */
export function asCount(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new DrydockError('bad-usage', {
    message: `${option} ${text} is no whole number from 1 to 9999.`,
    fix: 'Write one: 40',
  });
}

/** A number above 0, with a fraction or without. */
export function asNumber(option: string, text: string): number {
  if (/^\d{1,4}(\.\d{1,3})?$/.test(text) && Number(text) > 0) return Number(text);
  throw new DrydockError('bad-usage', {
    message: `${option} ${text} is no number above 0.`,
    fix: 'Write one: 4, or 2.5',
  });
}
