import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainLocalTime, sayInstant, sayInstantFor } from '../../../../src/grades/time/time-words.ts';
import {
  addCalendarDays,
  nextTransition,
  readLocalTime,
  writeLocalTime,
  ZoneSchema,
} from '../../../../src/grades/time/zoned-time.ts';
import { momentsOf, sameTimeDaysOn, wallMs, zones } from './clocks.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const local = (wall: number) => iso(wall).slice(0, 16);
const minute = 60_000;

/** The next changes of clocks of every zone, from the day on which this was written. */
function transitions(): readonly { readonly zone: string; readonly at: number }[] {
  return zones.flatMap((zone) => {
    const found = [];
    let at = nextTransition('2026-11-27T00:00:00.000Z', zone);
    for (; at !== undefined && found.length < 3; at = nextTransition(at, zone))
      found.push({ zone, at: Date.parse(at) });
    return found;
  });
}

describe('a local time', () => {
  test('is written as it is read: around each next change of clocks in every zone', () => {
    for (const { zone, at } of transitions())
      for (const by of [-61, -1, 29, 59]) {
        const instant = iso(at + by * minute);
        const text = writeLocalTime(instant, zone);
        expect(readLocalTime(text, zone), `${zone} ${text}`).toMatchObject({ kind: 'instant', instant });
      }
    expect(writeLocalTime('2026-11-30T22:59:00.000Z', 'Europe/Vienna')).toBe('2026-11-30T23:59');
  });

  test('that clocks show twice is given back with both readings', () => {
    const read = readLocalTime('2026-10-25T02:30', 'Europe/Berlin');
    expect(read).toMatchObject({
      kind: 'fold',
      earlier: { instant: '2026-10-25T00:30:00.000Z', offset: '+02:00' },
      later: { instant: '2026-10-25T01:30:00.000Z', offset: '+01:00' },
    });
    expect(explainLocalTime('2026-10-25T02:30', 'Europe/Berlin', read)).toEqual({
      message:
        'Clocks in Europe/Berlin show “2026-10-25T02:30” twice: they are put back then. It could mean ' +
        'Sun 25 Oct 2026, 02:30 CEST (UTC+2) or Sun 25 Oct 2026, 02:30 CET (UTC+1).',
      fix: 'Write the offset behind it: 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00.',
    });
  });

  test('that clocks skip is given back with both readings, whatever offset stands behind it', () => {
    for (const text of ['2027-03-28T02:30', '2027-03-28T02:30+01:00']) {
      const read = readLocalTime(text, 'Europe/Berlin');
      expect(read).toMatchObject({
        kind: 'gap',
        earlier: { local: '2027-03-28T01:30:00', offset: '+01:00' },
        later: { local: '2027-03-28T03:30:00', offset: '+02:00' },
      });
      expect(explainLocalTime(text, 'Europe/Berlin', read)?.fix).toBe(
        'Write one of the two: 2027-03-28T01:30+01:00 or 2027-03-28T03:30+02:00.',
      );
    }
  });

  test('is taken with the offset of the reading that is meant', () => {
    expect(readLocalTime('2026-10-25T02:30+01:00', 'Europe/Berlin')).toMatchObject({
      kind: 'instant',
      instant: '2026-10-25T01:30:00.000Z',
    });
    const wrong = readLocalTime('2026-10-25T02:30-04:00', 'Europe/Berlin');
    expect(explainLocalTime('2026-10-25T02:30-04:00', 'Europe/Berlin', wrong)?.fix).toBe(
      'Write it as 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00.',
    );
  });

  test.each([
    '2026-02-30T10:00',
    '2026-10-25',
    '25.10.2026 10:00',
    '2026-10-25T24:00',
    '0206-01-01T10:00',
    '',
  ])('is not read from “%s”', (text) => {
    expect(readLocalTime(text, 'Europe/Berlin')).toEqual({ kind: 'unreadable' });
  });

  test('means what clocks show, around the next changes of every zone', () => {
    const all = transitions();
    expect(all.length).toBeGreaterThan(300);
    const seen = { instant: 0, gap: 0, fold: 0 };
    for (const { zone, at } of all)
      for (const minutes of [-90, -60, -31, -30, -1, 0, 1, 29, 30, 59, 60, 61, 119]) {
        const wall = wallMs(at, zone) + minutes * minute;
        const read = readLocalTime(local(wall), zone);
        const moments = momentsOf(wall, zone).map(iso);
        const where = `${local(wall)} in ${zone}`;
        if (read.kind === 'instant') expect(moments, where).toEqual([read.instant]);
        else if (read.kind === 'fold')
          expect(moments, where).toEqual([read.earlier.instant, read.later.instant]);
        else {
          expect(read.kind, where).toBe('gap');
          expect(moments, where).toEqual([]);
        }
        if (read.kind in seen) seen[read.kind as keyof typeof seen] += 1;
      }
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(300);
  });
});

describe('a calendar day', () => {
  test('has 25 hours where clocks are put back, and 24 hours are an hour less on the clock', () => {
    expect(addCalendarDays('2026-10-24T21:59:00.000Z', 1, 'Europe/Berlin')).toBe('2026-10-25T22:59:00.000Z');
  });

  test('ends at the later moment where the time is shown twice or skipped', () => {
    expect(addCalendarDays('2026-10-24T00:30:00.000Z', 1, 'Europe/Berlin')).toBe('2026-10-25T01:30:00.000Z');
    expect(addCalendarDays('2027-03-27T01:30:00.000Z', 1, 'Europe/Berlin')).toBe('2027-03-28T01:30:00.000Z');
  });

  test('ends when clocks show the same again, around the next changes of every zone', () => {
    for (const { zone, at } of transitions())
      for (const hours of [-49, -25, -24.5, -24, -23.5, -2, 0])
        for (const days of [1, 2]) {
          const from = at + hours * 60 * minute;
          expect(addCalendarDays(iso(from), days, zone), `${iso(from)} + ${days} in ${zone}`).toBe(
            iso(sameTimeDaysOn(from, days, zone)),
          );
        }
  });
});

describe('a zone', () => {
  test('is taken in any case of the letters, and refused by name', () => {
    expect(ZoneSchema.parse('europe/berlin')).toBe('Europe/Berlin');
    expect(ZoneSchema.safeParse('Europe/Berlim').error?.issues[0]?.message).toBe(
      'there is no time zone “Europe/Berlim”; “Europe/Berlin” is one',
    );
    for (const name of ['+02:00', '', 'Mars/Olympus_Mons', 'Europe/Berlin[u-ca=hebrew]'])
      expect(ZoneSchema.safeParse(name).success, name).toBe(false);
  });
});

describe('a moment in words', () => {
  test('names the zone as far as English does, and its offset', () => {
    const said = (zone: string, instant = '2026-07-01T12:00:00.000Z') => sayInstant(instant, zone);
    expect(said('Europe/Berlin')).toBe('Wed 1 Jul 2026, 14:00 CEST (UTC+2)');
    expect(said('America/New_York')).toBe('Wed 1 Jul 2026, 08:00 EDT (UTC-4)');
    expect(said('Asia/Kathmandu')).toBe('Wed 1 Jul 2026, 17:45 (UTC+5:45)');
    expect(said('UTC', '2026-07-01T12:00:07.900Z')).toBe('Wed 1 Jul 2026, 12:00:07 (UTC)');
  });

  test('is said twice for a reader whose clock shows something else then', () => {
    const zonesOf = (reader: string) => ({ course: 'Europe/Berlin', reader });
    expect(sayInstantFor('2026-07-01T12:00:00.000Z', zonesOf('Europe/Lisbon'))).toBe(
      'Wed 1 Jul 2026, 14:00 CEST (UTC+2), which is Wed 1 Jul 2026, 13:00 WEST (UTC+1) for you in Europe/Lisbon',
    );
    expect(sayInstantFor('2026-07-01T12:00:00.000Z', zonesOf('Europe/Paris'))).not.toContain('for you');
  });

  test('says the date and the time that clocks show, in any zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 73_000 * 24 * 60 }).map((minutes) => minutes * minute),
        (zone, ms) => {
          const clock = new Date(wallMs(ms, zone)).toISOString();
          const said = sayInstant(iso(ms), zone);
          expect(said).toContain(`${Number(clock.slice(8, 10))} `);
          expect(said).toContain(`${clock.slice(0, 4)}, ${clock.slice(11, 16)}`);
        },
      ),
      { numRuns: 200 },
    );
  });
});
