/** A copy of the project's sources with nothing built and nothing kept: what a build from cold begins with. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../../../src/cli/root.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const copied = [
  'src',
  'content',
  'labs',
  'public',
  'astro.config.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const buildMs = 400_000;

export interface ScratchProject extends Disposable {
  readonly path: string;
  /** `drydock build`, after all that a build before it left is gone. */
  build(signal: AbortSignal): Promise<void>;
}

/**
 * Packages are the project's own, by hard links where the file system can: what Astro and Vite cache stands beside
 * them, not in them.
 */
export async function makeScratchProject(): Promise<ScratchProject> {
  const folder = makeTemporaryFolder();
  const { path } = folder;
  for (const name of copied) cpSync(join(root, name), join(path, name), { recursive: true });
  const modules = join(root, 'node_modules');
  const linked = await execa('cp', ['--archive', '--link', modules, path], { reject: false });
  if (linked.exitCode !== 0) cpSync(modules, join(path, 'node_modules'), { recursive: true });
  const clear = () => {
    for (const made of ['dist', '.astro', 'node_modules/.astro', 'node_modules/.vite'])
      rmSync(join(path, made), { recursive: true, force: true });
  };
  return {
    path,
    async build(signal) {
      clear();
      const { exitCode, all } = await execa(process.execPath, [join(path, 'src/cli/main.ts'), 'build'], {
        cwd: path,
        reject: false,
        all: true,
        timeout: buildMs,
        cancelSignal: signal,
      });
      if (exitCode !== 0) throw new Error(`the book was not built: ${String(all).slice(-800)}`);
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
