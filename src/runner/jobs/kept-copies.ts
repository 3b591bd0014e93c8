import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { checkTree, type FileTree, type TreeEntry, writeTree } from '../../files/file-tree.ts';
import { codeOf } from '../../files/folder.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { removePath } from '../../files/remove-entry.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Revision, RunStore } from '../../lab/ports/store.ts';
import type { StateFiles } from '../library/lab-state.ts';

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
const maxCopiedBytes = 512 * 1024 * 1024;
const blockBytes = 4_096;
const atOnce = 16;

/**
 * Writes a copy that a person can find: `KEPT/base-images-distroless/2026-01-31T12-00-00Z/`, whole or not at all, with
 * its links and empty folders. Returns its folder. Rejects with `too-big` where the copies of the lab would take more
 * than is given them, with `path-refused` where it is no tree.
 */
export async function keepCopy(keptDir: string, lab: LabId, at: Date, tree: FileTree): Promise<string> {
  const parent = folderOf(keptDir, lab);
  const checked = checkTree(tree, 'The copy', { isText: true });
  await checkRoom(keptDir, lab, checked);
  const unfinished = join(parent, `.unfinished-${randomBytes(6).toString('hex')}`);
  try {
    await writeAll(unfinished, checked);
    const dir = await makeNewFolder(parent, at.toISOString().replaceAll(/[:.]/g, '-'));
    // An empty folder gives way to another: rename(2).
    await rename(unfinished, dir);
    return dir;
  } catch (error) {
    await removePath(unfinished);
    throw error;
  }
}

/**
 * Makes the folder of the copies of a lab. Rejects with `bad-usage` where something else stands there, with `too-big`
 * where they would take more than is given them with this one.
 */
export async function checkRoom(keptDir: string, lab: LabId, tree: FileTree): Promise<void> {
  const parent = folderOf(keptDir, lab);
  makeFolder(parent, {
    fix: 'Copies of your files go there: move away what is in the way, then do this again.',
  });
  const bytes = [...tree.values()].map(({ content }) => content.byteLength);
  if ((await sizeOf(parent)) + sumBlocks(bytes) > maxCopiedBytes) throw noRoom(parent, lab);
}

const folderOf = (keptDir: string, lab: LabId) => join(keptDir, lab.replaceAll('/', '-'));

/** Folders, then what is in them. Each is on disk when it is written: several at once wait for that together. */
async function writeAll(dir: string, tree: FileTree): Promise<void> {
  const [folders, rest]: [TreePair[], TreePair[]] = [[], []];
  for (const pair of tree) (pair[1].type === 'directory' ? folders : rest).push(pair);
  await writeTree(dir, new Map(folders));
  const parts = Array.from({ length: atOnce }, (_, part) =>
    rest.filter((__, index) => index % atOnce === part),
  );
  await Promise.all(parts.map((part) => writeTree(dir, new Map(part))));
}

type TreePair = readonly [string, TreeEntry];

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

function noRoom(parent: string, lab: LabId): DrydockError {
  return new DrydockError('too-big', {
    message: `The copies of your files of ${lab} would take more than ${maxCopiedBytes / 1024 / 1024} MiB, so none was made and nothing was changed.`,
    fix: `Delete copies that you do not need from ${parent}, then do this again.`,
  });
}

/** A folder that was not there before: of that name, else with a number behind it. */
async function makeNewFolder(parent: string, name: string): Promise<string> {
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
