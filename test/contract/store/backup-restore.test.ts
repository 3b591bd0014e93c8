/** `drydock backup` and `drydock restore`, as processes on real homes. */
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeHomeLock } from '../../../src/store/home-lock.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { fillStore } from '../../fixtures/store/fill-store.ts';
import { contentsOf, layHome } from '../../fixtures/store/lay-home.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const home = () => join(folder.path, 'home');
const archive = () => join(folder.path, 'mine.tar.gz');
const drydock = (of = home()) => new DrydockCommand(of, undefined);
const contents = (of = home()) => contentsOf(of);

beforeEach(() => {
  folder = makeTemporaryFolder();
  layHome(home());
});
afterEach(() => folder[Symbol.dispose]());

describe('a home that was backed up', () => {
  it('comes back as it was; what it had meanwhile is kept aside', async () => {
    const before = contents();
    expect(await drydock().run('backup', archive())).toMatchObject({ exitCode: 0, stderr: '' });
    writeFileSync(join(home(), 'workspaces', 'one', 'compose.yaml'), 'spoilt\n');
    {
      using store = openStore(join(home(), 'drydock.db'));
      fillStore(store);
    }
    const restored = await drydock().run('restore', archive(), '--json');
    expect(restored, restored.stderr).toMatchObject({ exitCode: 0 });
    // Files of the first run were elsewhere than in the home: no backup holds them, and it goes on in the home.
    const [elsewhere, ...others] = contents();
    const ended = { intent: 'stopped', step: 'stopped' };
    expect(others).toEqual(before.slice(1).map((each) => ({ ...each, run: { ...each.run, ...ended } })));
    const workspaceDir = expect.stringContaining(join(home(), 'workspaces/start-first-container-'));
    expect(elsewhere).toEqual({ ...before[0], run: { ...before[0]?.run, ...ended, workspaceDir } });
    const at = (path: string) => readFileSync(join(home(), path), 'utf8');
    expect(at('workspaces/one/compose.yaml')).toBe('services: {}\n');
    expect(at('workspaces/one/empty')).toBe('');
    expect(at('kept/one/before/compose.yaml')).toBe('old\n');
    const { replaced } = JSON.parse(restored.stdout);
    expect(readFileSync(join(replaced, 'workspaces/one/compose.yaml'), 'utf8')).toBe('spoilt\n');
    expect(contents(replaced)).toHaveLength(3);
    expect(readdirSync(home()).filter((name) => /^(restoring|backup)-/.test(name))).toEqual([]);
  });

  it('is backed up while it is used, and not restored', async () => {
    using _ = takeHomeLock(home(), 'server');
    using store = openStore(join(home(), 'drydock.db'));
    store.setChapterPosition(store.localPerson().person.id, 'start', 1, undefined);
    expect(await drydock().run('backup', archive())).toMatchObject({ exitCode: 0 });
    const refused = await drydock().run('restore', archive());
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('uses the home') });
  });

  it('a restore that is killed leaves a home that opens', async () => {
    await drydock().run('backup', archive());
    for (const afterMs of [0, 150, 300, 450]) {
      const child = drydock().start('restore', archive());
      const ended = once(child, 'exit');
      setTimeout(() => child.kill('SIGKILL'), afterMs);
      await ended;
    }
    expect(await drydock().run('restore', archive())).toMatchObject({ exitCode: 0 });
    expect(contents()).toHaveLength(2);
  });
});
