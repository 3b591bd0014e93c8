/**
 * Makes the links of built pages relative, so that the book reads below any path of any host of static files. Only
 * the page for addresses that are none keeps absolute ones, since it is served at any depth, and finds the book itself.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

const linked = /(<[a-z][^<>]*?\s(?:href|src)=")\/(?!\/)([^"]*)"/g;
const sources = /(\ssrcset=")([^"]*)"/g;

/** Makes links that begin with `/` relative to `page`, the page's path below the site: `start/index.html`. */
export function relateLinks(html: string, page: string): string {
  const up = '../'.repeat(page.split('/').length - 1) || './';
  let text = html;
  // A tag may have several such attributes; each round takes one of each tag.
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(linked, `$1${up}$2"`);
  }
  return text.replace(
    sources,
    (_, head: string, list: string) => `${head}${list.replaceAll(/(^|,\s*)\/(?!\/)/g, `$1${up}`)}"`,
  );
}

/** A style sheet's text with addresses that begin with `/` made relative to it. */
export function relateStyles(css: string, sheet: string): string {
  const up = '../'.repeat(sheet.split('/').length - 1) || './';
  return css.replaceAll(/url\((["']?)\/(?!\/)/g, `url($1${up}`);
}

export function relativeLinks(): AstroIntegration {
  return {
    name: 'drydock-relative-links',
    hooks: {
      'astro:config:setup': ({ command, updateConfig }) => {
        if (command !== 'build') return;
        updateConfig({
          vite: {
            experimental: {
              renderBuiltUrl: (_file: string, { hostType }: { readonly hostType: string }) =>
                hostType === 'html' ? undefined : { relative: true },
            },
          },
        });
      },
      'astro:build:done': async ({ dir }) => {
        const folder = fileURLToPath(dir);
        for (const found of await readdir(folder, { recursive: true })) {
          const name = found.replaceAll('\\', '/');
          const relate = name.endsWith('.html')
            ? relateLinks
            : name.endsWith('.css')
              ? relateStyles
              : undefined;
          if (relate === undefined || name === '404.html') continue;
          const file = join(folder, found);
          await writeFile(file, relate(await readFile(file, 'utf8'), name));
        }
      },
    },
  };
}
