import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from '../../../../src/client/core/api.ts';
import { makeCell } from '../../../../src/client/core/cell.ts';
import type { Reach } from '../../../../src/client/core/connection.ts';
import { holdStream } from '../../../../src/client/core/held-stream.ts';

class FakeDocument extends EventTarget {
  hidden = false;
  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

const report = { code: 'not-found', title: 'Not found', message: 'There is no board.' } as const;
let page: FakeDocument;
let told: unknown[];
let opened: AbortSignal[];
beforeEach(() => {
  page = new FakeDocument();
  vi.stubGlobal('document', page);
  vi.useFakeTimers();
  told = [];
  opened = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Holds a stream that does what is given at each time that it is opened. */
function hold(turns: readonly ((signal: AbortSignal) => AsyncIterable<string>)[], isSignedIn = true) {
  const reach = makeCell<Reach>('signed-in');
  return holdStream<string>(
    { reach, stillSignedIn: async () => isSignedIn },
    {
      open: (signal, onOpen) => {
        opened.push(signal);
        onOpen();
        return (turns[opened.length - 1] ?? forEver)(signal);
      },
      tell: (event) => told.push(event),
      final: [404],
    },
  );
}
async function* forEver(signal: AbortSignal): AsyncGenerator<string> {
  yield 'whole';
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
}
async function* silent(signal: AbortSignal): AsyncGenerator<string> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
}
async function* never(): AsyncGenerator<string> {
  await new Promise(() => undefined);
}
const broken = (status: number) =>
  async function* (): AsyncGenerator<string> {
    yield 'part';
    throw new ApiError(status, report);
  };
const line = (state: string, more = {}) => ({ type: 'line', state, ...more });
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a stream that is held', () => {
  test('that broke is said, and opened again after a while', async () => {
    const end = hold([broken(0)]);
    await settle();
    expect(told).toEqual([line('open'), 'part', line('lost')]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told.slice(3)).toEqual([line('open'), 'whole']);
    expect(opened.some(({ aborted }) => aborted)).toBe(false);
    end();
    expect(opened.every(({ aborted }) => aborted)).toBe(true);
  });

  test('that says nothing in time is said to be lost, and opened again', async () => {
    hold([silent]);
    await vi.advanceTimersByTimeAsync(14_999);
    expect(told).toEqual([line('open')]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual([line('open'), line('lost')]);
    expect(opened[0]?.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told.slice(2)).toEqual([line('open'), 'whole']);
    // It began, and may be silent for as long as nothing changes.
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toHaveLength(4);
  });

  test('whose code never comes is said to be lost, though nothing hears of it', async () => {
    hold([never]);
    await vi.advanceTimersByTimeAsync(17_000);
    expect(told.slice(1)).toEqual([line('lost'), line('open'), 'whole']);
  });

  test('that the server refuses for good is not asked for again', async () => {
    hold([broken(404)]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told.at(-1)).toEqual(line('ended', { refusal: report }));
    expect(opened).toHaveLength(1);
  });

  test('ends with the login', async () => {
    hold([broken(401)], false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told.slice(-2)).toEqual([line('lost'), line('ended')]);
    expect(opened).toHaveLength(1);
  });

  test('is let go of while nobody sees the page, and says nothing of that', async () => {
    hold([]);
    await settle();
    page.turn(true);
    await settle();
    expect(opened.map(({ aborted }) => aborted)).toEqual([true]);
    page.turn(false);
    await settle();
    expect(told).toEqual([line('open'), 'whole', line('open'), 'whole']);
  });

  test('is over once it was ended, whatever comes', async () => {
    const end = hold([]);
    await settle();
    end();
    page.turn(true);
    page.turn(false);
    await settle();
    expect(opened).toHaveLength(1);
  });
});
