/** Moments with their day, by two clocks where these differ. */
import { zoneName } from './session-words.ts';

/**
 * `Mon 30 Nov 2026, 23:59`, and by the reader’s clock too: `… Vienna time, which is 17:59 for you`, with the day where
 * that is another.
 */
export function momentWords(at: string, zone: string, here: string): string {
  const there = dayAndTime(at, zone);
  const own = dayAndTime(at, here);
  if (there === own) return there;
  const [day, time] = own.split(', ');
  return `${there} ${zoneName(zone)}, which is ${there.startsWith(`${day},`) ? time : own} for you`;
}

/** `Mon 30 Nov 2026, 23:59`. */
export function dayAndTime(at: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const part = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return `${part['weekday']} ${part['day']} ${part['month']} ${part['year']}, ${part['hour']}:${part['minute']}`;
}
