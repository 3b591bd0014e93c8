import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchFiles } from '../../../../src/runner/workspace/watch-files.ts';
import { eventually } from '../../../fixtures/eventually.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

describe('watchFiles', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let stop: AbortController;
  let told: string[];
  const at = (path: string) => join(folder.path, path);
  const hears = (path: string) => eventually(() => expect(told).toContain(path));

  beforeEach(async () => {
    folder = makeTemporaryFolder();
    mkdirSync(at('web'));
    writeFileSync(at('compose.yaml'), 'a');
    writeFileSync(at('web/server.pl'), 'a');
    stop = new AbortController();
    told = [];
    await watchFiles(folder.path, stop.signal, (paths) => told.push(...paths));
  });
  afterEach(() => {
    stop.abort();
    folder[Symbol.dispose]();
  });

  it.each(['compose.yaml', 'web/server.pl'])(
    'hears of %s written by others after it was replaced by a save',
    async (path) => {
      writeFileSync(at(`${path}.new`), 'b');
      renameSync(at(`${path}.new`), at(path));
      await hears(path);
      told = [];
      appendFileSync(at(path), 'c');
      await hears(path);
    },
  );

  it('hears of files in new folders, and of what is gone', async () => {
    mkdirSync(at('new/below'), { recursive: true });
    writeFileSync(at('new/below/file'), 'a');
    await hears('new/below/file');
    told = [];
    rmSync(at('new'), { recursive: true });
    await hears('new/below/file');
  });

  it('tells what changed together once', async () => {
    const calls: (readonly string[])[] = [];
    const own = new AbortController();
    await watchFiles(folder.path, own.signal, (paths) => calls.push(paths));
    for (const text of ['b', 'c', 'd']) writeFileSync(at('compose.yaml'), text);
    writeFileSync(at('web/server.pl'), 'b');
    await eventually(() => expect(calls).toHaveLength(1));
    expect([...(calls[0] ?? [])].sort()).toEqual(['compose.yaml', 'web/server.pl']);
    own.abort();
  });
});
