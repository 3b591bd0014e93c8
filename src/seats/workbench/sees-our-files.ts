import { stat } from 'node:fs/promises';
import { DrydockError } from '../../lab/errors.ts';
import type { Engine } from '../../lab/ports/engine.ts';

/**
 * Whether a directory that was bound into a container is ours: device and inode are the same on one kernel. An
 * engine in a virtual machine, or one reached from inside of a container, makes an empty directory of that name.
 */
export async function seesOurFiles(
  engine: Pick<Engine, 'run'>,
  container: string,
  directory: string,
): Promise<boolean> {
  const ours = await stat(directory);
  const seen = await engine.run(container, ['stat', '-c', '%d:%i', directory], {
    cwd: '/',
    timeoutMs: 20_000,
  });
  if (seen.exitCode !== 0 && seen.stderr === '' && seen.stdout === '') {
    throw new DrydockError('engine-failed', {
      message: `The workbench image has no stat(1); it cannot be used.`,
    });
  }
  return seen.stdout.trim() === `${ours.dev}:${ours.ino}`;
}
