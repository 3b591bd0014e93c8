/** Media that are too small, and file systems that take no file so large. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const program = fileURLToPath(new URL('../../fixtures/bundle/save-into.ts', import.meta.url));
const run = (file: string, argv: readonly string[]): unknown =>
  JSON.parse(execFileSync(file, argv, { encoding: 'utf8' }));

test('case 345: a disk that is full is said to be one, and nothing is left there', (context) => {
  using folder = makeTemporaryFolder();
  const inNamespace = ['--user', '--map-root-user', '--mount'];
  try {
    execFileSync('unshare', [...inNamespace, 'true'], { stdio: 'ignore' });
  } catch {
    context.skip('this machine gives no mount namespace: unshare --user --mount');
  }
  const command = 'mount -t tmpfs -o size=3m tmpfs "$1" && exec "$2" "$3" "$1"';
  const argv = ['sh', '-c', command, 'sh', folder.path, process.execPath, program];
  expect(run('unshare', [...inNamespace, ...argv])).toEqual({ ended: 'disk-full', left: [] });
});

test('case 345: a file that is too large for where it goes is said to be that, and nothing is left', () => {
  using folder = makeTemporaryFolder();
  // In blocks of 512 bytes or of 1024, by shell: 1 or 2 MB.
  const command = 'ulimit -f 2000 && exec "$2" "$3" "$1"';
  const argv = ['-c', command, 'sh', folder.path, process.execPath, program];
  expect(run('sh', argv)).toEqual({ ended: 'too-big', left: [] });
});

test('with room, it is saved', () => {
  using folder = makeTemporaryFolder();
  expect(run(process.execPath, [program, folder.path])).toEqual({ ended: 'saved', left: ['room.drydock'] });
});
