import { html } from 'hono/html';

type Markup = ReturnType<typeof html>;

export interface PlainPage {
  readonly title: string;
  readonly body: Markup;
  /** Seconds after which the browser asks again. */
  readonly refreshSeconds?: number;
}

/** A page of the server's own, for when the site is not there or not meant: one file. */
export function renderPlainPage({ title, body, refreshSeconds }: PlainPage): Markup {
  const refresh =
    refreshSeconds === undefined ? '' : html`<meta http-equiv="refresh" content="${refreshSeconds}" />`;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <link rel="icon" href="data:," />
    ${refresh}
    <title>${title} · Drydock</title>
    <style>
      :root { color-scheme: light dark; --ink: light-dark(#16232b, #e3eaee); --paper: light-dark(#f7f5f0, #10191f); --soft: light-dark(#5b6a73, #93a4ae); --line: light-dark(#d8d4c8, #26343d); --mark: light-dark(#b4451f, #f08a5d); }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 "IBM Plex Sans Variable", system-ui, sans-serif; }
      main { box-sizing: border-box; width: min(42rem, 100%); padding: 2rem 1.5rem; }
      h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem; }
      h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 0.5rem; }
      a { color: var(--mark); }
      code { font: 0.9375em/1.5 "IBM Plex Mono", ui-monospace, monospace; overflow-wrap: anywhere; }
      button { font: inherit; padding: 0.3rem 0.9rem; }
      fieldset { border: 1px solid var(--line); margin: 0 0 1rem; padding: 0.5rem 1rem; }
      ol { list-style: none; margin: 1.5rem 0 0; padding: 0; }
      li { display: flex; gap: 0.75rem; padding: 0.4rem 0; border-top: 1px solid var(--line); }
      li > span:first-child { flex: none; width: 5.5rem; color: var(--soft); }
      li[data-status="running"] > span:first-child, li[data-status="failed"] > span:first-child { color: var(--mark); font-weight: 600; }
      small { display: block; color: var(--soft); font-size: 0.875rem; }
    </style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>`;
}
