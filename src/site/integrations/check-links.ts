/**
 * Fails the build where a page, a check's `readMore` or a rule of the audit links to a page or place that is not there.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { explainedIn } from '../../audit/audit.ts';
import { rules } from '../../audit/rules.ts';
import { nearest } from '../../lab/nearest.ts';
import type { Library } from '../markdown/library.ts';

/** Where a link stands, for the message, and where it leads: a path of the site, with or without an anchor. */
export interface PlacedLink {
  readonly from: string;
  readonly to: string;
}

/** The ids of each page, by its path: `/start/`. */
export type Places = ReadonlyMap<string, ReadonlySet<string>>;

/** A sentence for each link that leads nowhere. Links to files with an extension are not looked at. */
export function findDeadLinks(links: readonly PlacedLink[], places: Places): readonly string[] {
  return links.flatMap(({ from, to }) => {
    const [path = '', anchor] = to.split('#');
    const ids = places.get(path.endsWith('/') ? path : `${path}/`);
    if (ids === undefined)
      return /\.\w+$/.test(path) ? [] : [tell(from, to, 'page', path, [...places.keys()])];
    if (!anchor || anchor === 'continue' || ids.has(decodeURIComponent(anchor))) return [];
    return [tell(from, to, 'place', anchor, [...ids])];
  });
}

/** Where the audit's rules say that they are explained, as far as the book is written. */
export function auditLinks(pages: readonly string[]): readonly PlacedLink[] {
  const written = pages.map((page) => page.replaceAll('/', ''));
  return rules.flatMap((rule) => {
    const { path } = explainedIn(rule, written);
    return path === undefined ? [] : [{ from: `The rule "${rule.id}" of the audit`, to: path }];
  });
}

function tell(from: string, to: string, what: string, word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return `${from} leads to ${to}: there is no ${what} "${word}".${near ? ` Did you mean "${near}"?` : ''}`;
}

export function checkLinks(library: () => Promise<Library>): AstroIntegration {
  return {
    name: 'drydock-check-links',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const folder = fileURLToPath(dir);
        const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.html'));
        const places = new Map<string, ReadonlySet<string>>();
        const links: PlacedLink[] = [];
        for (const name of names) {
          const html = await readFile(join(folder, name), 'utf8');
          const page = `/${name.replaceAll('\\', '/').replace(/(^|\/)index\.html$/, '$1')}`;
          places.set(page, new Set([...html.matchAll(/\bid="([^"]+)"/g)].map(([, id = '']) => id)));
          for (const [, to = ''] of html.matchAll(/<a\b[^>]*?\bhref="([/#][^"]*)"/g)) {
            links.push({ from: page, to: to.startsWith('#') ? page + to : to });
          }
        }
        for (const [lab, { readMore }] of await library()) {
          for (const [check, to] of readMore) links.push({ from: `The check "${check}" of ${lab}`, to });
        }
        links.push(...auditLinks([...places.keys()]));
        const dead = findDeadLinks(links, places);
        if (dead.length > 0) throw new Error(dead.join('\n'));
      },
    },
  };
}
