import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WorkNews } from '../../../../src/server/assignments/keeping-work.ts';
import { makeForgetting } from '../../../../src/server/sessions/forgetting.ts';
import { startRetention } from '../../../../src/server/sessions/retention.ts';
import { openStore } from '../../../../src/store/open-store.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

const gone: WorkNews = {
  type: 'gone',
  assignment: 'a',
  title: 'Week 1',
  submissions: 1,
  until: '2026-11-24T00:00:00.000Z',
};

test('work that went is left in no copy of the database: where that fails, it is tried again the next time', async () => {
  using folder = makeTemporaryFolder();
  using store = openStore(join(folder.path, 'drydock.db'));
  let renewed = 0;
  let news: readonly WorkNews[] = [gone];
  const errors: unknown[] = [];
  const forgetting = makeForgetting({
    store,
    signIns: {
      end: () => undefined,
      hold: () => ({ signal: AbortSignal.any([]), [Symbol.dispose]: () => {} }),
      tick: () => {},
    },
    removal: {
      forgetParties: async () => undefined,
      forgetContents: async () => undefined,
      async renewCopies() {
        renewed += 1;
        if (renewed === 1) throw new Error('the disk is full');
        return [];
      },
    },
  });
  const settled = async () => {
    await vi.waitFor(() => expect(news).toEqual([]));
    await forgetting.settled();
  };
  {
    await using _ = startRetention({
      store,
      removeOldWork: () => {
        const told = news;
        news = [];
        return told;
      },
      onWork: () => undefined,
      forgetting,
      clock: () => new Date(),
      everyMs: 1_000,
      onNews: () => undefined,
      onError: (error) => errors.push(error),
    });
    await settled();
    await vi.waitFor(() => expect(errors).toMatchObject([{ message: 'the disk is full' }]));
    vi.advanceTimersByTime(1_000);
    await vi.waitFor(() => expect(renewed).toBe(2));
    vi.advanceTimersByTime(1_000);
  }
  expect([renewed, errors.length]).toEqual([2, 1]);
});
