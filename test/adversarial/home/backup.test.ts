/** Containers write into the folders that a backup is made of, while it is made. */

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { writeArchive } from '../../../src/store/archive/write-archive.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { exchange, whyNoExchange } from '../files/exchanging.ts';

const secret = 'a secret of the machine';

function makeHome(folder: string) {
  const [home, canary] = [join(folder, 'home'), join(folder, 'canary')];
  const workspace = join(home, 'workspaces', 'one');
  mkdirSync(join(workspace, 'web'), { recursive: true });
  mkdirSync(canary);
  for (let index = 0; index < 50; index += 1) {
    writeFileSync(join(workspace, 'web', `f${index}`), 'x');
    writeFileSync(join(canary, `f${index}`), secret, { mode: 0o600 });
  }
  openStore(join(home, 'drydock.db')).close();
  return { home, canary, workspace };
}

test('case 161: a folder and a link to one of the machine change places while a backup is made', async (context) => {
  const why = whyNoExchange();
  if (why !== undefined) context.skip(why);
  using folder = makeTemporaryFolder();
  const { home, canary, workspace } = makeHome(folder.path);
  symlinkSync(canary, join(workspace, 'link'));
  await using _ = await exchange(join(workspace, 'web'), join(workspace, 'link'));
  for (let round = 0; round < 40; round += 1) {
    const file = join(folder.path, `backup-${round}`);
    await writeArchive(home, file, { at: new Date() });
    expect(gunzipSync(readFileSync(file)).includes(secret)).toBe(false);
  }
});

test('case 161: links, pipes and devices are left out of a backup, and each is named', async () => {
  using folder = makeTemporaryFolder();
  const { home, canary, workspace } = makeHome(folder.path);
  symlinkSync(join(canary, 'f0'), join(workspace, 'link'));
  symlinkSync(canary, join(workspace, 'folder-link'));
  execFileSync('mkfifo', [join(workspace, 'pipe')]);
  writeFileSync(Buffer.from(join(workspace, 'odd-\xff'), 'latin1'), 'x');
  const file = join(folder.path, 'mine.tar.gz');
  const made = await new DrydockCommand(home, undefined).run('backup', file);
  expect(made).toMatchObject({ exitCode: 0 });
  for (const name of ['link', 'folder-link', 'pipe', 'odd-']) expect(made.stdout).toContain(`one/${name}`);
  expect(gunzipSync(readFileSync(file)).includes(secret)).toBe(false);
  expect(gunzipSync(readFileSync(file)).includes('workspaces/one/web/f49')).toBe(true);
});

test('case 260: what a container has shut is left out of a backup and named, and the rest is in it', async (context) => {
  if (process.geteuid?.() !== 0 || !process.seteuid) context.skip('this test is not run as root');
  using folder = makeTemporaryFolder();
  const { home, workspace } = makeHome(folder.path);
  mkdirSync(join(workspace, 'data'));
  mkdirSync(join(workspace, 'half'));
  writeFileSync(join(workspace, 'half', 'inner'), 'x');
  writeFileSync(join(workspace, 'shut'), 'x');
  const nobody = 65_534;
  const own = (path: string): void => {
    chownSync(path, nobody, nobody);
    for (const { name, parentPath } of readdirSync(path, { recursive: true, withFileTypes: true }))
      chownSync(join(parentPath, name), nobody, nobody);
  };
  own(folder.path);
  for (const name of ['data', 'half', 'shut']) chownSync(join(workspace, name), 0, 0);
  chmodSync(join(workspace, 'data'), 0o700);
  chmodSync(join(workspace, 'half'), 0o744);
  chmodSync(join(workspace, 'shut'), 0o600);
  process.seteuid?.(nobody);
  try {
    const { leftOut, files } = await writeArchive(home, join(folder.path, 'mine.tar.gz'), { at: new Date() });
    expect(leftOut.map(({ path }) => path).toSorted()).toEqual(
      ['data', 'half', 'shut'].map((name) => `workspaces/one/${name}`),
    );
    expect(files).toBe(50);
  } finally {
    process.seteuid?.(0);
  }
});
