import { randomBytes } from 'node:crypto';
import { rename, rmdir, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { codeOf, type EntryName, Folder } from './folder.ts';

/** Folders that are held open one below the other; what lies deeper is brought up first. */
const mostHeld = 64;
/** How often a folder is emptied again into which somebody goes on writing. */
const mostRounds = 20;
/** Names that are in memory at once, and how often a folder is asked for more of them. */
const namesAtOnce = 1_000;
const mostBatches = 10_000;

/**
 * Removes an entry of an open folder, a folder with all that is in it. A link goes as a link, also one that takes a
 * folder's place meanwhile: nothing behind it is looked at. Any depth and any number will do. Rejects with ENOENT
 * where there is none, with ENOTEMPTY where somebody fills it as fast as it is emptied, with EXDEV where something is
 * mounted on a folder in it, which stays whole, and as unlink(2) does.
 */
export async function removeEntry(folder: Folder, name: EntryName): Promise<void> {
  for (let round = 1; ; round += 1) {
    if (await unlinked(folder, name)) return;
    const inner = await openStill(folder, name);
    if (inner) {
      await using top = inner;
      await empty(top, top, 1);
    }
    try {
      if (inner) return await rmdir(folder.at(name));
    } catch (error) {
      // ENOTDIR: a link has taken its place. EEXIST is what POSIX also allows for a folder that is not empty.
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(codeOf(error)) || round >= mostRounds) throw error;
    }
    if (round >= mostRounds)
      throw Object.assign(new Error('it does not stay what it is'), { code: 'ENOTEMPTY' });
  }
}

/** The same of a path of our own, whose folder nobody else writes into. Nothing to do where there is nothing. */
export async function removePath(path: string): Promise<void> {
  try {
    await using folder = await Folder.openTrusted(dirname(path));
    await removeEntry(folder, basename(path));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Removes what is in a folder as it is now. `top` is the uppermost one that goes. */
async function empty(folder: Folder, top: Folder, depth: number): Promise<void> {
  let before = new Set<string>();
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const names = await folder.names(namesAtOnce);
    // What is there still came meanwhile, or is filled by somebody: the caller's rounds are counted.
    if (names.length === 0 || names.some((name) => before.has(name.toString('latin1')))) return;
    for (const name of names) await removeInner(folder, name, top, depth).catch(ifGone);
    before = new Set(names.map((name) => name.toString('latin1')));
  }
}

async function removeInner(folder: Folder, name: EntryName, top: Folder, depth: number): Promise<void> {
  if (await unlinked(folder, name)) return;
  if (depth >= mostHeld) {
    const lifted = `drydock-removes-${randomBytes(8).toString('hex')}`;
    await rename(folder.at(name), top.at(lifted));
    return;
  }
  const inner = await openStill(folder, name);
  if (!inner) return;
  {
    await using held = inner;
    await empty(held, top, depth + 1);
  }
  await rmdir(folder.at(name)).catch((error: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(codeOf(error))) throw error;
  });
}

/** Whether it was no folder and is gone. Linux says EISDIR of a folder, POSIX EPERM. */
async function unlinked(folder: Folder, name: EntryName): Promise<boolean> {
  try {
    await unlink(folder.at(name));
    return true;
  } catch (error) {
    if (!['EISDIR', 'EPERM'].includes(codeOf(error))) throw error;
    // EPERM is also what a folder says that nobody may write to.
    if (codeOf(error) === 'EPERM' && !(await folder.look(name))?.isDirectory()) throw error;
    return false;
  }
}

/** Undefined where it is a folder no more. */
async function openStill(folder: Folder, name: EntryName): Promise<Folder | undefined> {
  const inner = await folder.open(name).catch((error: unknown) => {
    if (!['ELOOP', 'ENOTDIR'].includes(codeOf(error))) throw error;
    return undefined;
  });
  if (inner === undefined || (await inner.mount()) === (await folder.mount())) return inner;
  await inner[Symbol.asyncDispose]();
  throw Object.assign(new Error('something is mounted there'), { code: 'EXDEV' });
}

function ifGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') throw error;
}
