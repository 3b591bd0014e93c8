/**
 * Clocks on walls: what a local time means in a zone of the IANA database, and what a clock there shows. The only
 * module that knows Temporal; see docs/decisions/0340-times-are-read-by-temporal.md.
 */
import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { nearest } from '../../lab/nearest.ts';
import type { Instant } from './instant.ts';

/** The name of a zone, as the IANA database spells it: `Europe/Berlin`, `UTC`. */
export type Zone = string;

/** Takes any case of the letters. An offset such as `+02:00` is no zone: it does not know when clocks are changed. */
export const ZoneSchema = z
  .string()
  .max(64)
  .refine((name) => findZone(name) !== undefined, {
    error: ({ input }) => explainZone(String(input)),
    abort: true,
  })
  .overwrite((name): Zone => findZone(name) ?? name);

function findZone(name: string): Zone | undefined {
  if (!/^[a-z]/i.test(name)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return undefined;
  }
}

function explainZone(name: string): string {
  const near = nearest(name, Intl.supportedValuesOf('timeZone'));
  const hint = near ? `“${near}” is one` : 'zones are named by a place, as Europe/Berlin';
  return `there is no time zone “${name}”; ${hint}`;
}

/** One of the moments that a local time can mean. */
export interface Reading {
  readonly instant: Instant;
  /** What the clock shows then: `2026-10-25T03:30`. */
  readonly local: string;
  /** Ahead of UTC: `+02:00`. */
  readonly offset: string;
}

/**
 * What a local time means. `gap`: clocks skip it; `earlier` and `later` are the moments that are as far from the skip,
 * by the clock of before and of after. `fold`: clocks show it twice. `wrong-offset`: it names an offset that the zone
 * does not have then; `readings` has one or two that it has. `unreadable`: it is no date and time.
 */
export type LocalTime =
  | ({ readonly kind: 'instant' } & Reading)
  | { readonly kind: 'gap' | 'fold'; readonly earlier: Reading; readonly later: Reading }
  | { readonly kind: 'wrong-offset'; readonly readings: readonly Reading[] }
  | { readonly kind: 'unreadable' };

/** ISO 8601, to the minute or the second, with an offset where somebody has to choose between two readings. */
const localForm = /^(?<local>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?<offset>Z|[+-]\d\d:\d\d)?$/;

/**
 * Reads a local time such as `2026-10-25T02:30` in a zone. Never guesses: what is skipped or shown twice is given back
 * with both readings, and is taken where the offset of one of them stands behind it.
 */
export function readLocalTime(text: string, zone: Zone): LocalTime {
  const { local, offset } = localForm.exec(text)?.groups ?? {};
  const plain = local === undefined ? undefined : readPlain(local);
  if (plain === undefined) return { kind: 'unreadable' };
  const earlier = readingOf(plain.toZonedDateTime(zone, { disambiguation: 'earlier' }));
  const later = readingOf(plain.toZonedDateTime(zone, { disambiguation: 'later' }));
  const isGap = ![earlier, later].some(({ local }) => local === plain.toString({ smallestUnit: 'second' }));
  const readings = earlier.instant === later.instant ? [earlier] : [earlier, later];
  if (offset !== undefined && !isGap) {
    const named = readings.find((reading) => reading.offset === offset.replace('Z', '+00:00'));
    return named ? { kind: 'instant', ...named } : { kind: 'wrong-offset', readings };
  }
  if (readings.length === 1) return { kind: 'instant', ...earlier };
  return { kind: isGap ? 'gap' : 'fold', earlier, later };
}

function readPlain(local: string): Temporal.PlainDateTime | undefined {
  try {
    const plain = Temporal.PlainDateTime.from(local, { overflow: 'reject' });
    return plain.year >= 1970 && plain.year < 2200 ? plain : undefined;
  } catch {
    return undefined;
  }
}

const readingOf = (zoned: Temporal.ZonedDateTime): Reading => ({
  instant: new Date(zoned.epochMilliseconds).toISOString(),
  local: zoned.toPlainDateTime().toString({ smallestUnit: 'second' }),
  offset: zoned.offset,
});

/** A reading as it is typed, with its offset: `2026-10-25T02:30+01:00`. */
export const writtenReading = ({ local, offset }: Reading): string => `${local.replace(/:00$/, '')}${offset}`;

/** A moment, to the second, as it is typed in a zone: with an offset where clocks show that time twice. */
export function writeLocalTime(instant: Instant, zone: Zone): string {
  const reading = clockAt(instant, zone);
  const text = reading.local.replace(/:00$/, '');
  return readLocalTime(text, zone).kind === 'instant' ? text : writtenReading(reading);
}

/** What a clock in a zone shows at a moment, to the second. */
export function clockAt(instant: Instant, zone: Zone): Reading {
  return readingOf(Temporal.Instant.from(instant).toZonedDateTimeISO(zone));
}

/**
 * The moment some calendar days after another, when the clock of the zone shows the same time; 23, 24 or 25 hours a
 * day. Where clocks skip that time or show it twice, the later moment.
 */
export function addCalendarDays(instant: Instant, days: number, zone: Zone): Instant {
  if (days === 0) return instant;
  const plain = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime().add({ days });
  return readingOf(plain.toZonedDateTime(zone, { disambiguation: 'later' })).instant;
}

/** When clocks of a zone are next changed after a moment; undefined where that is not known to happen. */
export function nextTransition(instant: Instant, zone: Zone): Instant | undefined {
  const next = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  return next ? readingOf(next).instant : undefined;
}
