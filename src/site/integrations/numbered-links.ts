/**
 * Numbers the links of a chapter and lists their addresses behind its sources. Paper shows both (print.css); a screen
 * shows neither. The sources themselves are left out, since paper has their addresses where they stand.
 */
import type { AstroIntegration } from 'astro';
import { changePages } from './change-pages.ts';

const sources = '<section class="dd-sources"';
const link = /<a\s(?=[^<>]*?\bhref="(https?:[^"]+)")/g;

/** The page with a number in each link to another site, as `data-address`; unchanged where it has no primary sources. */
export function numberLinks(html: string): string {
  const main = html.indexOf('<main');
  const end = html.indexOf(sources, main);
  const after = html.indexOf('</section>', end);
  if (main < 0 || end < 0 || after < 0) return html;
  const numbers = new Map<string, number>();
  const text = html.slice(main, end).replaceAll(link, (tag: string, address: string) => {
    const number = numbers.get(address) ?? numbers.size + 1;
    numbers.set(address, number);
    return `${tag}data-address="${number}" `;
  });
  if (numbers.size === 0) return html;
  // Of use on paper alone, where neither a reader of screens nor the search looks.
  const list = [...numbers.keys()].map((address) => `<li>${address}</li>`).join('');
  const addresses = `<section class="dd-addresses" data-pagefind-ignore><h2>Addresses</h2><ol>${list}</ol></section>`;
  const rest = after + '</section>'.length;
  return html.slice(0, main) + text + html.slice(end, rest) + addresses + html.slice(rest);
}

export function numberedLinks(): AstroIntegration {
  return {
    name: 'drydock-numbered-links',
    hooks: {
      'astro:build:done': ({ dir }) => changePages(dir, numberLinks),
    },
  };
}
