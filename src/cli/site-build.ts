/** The built book: `dist/`, made anew when anything that it is made of has changed. */

import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
const stampFile = join(siteDir, '.inputs');

/** Whether `dist/` is what the sources would make now. */
export async function isSiteCurrent(): Promise<boolean> {
  const stamp = await readFile(stampFile, 'utf8').catch(() => '');
  return stamp !== '' && stamp === (await stampOf());
}

/** Builds the book where it is not current. A build that was interrupted leaves the book before it in place. */
export async function buildSite(onProgress: OnProgress, signal?: AbortSignal): Promise<void> {
  if (await isSiteCurrent()) return;
  const step = { step: 'site', title: 'Bind the book' };
  onProgress({ ...step, status: 'running' });
  const stamp = await stampOf();
  await removeLeftovers();
  // Of its own, since the server of another home may be building too.
  const fresh = join(root, `dist.${process.pid}.new`);
  const built = await execa(
    process.execPath,
    [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--outDir', fresh],
    {
      cwd: root,
      reject: false,
      all: true,
      env: { ASTRO_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0' },
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
  await replaceSite(fresh);
  onProgress({ ...step, status: 'done' });
}

/** What builds left that were killed. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(root)) {
    const pid = /^dist\.(\d+)\.new(\.old)?$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(root, name), { recursive: true, force: true });
  }
}

/** Moves what was built into its place, so that readers of the book before it miss no more than a moment. */
async function replaceSite(fresh: string): Promise<void> {
  const old = `${fresh}.old`;
  await rename(siteDir, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, siteDir);
  await rm(old, { recursive: true, force: true });
}

/** Names, sizes and times: a build takes seconds, so a change that hides from all three does not matter. */
async function stampOf(): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const path = join(root, input);
    const entry = await stat(path).catch(() => undefined);
    if (!entry) continue;
    if (entry.isFile()) hash.update(`${input} ${entry.size} ${entry.mtimeMs}\n`);
    else for (const file of await filesBelow(path)) hash.update(file);
  }
  return hash.digest('hex');
}

async function filesBelow(dir: string): Promise<readonly string[]> {
  const entries = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = await stat(path);
      return `${path} ${size} ${mtimeMs}\n`;
    }),
  );
  return lines.sort();
}
