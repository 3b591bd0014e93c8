/** A book of several folders: the clone's own labs and chapters, and those of others that learners' clones do not have. */
import { constants } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readdir, stat, symlink, utimes } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { isAlive } from '../engine/is-alive.ts';
import { makeFolder } from '../files/make-folder.ts';
import { removePath } from '../files/remove-entry.ts';
import { DrydockError } from '../lab/errors.ts';
import { findHome } from '../seats/home.ts';
import type { HomeOptions } from './open-seats.ts';
import { root } from './root.ts';
import { type Edition, ownEdition } from './site-build.ts';

export interface BookOptions extends Pick<HomeOptions, 'home'> {
  /** Each has `labs`, `content`, or both; `recorded` holds what was recorded of its labs. */
  readonly with?: readonly string[];
  readonly withoutSolutions?: boolean;
}

export interface ComposedBook extends AsyncDisposable {
  /** Where labs and chapters are read; nothing where they are the clone's own. */
  readonly roots: Pick<HomeOptions, 'labs' | 'content'>;
  /** A folder in which the site is built; undefined where that is the clone. */
  readonly sources: string | undefined;
}

/** What the site is built of beside labs and chapters. */
const ofSite = ['src', 'public', 'astro.config.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'];
const prefix = 'book.';

/**
 * Copies the labs and chapters of all folders into one of the home, which goes when it is disposed. Rejects with
 * `bad-usage` where a folder has none, or two have one of the same name.
 */
export async function composeBook(options: BookOptions): Promise<ComposedBook> {
  const others = (options.with ?? []).map((folder) => resolve(folder));
  if (others.length === 0)
    return { roots: {}, sources: undefined, [Symbol.asyncDispose]: () => Promise.resolve() };
  const { home } = findHome(process.env, options.home);
  makeFolder(home, { mode: 0o700 });
  await removeLeftovers(home);
  const place = await mkdtemp(join(home, `${prefix}${process.pid}.`));
  try {
    // Labs that run share the code of the clone, and of a build of the site each has its own.
    await symlink(join(root, 'src'), join(place, 'src'));
    const sources = join(place, 'site');
    await mkdir(sources);
    for (const name of ofSite)
      await cp(join(root, name), join(sources, name), { recursive: true, preserveTimestamps: true });
    for (const folder of [place, sources]) {
      await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
      for (const from of [root, ...others]) await addFolder(from, folder);
    }
    for (const from of others)
      await addPart(join(from, 'recorded'), join(sources, 'src', 'site', 'recorded'));
    return {
      roots: { labs: join(place, 'labs'), content: join(place, 'content') },
      sources,
      [Symbol.asyncDispose]: () => removePath(place),
    };
  } catch (error) {
    await removePath(place);
    throw error;
  }
}

/** What is built of a book, and where to: whatever is not the clone's own book does not take its place. */
export function editionOf(options: BookOptions, { sources }: Pick<ComposedBook, 'sources'>): Edition {
  const withoutSolutions = options.withoutSolutions ?? false;
  if (sources === undefined && !withoutSolutions) return ownEdition;
  const { home } = findHome(process.env, options.home);
  return { sources: sources ?? root, dist: join(home, 'site'), withoutSolutions };
}

async function addFolder(from: string, to: string): Promise<void> {
  const added = [
    await addPart(join(from, 'labs'), join(to, 'labs')),
    await addPart(join(from, 'content'), join(to, 'content')),
  ];
  if (!added.includes(true))
    throw new DrydockError('bad-usage', {
      message: `${from} has no folder “labs” and none “content”.`,
      fix: 'Name a folder that has labs in labs/CHAPTER/LAB, or chapters in content.',
    });
}

/** Files, with their times: what has not changed is not built anew. False where there is no such part. */
async function addPart(from: string, to: string): Promise<boolean> {
  const isFolder = await stat(from).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder) return false;
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const target = join(to, relative(from, file));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(file, target, constants.COPYFILE_EXCL).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause;
      throw new DrydockError('bad-usage', {
        message: `${file} has the name of something that is in the book already.`,
        fix: 'Give the lab or the chapter another name.',
        cause,
      });
    });
    const { atime, mtime } = await stat(file);
    await utimes(target, atime, mtime);
  }
  return true;
}

/** What servers left that were killed. */
async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = /^book\.(\d+)\./.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await removePath(join(home, name));
  }
}
