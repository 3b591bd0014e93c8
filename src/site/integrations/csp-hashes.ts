/** Writes `csp-hashes.json` beside the pages: what the server's Content-Security-Policy lets run inline. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { inlineScripts } from './inline-scripts.ts';

/** A list of sources as `script-src` takes them: `sha256-…` in quotes, sorted, each once. */
export function cspHashes(): AstroIntegration {
  return {
    name: 'drydock-csp-hashes',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        const scripts = await hashScripts(folder);
        await writeFile(join(folder, 'csp-hashes.json'), `${JSON.stringify(scripts, null, 2)}\n`);
        logger.info(`${scripts.length} inline scripts may run.`);
      },
    },
  };
}

async function hashScripts(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const pages = names.filter((name) => name.endsWith('.html'));
  const found = new Set<string>();
  for (const page of pages) {
    for (const script of inlineScripts(await readFile(join(folder, page), 'utf8'))) {
      found.add(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    }
  }
  return [...found].sort();
}
