import { expect, test } from 'vitest';
import { countAs, span, type Trace, trace } from '../../../src/runner/trace.ts';
import { eventually } from '../../fixtures/eventually.ts';

const of = { lab: 'a/b', what: 'run' } as const;

test('each part counts for itself, and what is within another one not twice', async () => {
  const told: Trace[] = [];
  const gate = Promise.withResolvers<void>();
  const work = trace(
    of,
    (one) => told.push(one),
    () =>
      span('gate', async () => {
        await span('config', () => gate.promise);
        countAs('wait', 1_000_000);
      }),
  );
  const since = performance.now();
  await eventually(() => expect(performance.now() - since).toBeGreaterThan(30));
  gate.resolve();
  await work;
  const [one] = told;
  const spans: Trace['spans'] = one?.spans ?? {};
  expect(told).toMatchObject([{ lab: 'a/b', what: 'run' }]);
  expect(spans.config).toBeGreaterThan(20);
  expect(spans.wait).toBe(1_000_000);
  // What was counted as waiting is taken off.
  expect(spans.gate).toBeLessThan(20);
  expect(one?.ms).toBeGreaterThanOrEqual(spans.config ?? 0);
});

test('what comes twice is added up', async () => {
  const told: Trace[] = [];
  const tick = () => new Promise<void>((resolve) => setImmediate(resolve));
  await trace(
    of,
    (one) => told.push(one),
    async () => {
      for (const ms of [5, 7]) {
        countAs('wait', ms);
        await span('files', tick);
      }
    },
  );
  expect(told[0]?.spans).toMatchObject({ wait: 12, files: expect.any(Number) });
});

test('work that fails is told of, and fails', async () => {
  const told: Trace[] = [];
  const failing = trace(
    of,
    (one) => told.push(one),
    () => span('up', () => Promise.reject(new Error('away'))),
  );
  await expect(failing).rejects.toThrow('away');
  expect(Object.keys(told[0]?.spans ?? {})).toEqual(['up']);
});

test('two at once are told apart, and what nobody traces is done all the same', async () => {
  const told: Trace[] = [];
  const one = (what: 'run' | 'reset') =>
    trace(
      { lab: 'a/b', what },
      (each) => told.push(each),
      () => span(what === 'run' ? 'up' : 'down', async () => what),
    );
  expect(await Promise.all([one('run'), one('reset'), span('up', () => 'untraced')])).toEqual([
    'run',
    'reset',
    'untraced',
  ]);
  expect(told.map(({ spans }) => Object.keys(spans))).toEqual([['up'], ['down']]);
});
