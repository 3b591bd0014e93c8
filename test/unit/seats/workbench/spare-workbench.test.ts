import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WaitingTerminal } from '../../../../src/engine/exec/waiting-terminal.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';
import { SpareWorkbench } from '../../../../src/seats/workbench/spare-workbench.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

// By timers that vitest can move on.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, _value: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      const end = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
    }),
}));

const away = () => new DrydockError('engine-lost', { message: 'The engine is away.' });
const spec = { name: 'spare', image: 'workbench', labels: { of: 'home' } };

let folder: ReturnType<typeof makeTemporaryFolder>;
beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(() => {
  vi.useRealTimers();
  folder[Symbol.dispose]();
});

/** A spare on an engine of which each call may be told to fail or to hang. */
function spareOn(calls: Partial<Record<'ensure' | 'rename' | 'remove' | 'wait', () => Promise<void>>> = {}) {
  const workspacesDir = join(folder.path, 'workspaces');
  mkdirSync(workspacesDir, { recursive: true });
  const there = new Map<string, string>();
  const ended: string[] = [];
  let made = 0;
  const spare = new SpareWorkbench({
    spec,
    workspacesDir,
    restMs: 3_000,
    isOfUse: async () => true,
    async startWaiting(container) {
      await calls.wait?.();
      const waiting: WaitingTerminal = {
        become: async () => undefined,
        async [Symbol.asyncDispose]() {
          ended.push(container);
        },
      };
      return waiting;
    },
    engine: {
      async ensureContainer({ name }) {
        await calls.ensure?.();
        const id = `container-${++made}`;
        there.set(id, name);
        return id;
      },
      async removeContainer(id) {
        await calls.remove?.();
        for (const [known, name] of there) if (known === id || name === id) there.delete(known);
      },
      async renameContainer(id, name) {
        await calls.rename?.();
        if (!there.has(id) || [...there.values()].includes(name)) return false;
        there.set(id, name);
        return true;
      },
      listContainers: async () =>
        [...there].map(([id, name]) => ({ id, name, labels: spec.labels, status: 'running' })),
    },
  });
  return { spare, calls, there, ended };
}

test('is tried again after each lab where it could not be made', async () => {
  vi.useFakeTimers();
  const at = spareOn({ ensure: () => Promise.reject(away()) });
  const kept = at.spare.keep();
  await vi.advanceTimersByTimeAsync(0);
  await kept;
  expect(await at.spare.take('run-1')).toBeUndefined();
  delete at.calls.ensure;
  expect(at.there.size).toBe(0);
  await vi.advanceTimersByTimeAsync(3_000);
  expect([...at.there.values()]).toEqual(['spare']);
  expect(await at.spare.take('run-2')).toMatchObject({ container: 'container-1' });
});

test('is there though no terminal waits in it', async () => {
  const at = spareOn({ wait: () => Promise.reject(away()) });
  await at.spare.keep();
  expect(await at.spare.take('run')).toMatchObject({ container: 'container-1', waiting: undefined });
});

test('that cannot be given is let go of, and does not keep the lab from starting', async () => {
  const at = spareOn({ rename: () => Promise.reject(away()) });
  await at.spare.keep();
  expect(await at.spare.take('run')).toBeUndefined();
  expect(at.ended).toEqual(['container-1']);
});

test('stays nobody’s where the run has a workbench', async () => {
  const at = spareOn();
  await at.spare.keep();
  at.there.set('own', 'run');
  expect(await at.spare.take('run')).toBeUndefined();
  expect(at.ended).toEqual([]);
  expect(await at.spare.take('other')).toMatchObject({ container: 'container-1' });
});

test('is not left behind by an end that comes while it is given', async () => {
  const renaming = Promise.withResolvers<void>();
  const at = spareOn({ rename: () => renaming.promise });
  await at.spare.keep();
  at.there.set('own', 'run');
  const taking = at.spare.take('run');
  await at.spare[Symbol.asyncDispose]();
  renaming.resolve();
  expect(await taking).toBeUndefined();
  expect([...at.there.keys()]).toEqual(['own']);
  expect(at.ended).toEqual(['container-1']);
});

test('does not hold up the end of a server where the engine hangs', async () => {
  const at = spareOn();
  await at.spare.keep();
  vi.useFakeTimers();
  at.calls.remove = () => new Promise(() => undefined);
  const ended = at.spare[Symbol.asyncDispose]();
  await vi.advanceTimersByTimeAsync(5_000);
  await ended;
});
