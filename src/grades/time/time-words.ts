/** Moments and lengths of time in words. A moment is always said with its zone and how far that is from UTC. */
import type { Instant } from './instant.ts';
import { clockAt, type LocalTime, writtenReading, type Zone } from './zoned-time.ts';

/** English of countries that have names for zones of their own: `CET` stands in one, `EDT` and `LHST` in others. */
const locales = ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA'];

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `Sun 25 Oct 2026, 02:30 CEST (UTC+2)`; seconds where they are not 0. */
export function sayInstant(instant: Instant, zone: Zone): string {
  const { local, offset } = clockAt(instant, zone);
  const [date = '', time = ''] = local.split('T');
  const utc = Date.parse(`${date}T00:00:00Z`);
  const [year = '', , dayOfMonth = ''] = date.split('-');
  const abbreviation = abbreviationOf(instant, zone);
  const name = abbreviation === undefined ? '' : `${abbreviation} `;
  return (
    `${weekdays[new Date(utc).getUTCDay()]} ${Number(dayOfMonth)} ${months[new Date(utc).getUTCMonth()]} ${year}, ` +
    `${time.replace(/:00$/, '')} ${name}(${sayOffset(offset)})`
  );
}

/**
 * For a reader elsewhere than the course: both clocks, where they differ at that moment.
 * `Fri 30 Oct 2026, 23:59 CET (UTC+1), which is Fri 30 Oct 2026, 18:59 EDT (UTC-4) for you in America/New_York`
 */
export function sayInstantFor(
  instant: Instant,
  zones: { readonly course: Zone; readonly reader: Zone },
): string {
  const course = sayInstant(instant, zones.course);
  const differs = clockAt(instant, zones.reader).offset !== clockAt(instant, zones.course).offset;
  return differs
    ? `${course}, which is ${sayInstant(instant, zones.reader)} for you in ${zones.reader}`
    : course;
}

/** Why a local time is not taken in a zone, with what it could mean; undefined where it is one moment. */
export function explainLocalTime(
  text: string,
  zone: Zone,
  read: LocalTime,
): { readonly message: string; readonly fix: string } | undefined {
  switch (read.kind) {
    case 'instant':
      return undefined;
    case 'unreadable':
      return {
        message: `“${text}” is no date and time from 1970 to 2199.`,
        fix: 'Write it as 2026-10-25T23:59.',
      };
    case 'wrong-offset':
      return {
        message: `“${text}” names an offset that ${zone} does not have then.`,
        fix: `Write it as ${read.readings.map(writtenReading).join(' or ')}.`,
      };
    case 'gap':
      return {
        message:
          `Clocks in ${zone} never show “${text}”: they are put forward then. It could mean ` +
          `${sayInstant(read.earlier.instant, zone)} or ${sayInstant(read.later.instant, zone)}.`,
        fix: `Write one of the two: ${writtenReading(read.earlier)} or ${writtenReading(read.later)}.`,
      };
    case 'fold':
      return {
        message:
          `Clocks in ${zone} show “${text}” twice: they are put back then. It could mean ` +
          `${sayInstant(read.earlier.instant, zone)} or ${sayInstant(read.later.instant, zone)}.`,
        fix: `Write the offset behind it: ${writtenReading(read.earlier)} or ${writtenReading(read.later)}.`,
      };
  }
}

/** `UTC`, `UTC+2`, `UTC-3:30`. */
function sayOffset(offset: string): string {
  const [, sign = '+', hours = '0', minutes = '00'] = /^([+-])(\d\d):(\d\d)/.exec(offset) ?? [];
  if (Number(hours) === 0 && minutes === '00') return 'UTC';
  return `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}

/** Undefined where English has only the offset for it. */
function abbreviationOf(instant: Instant, zone: Zone): string | undefined {
  for (const format of formatsOf(zone)) {
    const name = format.formatToParts(Date.parse(instant)).find(({ type }) => type === 'timeZoneName')?.value;
    if (name !== undefined && !/^(?:GMT|UTC)[+-]|^UTC$/.test(name)) return name;
  }
  return undefined;
}

/** Made once: to make one takes longer than all else that is done to say a moment. */
const formats = new Map<Zone, readonly Intl.DateTimeFormat[]>();

function formatsOf(timeZone: Zone): readonly Intl.DateTimeFormat[] {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }));
  formats.set(timeZone, made);
  return made;
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** `1 hour 30 minutes`, `2 days`, `0.4 seconds`: of elapsed time, where a day is 24 hours. */
export function sayLength(ms: number): string {
  let rest = ms;
  const parts = units.flatMap(([name, length]) => {
    const count = name === 'second' ? rest / length : Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? [] : [sayCount(count, name)];
  });
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}

/** `1 day`, `2 days`. */
export const sayCount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
