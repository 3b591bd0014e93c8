/** The built book: `dist/`, made anew when anything that it is made of has changed. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { DrydockError } from '../lab/errors.ts';
import type { OnProgress } from '../lab/ports/seat.ts';
import { root } from './house.ts';

const inputs = [
  'src/site',
  'src/client',
  'src/lab',
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
  const fresh = join(root, 'dist.new');
  await rm(fresh, { recursive: true, force: true });
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
  await rm(siteDir, { recursive: true, force: true });
  await rename(fresh, siteDir);
  onProgress({ ...step, status: 'done' });
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
