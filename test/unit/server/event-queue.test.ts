import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LabEvent } from '../../../src/lab/wire/events.ts';
import { makeEventQueue } from '../../../src/server/event-queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const output = (text: string, job = 'a'): LabEvent => ({ type: 'output', job, text });
const trouble = (message: string): LabEvent => ({
  type: 'trouble',
  error: { code: 'internal', title: '', message },
});

async function drain(queue: ReturnType<typeof makeEventQueue>): Promise<LabEvent[]> {
  const events: LabEvent[] = [];
  for (;;) {
    const taking = queue.take(1);
    await vi.advanceTimersByTimeAsync(1);
    const event = await taking;
    if (event === undefined) return events;
    events.push(event);
  }
}

test('output of a job is joined, of two jobs kept apart; files are gathered', async () => {
  const queue = makeEventQueue();
  for (const event of [
    output('one '),
    { type: 'files', paths: ['a'] } as const,
    output('two'),
    output('x', 'b'),
    { type: 'files', paths: ['b', 'a'] } as const,
  ])
    queue.push(event);
  expect(await drain(queue)).toEqual([
    output('one two'),
    { type: 'files', paths: ['a', 'b'] },
    output('x', 'b'),
  ]);
});

test('of output that nobody reads the end is kept', async () => {
  const queue = makeEventQueue();
  for (let count = 0; count < 100; count++) queue.push(output(`${count}`.repeat(10_000)));
  const [event] = await drain(queue);
  expect(event?.type === 'output' && event.text.length).toBe(256 * 1024);
  expect(event?.type === 'output' && event.text.endsWith('99')).toBe(true);
});

test('of many jobs that nobody reads, the output of the last four is kept', async () => {
  const queue = makeEventQueue();
  for (let count = 0; count < 20; count++) queue.push(output('x', `job-${count}`));
  expect(await drain(queue)).toEqual([16, 17, 18, 19].map((count) => output('x', `job-${count}`)));
});

test('of a state only the last is told, of troubles the last twenty', async () => {
  const queue = makeEventQueue();
  queue.push({ type: 'engine', health: { state: 'preparing', steps: [] } });
  for (let count = 0; count < 30; count++) queue.push(trouble(`${count}`));
  queue.push({ type: 'engine', health: { state: 'ready', steps: [] } });
  const events = await drain(queue);
  expect(events[0]).toMatchObject({ type: 'engine', health: { state: 'ready' } });
  expect(events.slice(1).map((event) => event.type === 'trouble' && event.error.message)).toEqual(
    Array.from({ length: 20 }, (_, index) => `${index + 10}`),
  );
});

test('who waits is woken by an event, by the clock or by the end', async () => {
  const queue = makeEventQueue();
  const first = queue.take(1000);
  queue.push(output('x'));
  expect(await first).toEqual(output('x'));
  const second = queue.take(1000);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await second).toBeUndefined();
  const third = queue.take(1000);
  queue.push(output('late'));
  queue.close();
  await third;
  expect(queue.closed).toBe(true);
  queue.push(output('never'));
  expect(await queue.take(1000)).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});
