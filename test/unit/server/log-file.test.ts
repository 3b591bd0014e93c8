import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeLog } from '../../../src/server/log.ts';
import { LogFile } from '../../../src/server/log-file.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { n?: number; msg?: string });

describe('case 183: the log of the server', () => {
  test('whoever fills it, takes so many files of so many bytes, and says where the lines before are', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 80 }), (sizes) => {
        const home = join(folder.path, crypto.randomUUID());
        const path = join(home, 'logs', 'server.log');
        {
          using file = new LogFile(path, { mostBytes: 2_000, files: 2 });
          const log = makeLog({ destination: file });
          for (const [n, size] of sizes.entries()) log.warn({ n, filler: 'x'.repeat(size) }, 'a line');
        }
        const files = readdirSync(join(home, 'logs'));
        expect(files.length).toBeLessThanOrEqual(3);
        for (const name of files) expect(statSync(join(home, 'logs', name)).size).toBeLessThanOrEqual(2_000);
        const inOrder = ['server.log.2', 'server.log.1', 'server.log'].filter((name) => files.includes(name));
        const all = inOrder.map((name) => linesOf(join(home, 'logs', name)));
        const numbers = all.flat().flatMap(({ n }) => n ?? []);
        // Whole, in their order, up to the last; and where some are gone, the oldest file says that it goes on.
        expect(numbers).toEqual(sizes.map((_, n) => n).slice(-numbers.length));
        for (const lines of numbers.length < sizes.length ? all : all.slice(1))
          expect(lines[0]?.msg).toMatch(
            /this log was full and begins anew; what was in it before is in .*server\.log\.1/,
          );
      }),
      { numRuns: 60 },
    );
  });

  test('goes on in what an earlier server left of it', () => {
    const path = join(folder.path, 'server.log');
    writeFileSync(path, '{"n":1}\n');
    using file = new LogFile(path);
    file.write('{"n":2}\n');
    expect(linesOf(path)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(statSync(path).mode & 0o777 & ~0o644).toBe(0);
  });

  test('counts what it could not write, and says how much that was once it can', () => {
    const path = join(folder.path, 'logs', 'server.log');
    using file = new LogFile(path, { mostBytes: 100, files: 1 });
    file.write(`${JSON.stringify({ n: 1, filler: 'x'.repeat(80) })}\n`);
    // A folder in the place of the kept file: it cannot be replaced by a file.
    mkdirSync(`${path}.1`);
    writeFileSync(join(`${path}.1`, 'x'), '');
    file.write('{"n":2}\n');
    file.write('{"n":3}\n');
    rmSync(`${path}.1`, { recursive: true });
    file.write('{"n":4}\n');
    const lines = linesOf(path);
    expect(lines.map(({ n }) => n)).toEqual([undefined, undefined, 4]);
    expect(lines[1]?.msg).toBe('2 lines before this one could not be written');
  });
});
