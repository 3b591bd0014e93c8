/** What an archive of a home holds and what is refused; the commands are tried in `test/contract/store`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeArchive } from '../../../src/store/archive/write-archive.ts';
import { openStore } from '../../../src/store/open-store.ts';
import {
  fillAssignment,
  fillSession,
  readAssignments,
  readSessions,
} from '../../fixtures/store/fill-store.ts';
import { asHeld, liftHeld } from '../../fixtures/store/held.ts';
import { contentsOf, layHome } from '../../fixtures/store/lay-home.ts';
import { packArchive } from '../../fixtures/store/pack-archive.ts';
import { restoreFile } from '../../fixtures/store/restore-file.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const home = () => join(folder.path, 'home');
const archive = () => join(folder.path, 'mine.tar.gz');
const at = new Date('2026-01-01T12:00:00Z');
const backUp = () => writeArchive(home(), archive(), { at });
const contents = (of = home()) => contentsOf(of);

beforeEach(() => {
  folder = makeTemporaryFolder();
  layHome(home());
});
afterEach(() => folder[Symbol.dispose]());

describe('an archive', () => {
  it('comes up in another home, where its runs find their files', async () => {
    await backUp();
    const other = join(folder.path, 'other');
    mkdirSync(other);
    await restoreFile(other, archive(), { at });
    const dirs = contents(other).map(({ run }) => run.workspaceDir);
    expect(dirs).toEqual([
      expect.stringMatching(new RegExp(`^${other}/workspaces/start-first-container-[0-9a-z]{6}$`)),
      join(other, 'workspaces', 'one'),
    ]);
    expect(existsSync(join(dirs[1] ?? '', 'compose.yaml'))).toBe(true);
  });

  it('brings sessions, who joined, what was said and how everybody stands', async () => {
    const held = (of: string) => {
      using store = openStore(join(of, 'drydock.db'));
      return readSessions(store);
    };
    {
      using store = openStore(join(home(), 'drydock.db'));
      fillSession(store);
    }
    const before = held(home());
    expect(before).toMatchObject([
      { joined: [{ alias: 'Anna' }], board: [{ standing: { status: 'done' } }] },
    ]);
    await backUp();
    const other = join(folder.path, 'other');
    mkdirSync(other);
    await restoreFile(other, archive(), { at });
    expect(held(other)).toEqual(before);
  });

  it('brings assignments: who takes part, what was handed in, how it was judged and what was said of it', async () => {
    const held = (of: string) => {
      using store = openStore(join(of, 'drydock.db'));
      return readAssignments(store);
    };
    {
      using store = openStore(join(home(), 'drydock.db'));
      fillAssignment(store);
    }
    const before = held(home());
    expect(before).toMatchObject([
      {
        enrolled: [{ name: 'Ada' }, { name: 'Ben' }],
        submissions: [{ files: ['services: {}\n'], answers: { kernel: { value: '6.12.0' } } }, {}],
        gradings: [{ seen: ['2026-11-24T10:00:00.000Z', '2026-11-24T10:00:05.000Z'] }, {}],
        jobs: [{ state: 'done' }, { state: 'waiting' }, { state: 'waiting' }],
        regrades: [{ state: 'draft' }],
      },
      // Kept long enough: what it came to is there, and nothing that it came from.
      {
        submissions: [{ submission: { isErased: true }, files: [], answers: {} }],
        gradings: [{ seen: [undefined] }],
        jobs: [{ state: 'done' }],
      },
    ]);
    await backUp();
    const other = join(folder.path, 'other');
    mkdirSync(other);
    await restoreFile(other, archive(), { at });
    expect(held(other)).toEqual(before);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'with a database of schema %i comes back with all that was in it',
    async (version) => {
      const golden = (ending: string) =>
        new URL(`../../golden/store/schema-${version}.${ending}`, import.meta.url);
      await packArchive(archive(), [[{ name: 'drydock.db' }, readFileSync(golden('db'))]]);
      await restoreFile(home(), archive(), { at });
      // The files of its run were in a folder elsewhere, and nothing of it runs.
      const placed = (value: unknown): unknown =>
        JSON.parse(
          JSON.stringify(value, (key, each) =>
            ['workspaceDir', 'intent', 'step'].includes(key) ? '' : each,
          ),
        );
      const held: unknown = JSON.parse(readFileSync(golden('json'), 'utf8'));
      expect(placed(asHeld(contents()))).toEqual(placed(liftHeld(held, version)));
    },
  );

  it('is found behind a link', async () => {
    await backUp();
    const link = join(folder.path, 'link');
    symlinkSync(archive(), link);
    const other = join(folder.path, 'other');
    mkdirSync(other);
    await restoreFile(other, link, { at });
    expect(contents(other)).toHaveLength(2);
  });

  it('brings no record of what a seat had: a seat that goes on takes what was restored', async () => {
    writeFileSync(join(home(), 'workspaces', 'one.synced.json'), '[["compose.yaml","file:644:00"]]');
    writeFileSync(join(home(), 'workspaces', 'one', 'mine.synced.json'), 'mine');
    await backUp();
    const other = join(folder.path, 'other');
    mkdirSync(other);
    await restoreFile(other, archive(), { at });
    expect(readdirSync(join(other, 'workspaces'))).toEqual(['one']);
    expect(readFileSync(join(other, 'workspaces/one/mine.synced.json'), 'utf8')).toBe('mine');
  });

  it('gives away no key', async () => {
    await backUp();
    const text = gunzipSync(readFileSync(archive())).toString('latin1');
    expect(text).toContain('services: {}');
    for (const name of ['secret', 'signing'])
      for (const file of readdirSync(home()).filter((each) => each.includes(name)))
        expect(text).not.toContain(readFileSync(join(home(), file), 'latin1'));
  });

  it('is not written over a file that is there, nor of a home without a database', async () => {
    mkdirSync(join(folder.path, 'empty'));
    await expect(writeArchive(join(folder.path, 'empty'), archive(), { at })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(existsSync(archive())).toBe(false);
    writeFileSync(archive(), 'mine');
    await expect(backUp()).rejects.toMatchObject({ code: 'bad-usage' });
    expect(readFileSync(archive(), 'utf8')).toBe('mine');
  });
});

describe('what is no backup changes nothing', () => {
  const spoil = {
    'cut off': (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
    'not an archive': () => Buffer.from('hello\n'),
    'an archive of something else': () => gzipSync(Buffer.alloc(1024)),
    'changed in the middle': (bytes: Buffer) => {
      const plain = gunzipSync(bytes);
      // Past the header and the first page of the database.
      plain.fill(0xa5, 16_384, 49_152);
      return gzipSync(plain);
    },
    'of a newer form': (bytes: Buffer) =>
      gzipSync(
        Buffer.from(gunzipSync(bytes).toString('latin1').replace('"format": 1', '"format": 9'), 'latin1'),
      ),
    'one that leads out': (bytes: Buffer) =>
      gzipSync(
        Buffer.from(
          gunzipSync(bytes).toString('latin1').replaceAll('kept/one/before/', 'kept/../../befor/'),
          'latin1',
        ),
      ),
  };

  it.each(Object.entries(spoil))('%s', async (_, change) => {
    await backUp();
    const before = contents();
    const bad = join(folder.path, 'bad.tar.gz');
    writeFileSync(bad, change(readFileSync(archive())));
    const names = readdirSync(home()).sort();
    await expect(restoreFile(home(), bad, { at })).rejects.toMatchObject({
      code: expect.stringMatching(/^(bad-usage|setup-failed)$/),
    });
    expect(contents()).toEqual(before);
    expect(readdirSync(home()).sort()).toEqual(names);
    expect(existsSync(join(folder.path, 'befor'))).toBe(false);
  });
});
