/** A page that is one file: styles inside, no script, nothing fetched. It can be mailed, kept and printed. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { escapeHtml } from '../lab/general/escape-html.ts';
import { root } from './root.ts';

export interface SelfContainedPage {
  readonly title: string;
  /** A line of grey under the title. */
  readonly subtitle: string;
  /** HTML, escaped by whoever made it. */
  readonly body: string;
  /** Of `src/`, by path: style sheets that the body needs. */
  readonly styles: readonly string[];
}

const frame = `
* { box-sizing: border-box; }
html { color-scheme: light dark; background: var(--dd-paper); color: var(--dd-ink); }
body { margin: 0; padding: clamp(1rem, 4vw, 3rem); font: 400 1rem/1.5 var(--dd-font-sans); }
main { max-inline-size: 84rem; margin-inline: auto; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; overflow-wrap: anywhere; }
.subtitle { margin: 0.25rem 0 2rem; color: var(--dd-ink-2); }
:focus-visible { outline: var(--dd-focus); outline-offset: 2px; }
@media print { body { padding: 0; font-size: 10.5pt; } }
@page { margin: 15mm; }
`;

/** The file's text. It follows the system's dark or light, and prints light. */
export function makeSelfContainedPage({ title, subtitle, body, styles }: SelfContainedPage): string {
  const sheets = [tokens(), frame, ...styles.map(readStyle)].join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${sheets}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="subtitle">${escapeHtml(subtitle)}</p>
${body}
</main>
</body>
</html>
`;
}

/** The book's tokens, dark where the system is: no script of ours can say so here. */
function tokens(): string {
  const text = readStyle('site/styles/tokens.css');
  const dark = '@media screen {\n  :root:not([data-theme="light"])';
  if (!text.includes(dark)) throw new Error('the dark half of tokens.css is not where it is looked for');
  return text.replace(dark, '@media screen and (prefers-color-scheme: dark) {\n  :root');
}

/** With the text of what it imports in their place: a file of its own fetches nothing. */
function readStyle(path: string): string {
  const text = readFileSync(join(root, 'src', path), 'utf8');
  return text.replaceAll(/^@import "(.+)";$/gm, (_, other: string) => readStyle(join(dirname(path), other)));
}
