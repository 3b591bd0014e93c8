import { describe, expect, test } from 'vitest';
import { judgeGoal, type Measured, measure, type Unmeasured } from '../../bench/measure.ts';
import { asLine, asMarkdown, isMeasured, machineOf } from '../../bench/report.ts';
import { NotHere, quickRoundsOf, type Row, type Sides } from '../../bench/row.ts';
import { summarise } from '../../bench/summary.ts';

const ended = { [Symbol.asyncDispose]: async () => undefined };
const rowOf = (sides: Partial<Sides>, more: Partial<Row> = {}): Row => ({
  id: 'row',
  what: 'Work',
  beside: 'other work',
  goal: { ratio: 0.5 },
  rounds: 4,
  open: async () => ({ ours: async () => 10, ...ended, ...sides }),
  ...more,
});
const report = (...rows: readonly (Measured | Unmeasured)[]) =>
  asMarkdown({ at: 'now', machine: machineOf('no Engine'), quick: true, rows, leftOut: ['slow'] });

describe('a summary', () => {
  test('has the nearest rank of each quantile', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(summarise(hundred)).toEqual({ count: 100, least: 1, median: 50, p95: 95, p99: 99, most: 100 });
    expect(summarise([3, 1])).toMatchObject({ median: 1, p95: 3, p99: 3 });
    expect(summarise([]).median).toBeNaN();
  });
});

describe('a row', () => {
  test('takes turns, ours first in every other round, and does not count the first', async () => {
    const order: string[] = [];
    const side = (name: string, took: number) => async () => {
      order.push(name);
      return order.length <= 2 ? 1_000 : took;
    };
    const measured = await measure(rowOf({ ours: side('ours', 10), peer: side('peer', 40) }), 2);
    expect(order.join(' ')).toBe('peer ours ours peer peer ours');
    expect(measured).toMatchObject({ ratio: 0.25, isMet: true, ours: { count: 2, most: 10 } });
  });

  test('whose peer cannot be had is measured, and says why; its goal is not judged', async () => {
    const measured = await measure(rowOf({ peerNotHere: 'there is no g++' }), 2);
    expect(measured).toMatchObject({ peerNotHere: 'there is no g++', ours: { median: 10 } });
    expect(measured).not.toHaveProperty('isMet');
    expect(asLine(measured)).toBe('– row: 10 ms; beside: not here: there is no g++');
    expect(report(measured)).toContain('| 10 ms, 10 ms | not here: there is no g++ |  | ≤ 0.5 × | – |');
  });

  test('that cannot be measured says why in one line, and rejects nothing', async () => {
    const here = await measure(rowOf({}, { open: () => Promise.reject(new NotHere('no engine')) }), 2);
    const broken = rowOf({ ours: () => Promise.reject(new Error('it fell\n  over | here')) });
    const fell = await measure(broken, 2);
    expect([here, fell].map(isMeasured)).toEqual([false, false]);
    expect(asLine(here)).toBe('– row: not here: no engine');
    expect(report(here, fell).split('\n')).toContain(
      String.raw`| Work | other work | not here: it broke off: it fell over \| here | | | | | |`,
    );
  });

  test('may have what is left of some time, to parts of a millisecond', async () => {
    expect(await measure(rowOf({}), 1, 60_000 - 0.012_253)).toMatchObject({ ours: { median: 10 } });
  });

  test('is cut off at its deadline, whether its work heeds that or not', async () => {
    const hangs = rowOf({ ours: () => new Promise(() => undefined) });
    expect(await measure(hangs, 1, 50)).toMatchObject({ why: 'it broke off: it took longer than a row may' });
  });

  test('that is opened too late is ended before the next one begins', async () => {
    let isEnded = false;
    const late = rowOf(
      {},
      {
        open: async () => {
          await new Promise((resolve) => setTimeout(resolve, 100));
          return {
            ours: async () => 1,
            [Symbol.asyncDispose]: async () => {
              isEnded = true;
            },
          };
        },
      },
    );
    expect(await measure(late, 1, 20)).toHaveProperty('why');
    expect(isEnded).toBe(true);
  });

  test('ends what it opened, also where a round fails', async () => {
    let isEnded = false;
    const sides = {
      ours: () => Promise.reject(new Error('no')),
      [Symbol.asyncDispose]: async () => {
        isEnded = true;
      },
    };
    await measure(rowOf(sides), 1);
    expect(isEnded).toBe(true);
  });

  test('with --quick takes four rounds at most, as many as it says, or none', () => {
    const rounds = (more: Partial<Row>) => quickRoundsOf(rowOf({}, more));
    expect([
      rounds({}),
      rounds({ rounds: 2 }),
      rounds({ quickRounds: 50 }),
      rounds({ quickRounds: 0 }),
    ]).toEqual([4, 2, 50, 0]);
    expect(report()).toContain('Left out, since they take longer: slow.');
  });
});

describe('a goal', () => {
  test('is met where all of it is, and nobody’s to judge where a side is missing', () => {
    expect(judgeGoal({ ratio: 1, ours: 5 }, 5, 1)).toBe(true);
    expect(judgeGoal({ ratio: 1, ours: 5 }, 6, 1)).toBe(false);
    expect(judgeGoal({ ratio: 1, ours: 5 }, 6, undefined)).toBe(false);
    expect(judgeGoal({ ratio: 1 }, 5, undefined)).toBeUndefined();
    expect(judgeGoal({}, 5, 1)).toBeUndefined();
  });
});
