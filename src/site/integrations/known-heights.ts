/**
 * Tells the browser how large blocks of code are, so that it need not style and lay out those that are far from the
 * screen (`content-visibility` in prose.css). Only where that is known when the page is built: code that does not wrap,
 * in columns of one width.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

const block = /<pre data-language="([^"]+)"([^>]*)><code>([\s\S]*?)<\/code><\/pre>/g;
/** Commands wrap where there is no room for them (prose.css). */
const wraps = 'sh';
/** Marks within a line are wider than their letters, and marked lines have a border. */
const marked = /<(?:mark|ins|del)\b|class="ec-line [^"]|class="gutter"/;
/** Below this there is nothing to gain. */
const fewestLines = 6;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The page, in which each such block says its lines, and the columns of its longest line and of its first. */
export function tellHeights(html: string): string {
  return html.replaceAll(block, (whole, language: string, attributes: string, code: string) => {
    if (language === wraps || attributes !== '' || marked.test(code)) return whole;
    const lines = code.split('<div class="ec-line">').slice(1).map(textOf);
    if (lines.length < fewestLines || !lines.every(hasColumns)) return whole;
    const columns = lines.map((line) => line.length);
    const size = `--dd-lines:${lines.length};--dd-columns:${Math.max(...columns)};--dd-first:${columns[0]}`;
    return `<pre data-language="${language}"><code class="dd-sized" style="${size}">${code}</code></pre>`;
  });
}

/** An empty line holds one line break. */
const textOf = (line: string): string =>
  line
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('\n', '')
    .replaceAll(
      /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
      (all, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return entities[name] ?? all;
        return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
      },
    );

/** Each of its characters is as wide as a column in every font of one width. */
const hasColumns = (line: string): boolean => /^[ -~]*$/.test(line);

export function knownHeights(): AstroIntegration {
  return {
    name: 'drydock-known-heights',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const folder = fileURLToPath(dir);
        for (const name of await readdir(folder, { recursive: true })) {
          if (!name.endsWith('.html')) continue;
          const file = join(folder, name);
          const html = await readFile(file, 'utf8');
          const told = tellHeights(html);
          if (told !== html) await writeFile(file, told);
        }
      },
    },
  };
}
