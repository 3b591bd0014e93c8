/** Disks that are full, and machines that lose their power. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const program = fileURLToPath(new URL('../../fixtures/store/work-on-disk.ts', import.meta.url));
const roomOnDisk = fileURLToPath(new URL('../../fixtures/sessions/room-on-disk.ts', import.meta.url));
const quietly = { stdio: 'ignore' } as const;

test('case 66: a full disk is said to be one; file and database are as before', (context) => {
  using folder = makeTemporaryFolder();
  try {
    execFileSync('unshare', ['--user', '--map-root-user', '--mount', 'true'], quietly);
  } catch {
    context.skip('this machine gives no mount namespace: unshare --user --mount');
  }
  const command = 'mount -t tmpfs -o size=3m tmpfs "$1" && exec "$2" "$3" "$1" full';
  const argv = ['--user', '--map-root-user', '--mount', 'sh', '-c', command, 'sh', folder.path];
  const said = execFileSync('unshare', [...argv, process.execPath, program], { encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual({
    save: 'disk-full',
    attempt: 'disk-full',
    file: 'services: {}\n',
    attempts: true,
  });
});

test('case 353: in a room whose disk is full each is told so, nothing is half written, and it goes on once there is room', (context) => {
  using folder = makeTemporaryFolder();
  try {
    execFileSync('unshare', ['--user', '--map-root-user', '--mount', 'true'], quietly);
  } catch {
    context.skip('this machine gives no mount namespace: unshare --user --mount');
  }
  const command = 'mount -t tmpfs -o size=4m tmpfs "$1" && TMPDIR="$1" exec "$2" "$3"';
  const argv = ['--user', '--map-root-user', '--mount', 'sh', '-c', command, 'sh', folder.path];
  const said = execFileSync('unshare', [...argv, process.execPath, roomOnDisk], { encoding: 'utf8' });
  const full = {
    status: 507,
    code: 'disk-full',
    title: 'The disk is full',
    message: expect.stringContaining('full'),
    fix: expect.any(String),
    written: 0,
  };
  expect(JSON.parse(said)).toEqual({
    join: { ...full, after: 200 },
    notice: { ...full, after: 200 },
    hand: { ...full, after: 200 },
    share: { ...full, after: 200 },
  });
});

test('case 75: what was called saved is on the disk when the power goes', async (context) => {
  using folder = makeTemporaryFolder();
  const at = (name: string) => join(folder.path, name);
  // Behind a loop device, only what was flushed is in the file of the disk: the rest is in the memory that is lost.
  const mount = (image: string, dir: string) => {
    mkdirSync(dir);
    execFileSync('mount', ['-o', 'loop', image, dir], quietly);
  };
  execFileSync('truncate', ['-s', '48M', at('disk')]);
  try {
    execFileSync('mkfs.ext4', ['-q', '-F', at('disk')], quietly);
    mount(at('disk'), at('before'));
  } catch {
    return context.skip('this machine mounts no loop device');
  }
  const child = spawn(process.execPath, [program, at('before'), 'saved'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(child.stdout, 'data', { signal: AbortSignal.timeout(30_000) })) as [Buffer];
    copyFileSync(at('disk'), at('after-the-cut'));
    const [, run = '', attempt = ''] = line.toString().trim().split(' ');
    mount(at('after-the-cut'), at('after'));
    expect(readFileSync(join(at('after'), 'workspace', 'compose.yaml'), 'utf8')).toBe(
      'services: {} # saved\n',
    );
    using store = openStore(join(at('after'), 'drydock.db'));
    expect(store.listAttempts(run).map(({ id }) => id)).toContain(attempt);
    expect(store.listRevisions(run).map(({ path }) => path)).toEqual(['compose.yaml']);
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    for (const dir of ['before', 'after'])
      try {
        execFileSync('umount', [at(dir)], quietly);
      } catch {
        // It was not mounted.
      }
  }
});
