import { html } from 'hono/html';
import type { ServerApp } from '../environment.ts';
import { renderPlainPage } from '../plain-page.ts';
import { loginScript } from './login-script.ts';

const scriptPath = '/login.js';

/**
 * `/login#TOKEN`: a page whose script takes the token out of the address, exchanges it for the key of a sign-in and
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

const another = html`<p>On the machine where Drydock runs, <code>npm run drydock -- open</code> makes a new link. You can <a href="/">read the book</a> without one.</p>`;
const worksOnce = html`<p>It was used before, it is too old, or part of it was lost when it was copied. A link works once, within a day.</p>`;

function loginPage() {
  return renderPlainPage({
    title: 'Signing in',
    body: html`<noscript><p>This page signs you in with a script, and labs need scripts too. Allow scripts for this address. You can <a href="/">read the book</a> without them.</p></noscript>
      <div aria-live="polite">
      <div data-part="waiting"><p>One moment.</p></div>
      <div data-part="refused" hidden><h2>This link does not work</h2>${worksOnce}${another}</div>
      <div data-part="signed-in-already" hidden><h2>This link does not work</h2>${worksOnce}<p>This browser is signed in already: <a href="/">go on to the book</a>.</p></div>
      <div data-part="too-many" hidden><h2>Too many attempts</h2><p>Too many links that do not work were tried from this address. Open this link again in a minute.</p></div>
      <div data-part="no-storage" hidden><h2>This browser does not let Drydock store anything</h2><p>To sign in, the page has to store a key for this address, and the browser refuses: the window is private, or a setting forbids it. Allow it and open the link again. The link has not been used up.</p></div>
      <div data-part="away" hidden><h2>The server does not answer</h2><p>Check that <code>npm start</code> is still running in its terminal. If it is not, start it again: it prints a new link.</p></div>
      </div>
      <script src="${scriptPath}" defer></script>`,
  });
}
