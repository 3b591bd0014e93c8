import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../files/folder.ts';
import { removePath } from '../files/remove-entry.ts';
import { DrydockError } from '../lab/errors.ts';
import type { Revision, RunStore } from '../lab/ports/store.ts';
import type { StateFile, StateFiles } from './library/lab-state.ts';
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

/** What the copies of one lab may take of the disk together; a file takes whole blocks. */
const largestKept = 512 * 1024 * 1024;
const blockBytes = 4_096;
const atOnce = 16;

/**
 * Writes a copy that a person can find: `KEPT/base-images-distroless/2026-01-31T12-00-00Z/`, whole or not at all.
 * Returns its folder. Rejects with `too-big` where the copies of the lab would take more than is given them.
 */
export async function keepCopy(keptDir: string, lab: string, at: Date, files: StateFiles): Promise<string> {
  const parent = join(keptDir, lab.replaceAll('/', '-'));
  await mkdir(parent, { recursive: true });
  const bytes = [...files.values()].map(({ content }) => content.byteLength);
  if ((await sizeOf(parent)) + sumBlocks(bytes) > largestKept) throw noRoom(parent, lab);
  const dir = await makeFolder(parent, at.toISOString().replaceAll(/[:.]/g, '-'));
  try {
    await writeAll(new Workspace(dir), [...files]);
  } catch (error) {
    await removePath(dir);
    throw error;
  }
  return dir;
}

/** Each is on disk when it is written: several at once wait for that together. */
async function writeAll(copy: Workspace, files: readonly (readonly [string, StateFile])[]): Promise<void> {
  for (let first = 0; first < files.length; first += atOnce)
    await Promise.all(files.slice(first, first + atOnce).map(([path, file]) => copy.write(path, file)));
}

const sumBlocks = (bytes: readonly number[]) =>
  bytes.reduce((sum, size) => sum + (Math.ceil(size / blockBytes) + 1) * blockBytes, 0);

async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += sumBlocks([0]) + (await sizeOf(path));
    else sum += sumBlocks([(await lstat(path)).size]);
  }
  return sum;
}

function noRoom(parent: string, lab: string): DrydockError {
  return new DrydockError('too-big', {
    message: `The copies of your files of ${lab} would take more than ${largestKept / 1024 / 1024} MiB, so none was made and nothing was changed.`,
    fix: `Delete copies that you do not need from ${parent}, then do this again.`,
  });
}

/** A folder that was not there before: of that name, else with a number behind it. */
async function makeFolder(parent: string, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const dir = join(parent, number === 1 ? name : `${name}-${number}`);
    try {
      await mkdir(dir);
      return dir;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}
