/** A restore that is killed at each of its renames, and what whoever comes next finds. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { writeArchive } from '../../../src/store/archive/write-archive.ts';
import { takeHomeLock } from '../../../src/store/home-lock.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const killer = fileURLToPath(new URL('../../fixtures/kill-at-rename.ts', import.meta.url));
const chapterOf = (database: string) => {
  using store = openStore(database);
  return store.chapterPositions(store.localPerson().person.id).map(({ chapter }) => chapter);
};

function makeHome(home: string, chapter: string): void {
  for (const folder of ['workspaces/one', 'kept/one']) {
    mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, folder, 'file'), chapter);
  }
  using store = openStore(join(home, 'drydock.db'));
  store.setChapterPosition(store.localPerson().person.id, chapter, 0.5, undefined);
}

/** Of a server that was killed: what was learned last is in the log of the database alone. */
function leaveInLog(home: string): void {
  const copy = `${home}-open`;
  mkdirSync(copy);
  const store = openStore(join(home, 'drydock.db'));
  store.setChapterPosition(store.localPerson().person.id, 'capabilities', 0.7, undefined);
  for (const end of ['', '-wal', '-shm'])
    cpSync(join(home, `drydock.db${end}`), join(copy, `drydock.db${end}`));
  store.close();
  for (const end of ['', '-wal', '-shm'])
    cpSync(join(copy, `drydock.db${end}`), join(home, `drydock.db${end}`));
}

describe('case 261: a restore that is killed', () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'before its rename %i is finished by whoever takes the home next',
    async (killAt) => {
      using folder = makeTemporaryFolder();
      const [home, other] = [join(folder.path, 'home'), join(folder.path, 'other')];
      makeHome(home, 'start');
      makeHome(other, 'runtimes');
      leaveInLog(home);
      const archive = join(folder.path, 'other.tar.gz');
      await writeArchive(other, archive, { at: new Date() });
      const env = { NODE_OPTIONS: `--import ${killer}`, KILL_AT: String(killAt) };
      const { signal } = await new DrydockCommand(home, undefined, env).run('restore', archive);
      expect(signal).toBe('SIGKILL');

      const backup = await new DrydockCommand(home, undefined).run(
        'backup',
        join(folder.path, 'half.tar.gz'),
      );
      expect(backup).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('was cut off') });
      const { replaced = '' } = (() => {
        using lock = takeHomeLock(home, 'test');
        return { replaced: lock.replaced };
      })();
      expect(chapterOf(join(home, 'drydock.db'))).toEqual(['runtimes']);
      expect(readFileSync(join(home, 'workspaces/one/file'), 'utf8')).toBe('runtimes');
      expect(readFileSync(join(home, 'kept/one/file'), 'utf8')).toBe('runtimes');
      // What it had is whole in one place, with what was in the log.
      expect(chapterOf(join(replaced, 'drydock.db')).toSorted()).toEqual(['capabilities', 'start']);
      expect(readFileSync(join(replaced, 'workspaces/one/file'), 'utf8')).toBe('start');
      expect(readFileSync(join(replaced, 'kept/one/file'), 'utf8')).toBe('start');
      expect(existsSync(join(home, 'restore.json'))).toBe(false);

      const again = await new DrydockCommand(home, undefined).run('restore', archive);
      expect(again).toMatchObject({ exitCode: 0 });
      expect(readdirSync(home).filter((name) => name.startsWith('restoring-'))).toEqual([]);
    },
  );

  test('whose mark is damaged is said to be so, with where its files are, and nothing is moved', async () => {
    using folder = makeTemporaryFolder();
    const home = join(folder.path, 'home');
    makeHome(home, 'start');
    writeFileSync(join(home, 'restore.json'), '{"laidOut":"../x","aside":".."}');
    const before = readdirSync(home).toSorted();
    expect(() => takeHomeLock(home, 'test')).toThrow('does not say which restore was cut off');
    expect(
      readdirSync(home)
        .filter((name) => name !== 'lock')
        .toSorted(),
    ).toEqual(before);
  });
});
