/** What a lab makes in its workspace is watched for the page: each watch is one of the machine's. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mostWatched, watchFiles } from '../../../src/runner/workspace/watch-files.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

/** The watches of this process, as the kernel counts them. proc_pid_fdinfo(5). */
function countWatches(): number {
  return readdirSync('/proc/self/fdinfo')
    .map((fd) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8').match(/^inotify/gm)?.length ?? 0;
      } catch {
        return 0;
      }
    })
    .reduce((all, one) => all + one, 0);
}

it.skipIf(process.platform !== 'linux')(
  'case 242: 6,000 files in a workspace take a bounded number of watches, and an edit is heard of',
  async () => {
    using folder = makeTemporaryFolder();
    writeFileSync(join(folder.path, 'compose.yaml'), 'a');
    mkdirSync(join(folder.path, 'many'));
    for (let index = 0; index < 6_000; index += 1) writeFileSync(join(folder.path, 'many', `${index}`), '');
    const before = countWatches();
    const stop = new AbortController();
    const told: string[] = [];
    try {
      await watchFiles(folder.path, stop.signal, (paths) => told.push(...paths));
      expect(countWatches() - before).toBeGreaterThan(1);
      expect(countWatches() - before).toBeLessThanOrEqual(mostWatched);
      appendFileSync(join(folder.path, 'compose.yaml'), 'b');
      await eventually(() => expect(told).toContain('compose.yaml'));
    } finally {
      stop.abort();
    }
  },
);
