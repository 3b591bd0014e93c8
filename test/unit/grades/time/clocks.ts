/** Clocks by `Intl` alone: a slow second opinion on what `zoned-time.ts` says. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in a zone shows, as milliseconds of the same date and time in UTC. */
export function wallMs(ms: number, zone: string): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((ms % 1000) + 1000) % 1000);
}

const day = 86_400_000;

/** Every moment at which a clock shows this, the earlier first: none in a gap, two in a fold. */
export function momentsOf(wall: number, zone: string): readonly number[] {
  return candidatesOf(wall, zone).filter((ms) => wallMs(ms, zone) === wall);
}

/** What the clock would mean by the offset of the day before, and by that of the day after. */
function candidatesOf(wall: number, zone: string): readonly number[] {
  const offsets = [wall - 1.5 * day, wall + 1.5 * day].map((near) => wallMs(near, zone) - near);
  return [...new Set(offsets.map((offset) => wall - offset))].sort((a, b) => a - b);
}

/** The moment some days on when the clock shows the same, the later one where there are two or none. */
export function sameTimeDaysOn(ms: number, days: number, zone: string): number {
  const wall = wallMs(ms, zone) + days * day;
  return Math.max(...(momentsOf(wall, zone).length > 0 ? momentsOf(wall, zone) : candidatesOf(wall, zone)));
}

export const zones = Intl.supportedValuesOf('timeZone');
