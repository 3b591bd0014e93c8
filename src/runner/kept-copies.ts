import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Revision, RunStore } from '../lab/ports/store.ts';
import type { StateFiles } from './library/lab-state.ts';
import { Workspace } from './workspace/workspace.ts';

/** Records what the store has not kept yet of these files. */
export function recordRevisions(
  store: Pick<RunStore, 'addSnapshot'>,
  run: string,
  files: StateFiles,
  reason: Revision['reason'],
): void {
  store.addSnapshot(run, reason, new Map([...files].map(([path, { content }]) => [path, content])));
}

/** Writes a copy that a person can find: `KEPT/base-images-distroless/2026-01-31T12-00-00Z/`. Returns its folder. */
export async function keepCopy(keptDir: string, lab: string, at: Date, files: StateFiles): Promise<string> {
  const dir = await makeFolder(
    join(keptDir, lab.replaceAll('/', '-')),
    at.toISOString().replaceAll(/[:.]/g, '-'),
  );
  const copy = new Workspace(dir);
  for (const [path, file] of files) await copy.write(path, file);
  return dir;
}

/** A folder that was not there before: of that name, else with a number behind it. */
async function makeFolder(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (let number = 1; ; number += 1) {
    const dir = join(parent, number === 1 ? name : `${name}-${number}`);
    try {
      await mkdir(dir);
      return dir;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
