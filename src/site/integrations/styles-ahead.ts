/**
 * Has the head of a page link all of its styles. Expressive Code links its own where code first stands, and once more
 * where the code is of a component: what came before would be styled and laid out anew for each.
 */
import type { AstroIntegration } from 'astro';
import { changePages } from './change-pages.ts';

const link = /<link rel="stylesheet" href="[^"]+"\s*\/?>/g;

/** The page with each style sheet that its body links in its head, once, behind those that are there. */
export function linkStylesAhead(html: string): string {
  const end = html.indexOf('</head>');
  if (end < 0) return html;
  const [head, body] = [html.slice(0, end), html.slice(end)];
  const own = new Set(body.match(link));
  const fresh = [...own].filter((each) => !head.includes(each));
  return own.size === 0 ? html : head + fresh.join('') + body.replaceAll(link, '');
}

export function stylesAhead(): AstroIntegration {
  return {
    name: 'drydock-styles-ahead',
    hooks: {
      'astro:build:done': ({ dir }) => changePages(dir, linkStylesAhead),
    },
  };
}
