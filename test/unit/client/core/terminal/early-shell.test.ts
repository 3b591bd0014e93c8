import { afterEach, expect, test, vi } from 'vitest';
import { makeCell } from '../../../../../src/client/core/cell.ts';
import type { AskedShell } from '../../../../../src/client/core/terminal/asked-shell.ts';
import { makeEarlyShell } from '../../../../../src/client/core/terminal/early-shell.ts';
import { makeLateScreen } from '../../../../../src/client/core/terminal/late-screen.ts';
import type { LinkState } from '../../../../../src/client/core/terminal/terminal-link.ts';

/** What is asked for once, and whether it was let go of. `isHere`: what asks is loaded already. */
function shellOnOffer({ isHere = true } = {}) {
  const loaded = Promise.withResolvers<void>();
  const comes = Promise.withResolvers<boolean>();
  const shells: { shell: AskedShell; ended: boolean }[] = [];
  const ask = () => {
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
  const early = makeEarlyShell(comes.promise, isHere ? ask : loaded.promise.then(() => ask));
  return { early, loaded, comes, shells };
}

afterEach(() => void vi.useRealTimers());

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('is asked for at once, and given once', async () => {
  const { early, comes, shells } = shellOnOffer();
  expect(shells).toHaveLength(1);
  comes.resolve(true);
  await turn();
  expect(early.take()).toBe(shells[0]?.shell);
  expect(early.take()).toBeUndefined();
  early[Symbol.dispose]();
  expect(shells[0]?.ended).toBe(false);
});

test('is asked for as soon as its code is there', async () => {
  const { early, loaded, shells } = shellOnOffer({ isHere: false });
  await turn();
  expect(shells).toEqual([]);
  loaded.resolve();
  await turn();
  expect(early.take()).toBe(shells[0]?.shell);
});

test.each([
  ['does not begin', ({ comes }) => comes.resolve(false)],
  ['could not be asked to', ({ comes }) => comes.reject(new Error('the server is away'))],
] satisfies [string, (of: ReturnType<typeof shellOnOffer>) => void][])(
  'is let go of where the lab %s, whatever comes first',
  async (_, refuse) => {
    const here = shellOnOffer();
    refuse(here);
    await turn();
    expect([here.shells[0]?.ended, here.early.take()]).toEqual([true, undefined]);
    const late = shellOnOffer({ isHere: false });
    refuse(late);
    await turn();
    late.loaded.resolve();
    await turn();
    expect([late.shells, late.early.take()]).toEqual([[], undefined]);
  },
);

test('stays with who took it where the lab does not begin: they say so', async () => {
  const { early, comes, shells } = shellOnOffer();
  expect(early.take()).toBe(shells[0]?.shell);
  comes.resolve(false);
  await turn();
  expect(shells[0]?.ended).toBe(false);
});

test('is not asked for where its code does not come', async () => {
  const { early, loaded, shells } = shellOnOffer({ isHere: false });
  loaded.reject(new Error('the server is away'));
  await turn();
  expect([shells, early.take()]).toEqual([[], undefined]);
});

test('is not asked for twice: who draws it first asks by itself', async () => {
  const { early, loaded, shells } = shellOnOffer({ isHere: false });
  expect(early.take()).toBeUndefined();
  loaded.resolve();
  await turn();
  expect(shells).toEqual([]);
});

test('is let go of where nobody draws it, also where it comes late', async () => {
  const drawnNever = shellOnOffer();
  drawnNever.early[Symbol.dispose]();
  expect(drawnNever.shells[0]?.ended).toBe(true);
  expect(drawnNever.early.take()).toBeUndefined();
  const late = shellOnOffer({ isHere: false });
  late.early[Symbol.dispose]();
  late.loaded.resolve();
  await turn();
  expect(late.shells).toEqual([]);
});

test('is let go of once ten seconds have passed without anybody who draws it', async () => {
  vi.useFakeTimers();
  const { early, comes, shells } = shellOnOffer();
  comes.resolve(true);
  await vi.advanceTimersByTimeAsync(9_900);
  expect(shells.map(({ ended }) => ended)).toEqual([false]);
  await vi.advanceTimersByTimeAsync(200);
  expect(shells.map(({ ended }) => ended)).toEqual([true]);
  expect(early.take()).toBeUndefined();
});

test.each(['taken', 'let go of'] as const)('waits for nobody any more once it is %s', async (how) => {
  vi.useFakeTimers();
  const { early, shells } = shellOnOffer();
  if (how === 'taken') expect(early.take()).toBe(shells[0]?.shell);
  else early[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(shells[0]?.ended).toBe(how === 'let go of');
});

test.each(['refused', 'exited', 'lost'] as const)(
  'is asked for anew by who draws it where it is %s',
  (end) => {
    const { early, shells } = shellOnOffer();
    shells[0]?.shell.state.set(end);
    expect(early.take()).toBeUndefined();
    expect(shells[0]?.ended).toBe(true);
  },
);
