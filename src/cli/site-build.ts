/** The built book: `dist/` of the clone, or another edition elsewhere; made anew when what it is made of has changed. */

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { isAlive } from '../engine/is-alive.ts';
import { DrydockError } from '../lab/errors.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import { root } from './root.ts';

const inputs = [
  'src/site',
  'src/client',
  'src/lab',
  'src/audit',
  'src/xray',
  'content',
  'labs',
  'public',
  'astro.config.mjs',
  'package-lock.json',
];
export const siteDir = join(root, 'dist');

/** What is built, and where to. */
export interface Edition {
  /** The folder with `labs`, `content` and `src`. */
  readonly sources: string;
  /** Where the built book is. */
  readonly dist: string;
  /** Whether what shows a lab solved is left out, with the last hint of each task. */
  readonly withoutSolutions: boolean;
}

/** The book as this clone has it. */
export const ownEdition: Edition = { sources: root, dist: siteDir, withoutSolutions: false };

/** Whether what was built is what the sources would make now. */
export async function isSiteCurrent(edition: Edition = ownEdition): Promise<boolean> {
  const stamp = await readFile(join(edition.dist, '.inputs'), 'utf8').catch(() => '');
  return stamp !== '' && stamp === (await stampOf(edition));
}

/** Builds the book where it is not current. A build that was interrupted leaves the book before it in place. */
export async function buildSite(
  onProgress: OnProgress,
  signal?: AbortSignal,
  edition: Edition = ownEdition,
): Promise<void> {
  if (await isSiteCurrent(edition)) return;
  const { sources, dist, withoutSolutions } = edition;
  const step = { step: 'site', title: 'Bind the book' };
  onProgress({ ...step, status: 'running' });
  const stamp = await stampOf(edition);
  await removeLeftovers(dist);
  // Of its own, since the server of another home may be building too.
  const fresh = `${dist}.${process.pid}.new`;
  // Its packages are behind a link, and Astro loses the styles of components that lie below another folder of `/`.
  const preserved = sources === root ? [] : ['--preserve-symlinks', '--preserve-symlinks-main'];
  const built = await execa(
    process.execPath,
    [...preserved, join(sources, 'node_modules/astro/bin/astro.mjs'), 'build', '--outDir', fresh],
    {
      cwd: sources,
      reject: false,
      all: true,
      env: {
        ASTRO_TELEMETRY_DISABLED: '1',
        FORCE_COLOR: '0',
        DRYDOCK_WITHOUT_SOLUTIONS: withoutSolutions ? '1' : '0',
        ...(sources === root ? {} : { DRYDOCK_SITE_CACHE: join(sources, '.cache') }),
      },
      ...(signal ? { cancelSignal: signal } : {}),
    },
  );
  if (signal?.aborted || built.exitCode !== 0) await rm(fresh, { recursive: true, force: true });
  signal?.throwIfAborted();
  if (built.exitCode !== 0) {
    const error = new DrydockError('setup-failed', {
      message: 'The book could not be built.',
      fix: 'Its build says why; `npm run check` finds the place.',
      output: String(built.all ?? '')
        .split('\n')
        .slice(-30)
        .join('\n'),
    });
    onProgress({ ...step, status: 'failed' });
    throw error;
  }
  await writeFile(join(fresh, '.inputs'), stamp);
  await replaceSite(fresh, dist);
  onProgress({ ...step, status: 'done' });
}

/** What builds left that were killed. */
async function removeLeftovers(dist: string): Promise<void> {
  const folder = dirname(dist);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(dist)}.`)) continue;
    const pid = /^(\d+)\.new(\.old)?$/.exec(name.slice(basename(dist).length + 1))?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Moves what was built into its place, so that readers of the book before it miss no more than a moment. */
async function replaceSite(fresh: string, dist: string): Promise<void> {
  const old = `${fresh}.old`;
  await rename(dist, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, dist);
  await rm(old, { recursive: true, force: true });
}

/** Names, sizes and times: a build takes seconds, so a change that hides from all three does not matter. */
async function stampOf({ sources, withoutSolutions }: Edition): Promise<string> {
  const hash = createHash('sha256');
  if (withoutSolutions) hash.update('without solutions\n');
  for (const input of inputs) {
    const path = join(sources, input);
    const entry = await stat(path).catch(() => undefined);
    if (!entry) continue;
    if (entry.isFile()) hash.update(`${input} ${entry.size} ${entry.mtimeMs}\n`);
    else for (const file of await filesBelow(path, sources)) hash.update(file);
  }
  return hash.digest('hex');
}

async function filesBelow(dir: string, sources: string): Promise<readonly string[]> {
  const entries = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = await stat(path);
      return `${relative(sources, path)} ${size} ${mtimeMs}\n`;
    }),
  );
  return lines.sort();
}
