import { appendFileSync, closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { boundDockerdLog, startLogRotation } from '../../../../src/seats/embedded/dockerd-log.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

it('case 190: the log of a daemon that goes on writing is cut at its bound, and says so', async () => {
  using folder = makeTemporaryFolder();
  const file = join(folder.path, 'dockerd.log');
  // As the daemon has it: opened once, to append.
  const daemon = openSync(file, 'a');
  try {
    writeSync(daemon, 'x'.repeat(900));
    await boundDockerdLog(file, 1_000);
    expect(readFileSync(file, 'utf8')).toBe('x'.repeat(900));
    writeSync(daemon, 'y'.repeat(200));
    await boundDockerdLog(file, 1_000);
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('x'.repeat(900) + 'y'.repeat(200));
    writeSync(daemon, 'after\n');
    expect(readFileSync(file, 'utf8')).toMatch(
      /^level=warning msg="drydock: this log was full and begins anew, .*dockerd\.log\.1;.*"\nafter\n$/,
    );
    writeSync(daemon, 'z'.repeat(1_000));
    await boundDockerdLog(file, 1_000);
    expect(readFileSync(`${file}.1`, 'utf8')).toContain('after\nzzz');
  } finally {
    closeSync(daemon);
  }
});

it('looks now and then, is not there where there is no engine, and ends', async () => {
  using folder = makeTemporaryFolder();
  const file = join(folder.path, 'dockerd.log');
  const errors: unknown[] = [];
  await using _ = startLogRotation(file, { everyMs: 1, onError: (error) => errors.push(error) });
  writeFileSync(file, 'x'.repeat(4 * 1024 * 1024));
  appendFileSync(file, 'last');
  await expect.poll(() => readFileSync(file, 'utf8').length).toBeLessThan(1_000);
  expect(errors).toEqual([]);
});
