import { expect, it, vi } from 'vitest';
import { startReconciling } from '../../../../src/runner/upkeep/start-reconciling.ts';
import { eventually } from '../../../fixtures/eventually.ts';

const nothingBegun = { ended: Promise.resolve() };

/** Time that passes when it is told to. */
function makeTime() {
  const waits: { ms: number; end: () => void }[] = [];
  return {
    waits,
    wait: (ms: number, signal: AbortSignal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
      waits.push({ ms, end: resolve });
      return promise;
    },
    async pass(): Promise<number> {
      const next = await eventually(() => {
        const [first] = waits;
        if (first === undefined) throw new Error('nobody waits');
        return first;
      });
      waits.splice(0);
      next.end();
      return next.ms;
    },
  };
}

function makeEngine() {
  const ears: (() => void)[] = [];
  return {
    ears,
    engine: {
      follow: async (_: unknown, onEnd: (cause: unknown) => void) => {
        ears.push(() => onEnd(new Error('broken')));
        return { async [Symbol.asyncDispose]() {} };
      },
    },
  };
}

it('reconciles at once and then every 30 s', async () => {
  const time = makeTime();
  const reconcile = vi.fn(async () => nothingBegun);
  await using _ = startReconciling({
    reconcile,
    engines: async () => [],
    onError: () => undefined,
    wait: time.wait,
  });
  expect(await time.pass()).toBe(30_000);
  expect(await time.pass()).toBe(30_000);
  await eventually(() => expect(reconcile).toHaveBeenCalledTimes(3));
});

it('reconciles when an engine is back, waiting longer and longer for it', async () => {
  const time = makeTime();
  const { ears, engine } = makeEngine();
  const errors: unknown[] = [];
  let away = false;
  const reconcile = vi.fn(async () => {
    if (away) throw new Error('away');
    return nothingBegun;
  });
  await using _ = startReconciling({
    reconcile,
    engines: async () => [engine],
    onError: (error) => errors.push(error),
    wait: time.wait,
  });
  await eventually(() => expect(time.waits).toHaveLength(1));
  away = true;
  time.waits.splice(0);
  ears.at(-1)?.();
  const waited: number[] = [];
  for (let turn = 0; turn < 8; turn += 1) waited.push(await time.pass());
  expect(waited).toEqual([500, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  away = false;
  await time.pass();
  expect(await time.pass()).toBe(30_000);
  expect(errors.length).toBeGreaterThan(5);
});

it('ends with the turn that is under way', async () => {
  const aborted = vi.fn();
  const keeper = startReconciling({
    reconcile: (signal) => {
      const { promise, resolve } = Promise.withResolvers<typeof nothingBegun>();
      signal.addEventListener('abort', () => {
        aborted();
        resolve(nothingBegun);
      });
      return promise;
    },
    engines: async () => [],
    onError: () => undefined,
    wait: makeTime().wait,
  });
  await new Promise((resolve) => setImmediate(resolve));
  await keeper[Symbol.asyncDispose]();
  expect(aborted).toHaveBeenCalledOnce();
});
