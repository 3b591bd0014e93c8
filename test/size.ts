/**
 * Weighs the script that each built page loads before anyone touches it: external, inline, and all that those
 * import statically, with what it adds for whoever is signed in. Fails above the limit. `node test/size.ts [DIST]`, after `astro build`.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import filePlugin from '@size-limit/file';
import { init, parse } from 'es-module-lexer';
import sizeLimit from 'size-limit';
import { inlineScripts } from '../src/site/integrations/inline-scripts.ts';

/** Gzip, in bytes: 12 kB. */
export const limitBytes = 12_000;

export interface PageWeight {
  readonly page: string;
  readonly bytes: number;
  readonly files: number;
}

/** Every page below `dist`, heaviest first: as it is for whoever is signed in, or for everybody. */
export async function weighPages(dist: string, { signedIn = false } = {}): Promise<PageWeight[]> {
  await init;
  const names = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.html'));
  const more = signedIn ? await filesOfSignedIn(dist) : [];
  const scratch = await mkdtemp(join(tmpdir(), 'drydock-size-'));
  try {
    const pages = await Promise.all(
      names.map(async (page) => ({ page, files: await filesOf(dist, page, scratch, more) })),
    );
    const checks = pages.map(({ page, files }) => ({ name: page, files, gzip: true }));
    const sizes = (await sizeLimit([filePlugin], { checks })) as readonly { readonly size?: number }[];
    return pages
      .map(({ page, files }, index) => ({ page, files: files.length, bytes: sizes[index]?.size ?? 0 }))
      .sort((one, other) => other.bytes - one.bytes);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** What a page imports by itself as soon as it knows that somebody is signed in. */
async function filesOfSignedIn(dist: string): Promise<string[]> {
  const all = await readdir(join(dist, '_astro'));
  const found = all.filter((name) => /^leaders-links\..+\.js$/.test(name));
  if (found.length !== 1)
    throw new Error(`${found.length} scripts of ${dist} are those of whoever is signed in`);
  return found.map((name) => join(dist, '_astro', name));
}

async function filesOf(
  dist: string,
  page: string,
  scratch: string,
  more: readonly string[],
): Promise<string[]> {
  const html = await readFile(join(dist, page), 'utf8');
  const found = new Set<string>();
  const add = async (file: string): Promise<void> => {
    if (found.has(file)) return;
    found.add(file);
    await addImports(await readFile(file, 'utf8'), (specifier) => resolve(file, '..', specifier));
  };
  const addImports = async (code: string, locate: (specifier: string) => string) => {
    const [imports] = parse(code);
    // `d` is -1 where the import is static.
    for (const { n: specifier, d } of imports) {
      if (d === -1 && specifier !== undefined) {
        await add(specifier.startsWith('/') ? join(dist, specifier) : locate(specifier));
      }
    }
  };
  const at = (source: string) =>
    source.startsWith('/') ? join(dist, source) : resolve(dist, page, '..', source);
  for (const [, source = ''] of html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)) await add(at(source));
  for (const [, source = ''] of html.matchAll(/<link\b[^>]*rel="modulepreload"[^>]*href="([^"]+)"/g)) {
    await add(at(source));
  }
  for (const file of more) await add(file);
  let number = 0;
  for (const code of inlineScripts(html)) {
    await addImports(code, (specifier) => resolve(dist, page, '..', specifier));
    const file = join(scratch, `${page.replaceAll(/[\\/]/g, '-')}-${number}.js`);
    await writeFile(file, code);
    found.add(file);
    number += 1;
  }
  return [...found];
}

async function main(dist: string): Promise<number> {
  const pages = await weighPages(dist, { signedIn: true });
  if (pages.length === 0) {
    console.error(`No page is built in ${dist}. Run: npx astro build`);
    return 2;
  }
  for (const { page, bytes, files } of pages) {
    const mark = bytes > limitBytes ? 'TOO HEAVY' : 'ok';
    console.log(
      `${mark.padEnd(9)} ${(bytes / 1000).toFixed(1).padStart(6)} kB  ${String(files).padStart(2)} files  ${page}`,
    );
  }
  const heavy = pages.filter(({ bytes }) => bytes > limitBytes);
  if (heavy.length > 0) {
    console.error(
      `${heavy.length} pages load more than ${limitBytes / 1000} kB of script (gzip) before they are touched.`,
    );
  }
  return heavy.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = await main(resolve(process.argv[2] ?? 'dist'));
}
