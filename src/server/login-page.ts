import { html } from 'hono/html';
import type { ServerApp } from './environment.ts';
import { loginScript } from './login-script.ts';
import { renderPlainPage } from './plain-page.ts';

const scriptPath = '/login.js';

/**
 * `/login#TOKEN`: a page whose script takes the token out of the address, exchanges it for the key of a session and
 * keeps that in the storage of our origin, which no other port of this host can read.
 */
export function addLoginPage(app: ServerApp): void {
  app.get('/login', (c) => {
    c.header('cache-control', 'no-store');
    c.header('referrer-policy', 'no-referrer');
    return c.html(loginPage());
  });
  app.get(scriptPath, (c) => {
    c.header('cache-control', 'no-cache');
    return c.body(loginScript, 200, { 'content-type': 'text/javascript; charset=utf-8' });
  });
}

const another = html`<p>On the machine where Drydock runs, <code>npm run drydock -- open</code> makes a new link. The book can be <a href="/">read without</a>.</p>`;
const worksOnce = html`<p>It was used before, it is too old, or it was cut short when it was copied. Each works once, for a day.</p>`;

function loginPage() {
  return renderPlainPage({
    title: 'Signing in',
    body: html`<noscript><p>This page signs you in by a script of Drydock’s, and labs need scripts too. Allow them for this address. The book can be <a href="/">read without</a>.</p></noscript>
      <div aria-live="polite">
      <div data-part="waiting"><p>One moment.</p></div>
      <div data-part="refused" hidden><h2>This link signs nobody in</h2>${worksOnce}${another}</div>
      <div data-part="signed-in-already" hidden><h2>This link signs nobody in</h2>${worksOnce}<p>This browser is signed in already: <a href="/">go on to the book</a>.</p></div>
      <div data-part="too-many" hidden><h2>Too many tries</h2><p>Too many links that do not work were tried from this address. Open this link again in a minute.</p></div>
      <div data-part="no-storage" hidden><h2>This browser keeps nothing for Drydock</h2><p>Signing in needs storage for this address, and the browser refuses it: a private window, or a setting. Allow it and open the link again: it was not used up.</p></div>
      <div data-part="away" hidden><h2>The server does not answer</h2><p>See whether <code>npm start</code> still runs in its terminal, and start it again if not. It prints a new link.</p></div>
      </div>
      <script src="${scriptPath}" defer></script>`,
  });
}
