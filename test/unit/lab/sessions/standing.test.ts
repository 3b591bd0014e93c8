import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../../../src/lab/checks/result.ts';
import { type Standing, standingDone, standingsAfter } from '../../../../src/lab/sessions/standing.ts';
import { medianOf, presenceAt, StuckRuleSchema, usualStuckRule } from '../../../../src/lab/sessions/stuck.ts';

const result = (change: Partial<CheckResult> = {}): CheckResult => ({
  id: 'held',
  task: 'drop',
  title: 'It holds no capabilities',
  status: 'fail',
  guard: false,
  points: 2,
  earned: 0,
  of: 2,
  observed: 'CHOWN',
  expected: 'none',
  message: 'web holds CHOWN.',
  ...change,
});
const passes = { status: 'pass', earned: 2, message: 'So it is.' } as const;
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const judged = (before: Standing | undefined, results: readonly CheckResult[], minute: number) =>
  standingsAfter(before ? new Map([['drop', before]]) : new Map(), {
    results,
    at: at(minute),
    isLocal: false,
  }).get('drop');

describe('a standing', () => {
  test('counts how often the same was said, and since when it is so', () => {
    const first = judged(undefined, [result()], 0);
    expect(first).toMatchObject({ status: 'failing', check: 'held', repeats: 1, attempts: 1, since: at(0) });
    const same = judged(first, [result()], 1);
    expect(same).toMatchObject({ repeats: 2, attempts: 2, since: at(0) });
    const other = judged(same, [result({ message: 'web holds KILL.' })], 2);
    expect(other).toMatchObject({ repeats: 1, attempts: 3, since: at(0) });
    expect(judged(other, [result(passes), result({ id: 'next' })], 3)).toMatchObject({
      check: 'next',
      since: at(3),
    });
  });

  test('is ours where a check broke, or a guard did, and only then', () => {
    expect(judged(undefined, [result(passes), result({ status: 'error', cause: 'x' })], 0)?.status).toBe(
      'ours',
    );
    expect(judged(undefined, [result({ status: 'blocked', cause: 'x' })], 0)?.status).toBe('ours');
    expect(
      judged(undefined, [result({ status: 'error', cause: 'x' }), result({ id: 'b' })], 0),
    ).toMatchObject({
      status: 'failing',
      check: 'b',
    });
  });

  test('is open where a question is left, or the host lacks something, and done once the task is, for good', () => {
    const open = judged(undefined, [result(passes), result({ id: 'b', status: 'skip' })], 0);
    expect(open).toMatchObject({ status: 'open', check: '', message: '' });
    const done = standingDone(open, at(1), false);
    expect(done).toMatchObject({ status: 'done', since: at(1), attempts: 1 });
    expect(judged(done, [result()], 2)).toMatchObject({ status: 'done', since: at(1), attempts: 2 });
    expect(standingDone(done, at(3), false).since).toBe(at(1));
  });

  test('that became done elsewhere keeps its mark until it passes here', () => {
    const elsewhere = standingDone(undefined, at(0), true);
    const here = (results: readonly CheckResult[]) =>
      standingsAfter(new Map([['drop', elsewhere]]), { results, at: at(1), isLocal: false }).get('drop');
    expect(here([result()])).toMatchObject({ status: 'done', isLocal: true });
    expect(here([result(passes)])).toMatchObject({ status: 'done', isLocal: false });
  });

  test('says nothing of guards, and of results of no task', () => {
    expect([
      ...standingsAfter(new Map(), {
        results: [result({ guard: true }), result({ task: '' })],
        at: at(0),
        isLocal: false,
      }),
    ]).toEqual([]);
  });
});

describe('who is stuck', () => {
  const now = Date.UTC(2026, 0, 1, 12, 30);
  const minutes = (count: number) => now - count * 60_000;
  const learner = { standing: undefined, began: minutes(3), active: minutes(0), others: [] };
  const failing = (change: Partial<Standing>): Standing => ({
    ...standingDone(undefined, at(29), false),
    status: 'failing',
    repeats: 1,
    ...change,
  });

  test.each([
    ['who has just come works', learner, 'working'],
    ['who is at it for five minutes without a change is stuck', { ...learner, began: minutes(5) }, 'stuck'],
    [
      'unless the others took three',
      { ...learner, began: minutes(5), others: [180_000, 180_000, 1] },
      'working',
    ],
    ['who hears the same three times is stuck', { ...learner, standing: failing({ repeats: 3 }) }, 'stuck'],
    ['who does nothing is away', { ...learner, began: minutes(60), active: minutes(6) }, 'away'],
    ['who came a moment ago is not away', { ...learner, active: undefined }, 'working'],
    ['whom nobody saw since is', { ...learner, began: minutes(6), active: undefined }, 'away'],
    [
      'what broke is ours, whoever is away',
      { ...learner, active: undefined, standing: failing({ status: 'ours' }) },
      'ours',
    ],
  ])('%s', (_, given, presence) => {
    expect(presenceAt(given, now, usualStuckRule)).toBe(presence);
  });

  test('the numbers of the rule are a session’s, and the usual ones where none are set', () => {
    const patient = { ...usualStuckRule, minutes: 6, repeats: 4, awayMinutes: 90 };
    expect(presenceAt({ ...learner, began: minutes(5) }, now, patient)).toBe('working');
    expect(presenceAt({ ...learner, standing: failing({ repeats: 3 }) }, now, patient)).toBe('working');
    expect(presenceAt({ ...learner, standing: failing({ repeats: 4 }) }, now, patient)).toBe('stuck');
    expect(presenceAt({ ...learner, began: minutes(60), active: minutes(6) }, now, patient)).toBe('stuck');
    expect(StuckRuleSchema.parse({ minutes: 9 })).toEqual({ ...usualStuckRule, minutes: 9 });
    for (const odd of [
      { minutes: 0 },
      { repeats: 1 },
      { repeats: 2.5 },
      { timesMedian: 0 },
      { awayMinutes: 601 },
    ])
      expect(StuckRuleSchema.safeParse(odd).success).toBe(false);
  });

  test('a median of none is none', () => {
    expect([medianOf([]), medianOf([3]), medianOf([4, 1]), medianOf([5, 1, 3])]).toEqual([
      undefined,
      3,
      1,
      3,
    ]);
  });
});
