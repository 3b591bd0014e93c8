/** Where restored runs have their files: a folder for each alone, which nothing of another run can lead elsewhere. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unfinishedJob } from '../../../src/runner/jobs/run-state.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { placeWorkspaces } from '../../../src/store/workspace-place.ts';
import { makeDatabase, type PackedEntry, packArchive } from '../../fixtures/store/pack-archive.ts';
import { restoreFile } from '../../fixtures/store/restore-file.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const home = () => join(folder.path, 'home');
const at = new Date('2026-01-01T12:00:00Z');

/** Restores a backup whose two runs had their files there; resolves with where they have them now. */
async function restore(dirs: readonly [string, string], entries: readonly PackedEntry[] = []) {
  const archive = join(folder.path, 'theirs.tar.gz');
  const database = makeDatabase((db) => {
    db.exec('DROP TRIGGER run_stays_itself');
    for (const [index, dir] of dirs.entries())
      db.prepare('UPDATE run SET workspace_dir = ? WHERE seq = ?').run(dir, index + 1);
  });
  await packArchive(archive, [[{ name: 'drydock.db' }, database], ...entries]);
  const restored = await restoreFile(home(), archive, { at });
  using store = openStore(join(home(), 'drydock.db'));
  return { restored, runs: store.listRuns(), dirs: store.listRuns().map(({ workspaceDir }) => workspaceDir) };
}

beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(home());
});
afterEach(() => folder[Symbol.dispose]());

const ownFolder = () =>
  expect.stringMatching(new RegExp(`^${home()}/workspaces/[a-z-]+-[0-9a-z]{6}(-[0-9]+)?$`));

describe('case 255: no run of a backup has its files where another has them', () => {
  test('inside of another’s: it gets a folder of its own, and that is said', async () => {
    const { dirs, restored } = await restore(
      ['/other/home/workspaces/a/f/sub', '/other/home/workspaces/a'],
      [[{ name: 'workspaces/a/f/sub/mine' }, 'mine']],
    );
    expect(dirs).toEqual([ownFolder(), join(home(), 'workspaces/a')]);
    expect(restored.moved).toEqual([
      { lab: 'start/first-container', left: join(home(), 'workspaces/a/f/sub'), directory: dirs[0] },
    ]);
    expect(readFileSync(join(home(), 'workspaces/a/f/sub/mine'), 'utf8')).toBe('mine');
  });

  test.each([
    ['/other/home/workspaces/a', '/other/home/workspaces/a'],
    ['/other/home/workspaces/a', '/other/home/workspaces/A'],
    ['/other/home/workspaces/a.synced.json', '/other/home/workspaces/a'],
  ])('%s beside %s: the later run has it', async (...asked) => {
    const { dirs } = await restore(asked, [[{ name: 'workspaces/a/mine' }, 'mine']]);
    expect(dirs).toEqual([ownFolder(), asked[1].replace('/other/home', home())]);
  });

  test('a name that would be its own is another’s', async () => {
    const first = await restore(['/elsewhere', '/other/home/workspaces/a']);
    const own = first.dirs[0]?.replace(home(), '/other/home') ?? '';
    const { dirs } = await restore(
      ['/elsewhere', own],
      [[{ name: `${own.replace('/other/home/', '')}/theirs` }, 'x']],
    );
    expect(dirs).toEqual([ownFolder(), own.replace('/other/home', home())]);
    expect(dirs[0]).not.toBe(dirs[1]);
  });

  test('a file or files of nobody’s are at its name', async () => {
    const asFile = await restore(
      ['/other/home/workspaces/a', '/other/home/workspaces/b'],
      [[{ name: 'workspaces/a' }, 'a file']],
    );
    expect(asFile.dirs).toEqual([ownFolder(), join(home(), 'workspaces/b')]);
    const own = asFile.dirs[0]?.slice(home().length + 1) ?? '';
    const { dirs } = await restore(
      ['/elsewhere', '/other/home/workspaces/b'],
      [[{ name: `${own}/theirs` }, 'x']],
    );
    expect(existsSync(join(dirs[0] ?? '', 'theirs'))).toBe(false);
  });

  test('whatever the runs say, each has one name below the workspaces, and no two the same', () => {
    const name = fc.constantFrom(
      'a',
      'A',
      'b',
      'a.synced.json',
      'l-x-000000',
      'l-x-000001',
      'ä',
      'a\u0308',
      '-',
      '\n',
    );
    const dir = fc
      .tuple(
        fc.constantFrom('/from/workspaces', '/from', '/from/kept', '/', '/fromother'),
        fc.array(name, { maxLength: 3 }),
      )
      .map(([top, names]) => join(top, ...names));
    const there = fc.array(fc.tuple(name, fc.boolean())).map((entries) => new Map<string, boolean>(entries));
    fc.assert(
      fc.property(fc.array(dir, { maxLength: 8 }), there, (dirs, found) => {
        const runs = dirs.map((workspaceDir, index) => ({
          id: `${index}`.padStart(6, '0'),
          lab: 'l/x',
          workspaceDir,
        }));
        const places = placeWorkspaces(runs, { from: '/from', to: '/to', there: found });
        const names = runs.map(
          ({ id }) => /^\/to\/workspaces\/([^/]+)$/.exec(places.get(id)?.directory ?? '')?.[1],
        );
        const folded = names.map((each) => each?.normalize('NFC').toLowerCase());
        expect(folded).not.toContain(undefined);
        expect(new Set(folded).size).toBe(runs.length);
        for (const each of names) {
          expect(each).not.toMatch(/\.synced\.json$/);
          expect(found.get(each ?? '') ?? true).toBe(true);
        }
      }),
    );
  });
});

test('case 256: nothing of a backup starts by itself', async () => {
  const { runs } = await restore(['/other/home/workspaces/a', '/other/home/workspaces/b']);
  expect(runs).toHaveLength(2);
  for (const run of runs) {
    expect(run).toMatchObject({ intent: 'stopped', step: 'stopped' });
    expect(unfinishedJob(run)).toBeUndefined();
  }
});
