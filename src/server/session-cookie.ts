import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CookieOptions } from 'hono/utils/cookie';

/** How long a browser stays signed in. */
export const sessionMs = 90 * 24 * 3_600_000;

/** Cookies are shared by all ports of a host, so that two servers need two names. */
export function sessionCookieName(port: number): string {
  return `drydock-${port}`;
}

export const sessionCookieOptions = {
  httpOnly: true,
  sameSite: 'Strict',
  path: '/',
  maxAge: sessionMs / 1000,
} as const satisfies CookieOptions;

/**
 * Every value that a Cookie header has for a name. A program on another port of this host can set a cookie of
 * our name for a longer path, and the browser sends that one first: it must not lock the reader out.
 */
export function findCookies(header: string | undefined, name: string): readonly string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .slice(0, 4);
}

/** What a page sends back with every write; made of the session, so that it is kept nowhere. */
export function csrfToken(serverSecret: Uint8Array, session: string): string {
  return createHmac('sha256', serverSecret).update(`csrf:${session}`).digest('base64url');
}

/** Compares in constant time. */
export function isSameToken(expected: string, given: string | undefined): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given ?? '')];
  return a.length === b.length && timingSafeEqual(a, b);
}
