import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBackups } from '../../../../src/store/archive/backups.ts';
import { openStore } from '../../../../src/store/open-store.ts';
import { newRun } from '../../../fixtures/attempt.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

test('a copy is a store of its own, and only the newest stay', async () => {
  using folder = makeTemporaryFolder();
  using store = openStore(join(folder.path, 'drydock.db'));
  store.createRun(newRun(store.localPerson().party.id));
  const directory = join(folder.path, 'backups');
  const errors: unknown[] = [];
  for (const day of [1, 2, 3]) {
    const clock = () => new Date(Date.UTC(2026, 0, day));
    await using _ = startBackups(store, {
      directory,
      everyMs: 3_600_000,
      keep: 2,
      clock,
      onError: (e) => errors.push(e),
    });
  }
  expect(errors).toEqual([]);
  const copies = readdirSync(directory);
  expect(copies).toEqual(['drydock-2026-01-02T00-00-00-000Z.db', 'drydock-2026-01-03T00-00-00-000Z.db']);
  using copy = openStore(join(directory, copies[1] ?? ''));
  expect(copy.listRuns()).toEqual(store.listRuns());
});

test('a copy that cannot be written is told and does not stop the server', async () => {
  using folder = makeTemporaryFolder();
  const errors: unknown[] = [];
  const backUp = () => Promise.reject(new Error('no room'));
  const options = { directory: folder.path, everyMs: 3_600_000, keep: 2, clock: () => new Date() };
  await startBackups({ backUp }, { ...options, onError: (e) => errors.push(e) })[Symbol.asyncDispose]();
  expect(errors).toMatchObject([{ message: 'no room' }]);
});

test('a server that is started again and again makes no copy before its time', async () => {
  using folder = makeTemporaryFolder();
  let copies = 0;
  const backUp = async (to: string) => {
    copies += 1;
    writeFileSync(to, 'copy');
  };
  const startAt = async (time: number) => {
    const options = { directory: folder.path, everyMs: 3_600_000, keep: 24, clock: () => new Date(time) };
    await startBackups({ backUp }, { ...options, onError: (error) => expect.fail(String(error)) })[
      Symbol.asyncDispose
    ]();
  };
  const noon = Date.UTC(2026, 0, 1, 12);
  for (const minutes of [0, 1, 30, 59]) await startAt(noon + minutes * 60_000);
  expect(copies).toBe(1);
  await startAt(noon + 60 * 60_000);
  expect(copies).toBe(2);
  // A clock that was put back by a day does not keep it from making any.
  await startAt(noon - 24 * 60 * 60_000);
  expect(copies).toBe(3);
});

test('copies are renewed: one is made, and those of before go', async () => {
  using folder = makeTemporaryFolder();
  let minute = 0;
  const clock = () => new Date(Date.UTC(2026, 0, 1, 12, minute++));
  const backUp = async (to: string) => writeFileSync(to, `copy ${minute}`);
  const options = {
    directory: folder.path,
    keep: 24,
    clock,
    onError: (e: unknown) => expect.fail(String(e)),
  };
  for (const _ of [1, 2, 3])
    await startBackups({ backUp }, { ...options, everyMs: 1 })[Symbol.asyncDispose]();
  expect(readdirSync(folder.path)).toHaveLength(3);
  await using backups = startBackups({ backUp }, { ...options, everyMs: 3_600_000 });
  await backups.renew();
  expect(readdirSync(folder.path)).toHaveLength(1);
  const broken = startBackups(
    { backUp: () => Promise.reject(new Error('no room')) },
    { ...options, everyMs: 3_600_000 },
  );
  await expect(broken.renew()).rejects.toThrow('no room');
  await broken[Symbol.asyncDispose]();
});
