import { afterEach, expect, test, vi } from 'vitest';
import { makeCell } from '../../../../../src/client/core/cell.ts';
import type { AskedShell } from '../../../../../src/client/core/terminal/asked-shell.ts';
import { makeEarlyShell } from '../../../../../src/client/core/terminal/early-shell.ts';
import { makeLateScreen } from '../../../../../src/client/core/terminal/late-screen.ts';
import type { LinkState } from '../../../../../src/client/core/terminal/terminal-link.ts';

/** What is asked for once, and whether it was let go of. */
function shellOnOffer() {
  const loaded = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<boolean>();
  const shells: { shell: AskedShell; ended: boolean }[] = [];
  const early = makeEarlyShell(ready.promise, async () => {
    await loaded.promise;
    return () => {
      const made = { ended: false, shell: undefined as unknown as AskedShell };
      const end = () => {
        made.ended = true;
      };
      const link = { type() {}, resize() {}, retry() {}, [Symbol.dispose]: end };
      made.shell = {
        link,
        screen: makeLateScreen(),
        state: makeCell<LinkState>('connecting'),
        trouble: makeCell(undefined),
        [Symbol.dispose]: end,
      };
      shells.push(made);
      return made.shell;
    };
  });
  return { early, loaded, ready, shells };
}

afterEach(() => void vi.useRealTimers());

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('is asked for as soon as the lab begins and its code is there, and given once', async () => {
  const { early, loaded, ready, shells } = shellOnOffer();
  loaded.resolve();
  await turn();
  expect(shells).toEqual([]);
  ready.resolve(true);
  await turn();
  expect(shells).toHaveLength(1);
  expect(early.take()).toBe(shells[0]?.shell);
  expect(early.take()).toBeUndefined();
  early[Symbol.dispose]();
  expect(shells[0]?.ended).toBe(false);
});

test('is not asked for where the lab does not begin, nor where it could not be asked', async () => {
  const refused = shellOnOffer();
  refused.loaded.resolve();
  refused.ready.resolve(false);
  await turn();
  expect([refused.shells, refused.early.take()]).toEqual([[], undefined]);
  const away = shellOnOffer();
  away.loaded.reject(new Error('the server is away'));
  away.ready.resolve(true);
  await turn();
  expect([away.shells, away.early.take()]).toEqual([[], undefined]);
});

test('is not asked for twice: who draws it first asks by itself', async () => {
  const { early, loaded, ready, shells } = shellOnOffer();
  ready.resolve(true);
  expect(early.take()).toBeUndefined();
  loaded.resolve();
  await turn();
  expect(shells).toEqual([]);
});

test('is let go of where nobody draws it, also where it comes late', async () => {
  const drawnNever = shellOnOffer();
  drawnNever.loaded.resolve();
  drawnNever.ready.resolve(true);
  await turn();
  drawnNever.early[Symbol.dispose]();
  expect(drawnNever.shells[0]?.ended).toBe(true);
  expect(drawnNever.early.take()).toBeUndefined();
  const late = shellOnOffer();
  late.early[Symbol.dispose]();
  late.loaded.resolve();
  late.ready.resolve(true);
  await turn();
  expect(late.shells).toEqual([]);
});

test('is let go of once ten seconds have passed without anybody who draws it', async () => {
  vi.useFakeTimers();
  const { early, loaded, ready, shells } = shellOnOffer();
  loaded.resolve();
  await vi.advanceTimersByTimeAsync(60_000);
  ready.resolve(true);
  await vi.advanceTimersByTimeAsync(9_900);
  expect(shells.map(({ ended }) => ended)).toEqual([false]);
  await vi.advanceTimersByTimeAsync(200);
  expect(shells.map(({ ended }) => ended)).toEqual([true]);
  expect(early.take()).toBeUndefined();
});

test.each(['taken', 'let go of'] as const)('waits for nobody any more once it is %s', async (how) => {
  vi.useFakeTimers();
  const { early, loaded, ready, shells } = shellOnOffer();
  loaded.resolve();
  ready.resolve(true);
  await vi.advanceTimersByTimeAsync(0);
  if (how === 'taken') expect(early.take()).toBe(shells[0]?.shell);
  else early[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(shells[0]?.ended).toBe(how === 'let go of');
});

test.each(['refused', 'exited', 'lost'] as const)(
  'is asked for anew by who draws it where it is %s',
  async (end) => {
    const { early, loaded, ready, shells } = shellOnOffer();
    loaded.resolve();
    ready.resolve(true);
    await turn();
    shells[0]?.shell.state.set(end);
    expect(early.take()).toBeUndefined();
    expect(shells[0]?.ended).toBe(true);
  },
);
