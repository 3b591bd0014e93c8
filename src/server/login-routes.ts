import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Store } from '../lab/ports/store.ts';
import type { ServerApp, ServerEnv } from './environment.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { renderPlainPage } from './plain-page.ts';
import { sessionCookieOptions, sessionMs } from './session-cookie.ts';
import type { SignIn } from './sign-in.ts';

/** How long a printed link can be used. */
const loginMs = 24 * 3_600_000;

export interface LoginParts {
  readonly store: Store;
  readonly signIn: SignIn;
  readonly throttle: LoginThrottle;
  readonly cookieName: string;
}

/** A link that signs one browser in, once. */
export function mintLoginUrl(store: Store, url: string): string {
  const token = store.mintCredential(store.localPerson().person.id, 'login', loginMs);
  return `${url}/login?token=${token}`;
}

/** `GET /login?token=…`: takes the token, gives a cookie and leads to the book. */
export function addLoginRoute(app: ServerApp, { store, signIn, throttle, cookieName }: LoginParts): void {
  app.get('/login', (c) => {
    c.header('cache-control', 'no-store');
    c.header('referrer-policy', 'no-referrer');
    // Whoever only looks at links (HEAD, a picture on another page) shall not use one up.
    if (c.req.method !== 'GET' || isEmbedded(c)) return c.body(null, 204);
    const waitMs = throttle.waitMs();
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      c.header('retry-after', String(seconds));
      return c.html(tooManyPage(seconds), 429);
    }
    const token = c.req.query('token') ?? '';
    const person = token === '' ? undefined : store.redeemCredential('login', token);
    if (person === undefined) {
      if (token !== '') throttle.failed();
      return c.html(refusedPage(signIn.findCaller(c.req.header('cookie')) !== undefined), 401);
    }
    setCookie(c, cookieName, store.mintCredential(person.id, 'session', sessionMs), sessionCookieOptions);
    return c.redirect('/', 303);
  });
}

function isEmbedded(c: Context<ServerEnv>): boolean {
  return (c.req.header('sec-fetch-dest') ?? 'document') !== 'document';
}

const another = html`<p>On the machine where Drydock runs, <code>npm run drydock -- open</code> makes a new one. The book can be read without.</p>`;

function refusedPage(signedIn: boolean) {
  return renderPlainPage({
    title: 'This link signs nobody in',
    body: html`<p>It was used before, it is too old, or it was cut short when it was copied. Each works once, for a day.</p>
      ${signedIn ? html`<p>This browser is signed in already: <a href="/">go on to the book</a>.</p>` : another}`,
  });
}

function tooManyPage(seconds: number) {
  return renderPlainPage({
    title: 'Too many tries',
    body: html`<p>Somebody tried several links that sign nobody in. Try again in ${seconds} s.</p>
      ${another}`,
  });
}
