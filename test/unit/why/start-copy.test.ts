import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startCopy } from '../../../src/why/start-copy.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A start that ends when it is told to, and one that is over after some seconds. */
const engineOf = (seconds: number) => ({
  startAs: (_name: string, _body: object, signal?: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => resolve('made'), seconds * 1_000);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
});
const told = (started: Promise<string>) => {
  const seen: { value?: unknown } = {};
  started.then(
    (value) => (seen.value = value),
    (error: unknown) => (seen.value = error),
  );
  return seen;
};

it('lets a start that nobody wants any more come to its end, so that it can be removed', async () => {
  const stop = new AbortController();
  const seen = told(startCopy(engineOf(8), 'copy', {}, stop.signal));
  await vi.advanceTimersByTimeAsync(1_000);
  stop.abort(new Error('cancelled'));
  await vi.advanceTimersByTimeAsync(7_000);
  expect(seen.value).toBe('made');
  expect(vi.getTimerCount()).toBe(0);
});

it('waits for it no longer than ten seconds', async () => {
  const stop = new AbortController();
  const seen = told(startCopy(engineOf(50), 'copy', {}, stop.signal));
  await vi.advanceTimersByTimeAsync(1_000);
  stop.abort(new Error('cancelled'));
  await vi.advanceTimersByTimeAsync(9_900);
  expect(seen.value).toBeUndefined();
  await vi.advanceTimersByTimeAsync(200);
  expect(seen.value).toMatchObject({ message: 'cancelled' });
  expect(vi.getTimerCount()).toBe(0);
});

it('ends one that waits for something in the kernel, and begins none that nobody wants', async () => {
  const seen = told(startCopy(engineOf(500), 'copy', {}, new AbortController().signal));
  await vi.advanceTimersByTimeAsync(60_100);
  expect(seen.value).toMatchObject({ code: 'timed-out' });
  const startAs = vi.fn(async () => 'made');
  await expect(startCopy({ startAs }, 'copy', {}, AbortSignal.abort())).rejects.toThrow();
  expect(startAs).not.toHaveBeenCalled();
});
