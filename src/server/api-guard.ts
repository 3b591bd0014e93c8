import type { Socket } from 'node:net';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { DrydockError } from '../lab/errors.ts';
import { routes } from '../lab/wire/routes.ts';
import type { Caller } from './caller.ts';
import type { ServerEnv } from './environment.ts';
import type { Callers } from './login/callers.ts';
import { bearerOf } from './login/sign-in-key.ts';
import type { Permissions } from './permissions.ts';

/** Told of every connection on which a person's request came in. */
export type Welcome = (connection: Socket, person: string) => void;

/** What is open to all who pass the door, as the table of routes says: how the server does, signing in, joining. */
const open = new Set(
  Object.values(routes).flatMap(({ action, method, path }) =>
    action !== 'anybody'
      ? []
      : method === 'get'
        ? [`GET ${path}`, `HEAD ${path}`]
        : [`${method.toUpperCase()} ${path}`],
  ),
);

/**
 * Lets only those into the API who carry the key of a sign-in in a header. A browser never adds it by itself, as it
 * would a cookie, and only pages of our own origin can read it: so a request that has it was meant. Before anything
 * of a body is read, and again once it is there, which may be much later: what was let in first may not be any more.
 */
export function guardApi(callers: Callers, permissions: Permissions, welcome: Welcome) {
  const admit = (c: Context<ServerEnv>) => {
    const caller = findCaller(c, callers);
    c.set('signedIn', caller !== undefined);
    if (caller !== undefined) {
      c.set('caller', caller);
      welcome(c.env.incoming.socket, caller.person.id);
    } else if (!open.has(`${c.req.method} ${c.req.path}`)) {
      throw notSignedIn();
    }
  };
  return {
    early: createMiddleware<ServerEnv>(async (c, next) => {
      c.set('permissions', permissions);
      if (c.env.channel !== 'socket') refuseForeignFetch(c.req.header('sec-fetch-site'));
      admit(c);
      return next();
    }),
    late: createMiddleware<ServerEnv>(async (c, next) => {
      if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
        // Whoever needs it says what is wrong with one that breaks off, or is too large.
        await c.req.arrayBuffer().catch(() => undefined);
        admit(c);
      }
      return next();
    }),
  };
}

/** Whoever reaches the socket of a home has its files, and is its own person. */
const findCaller = (c: Context<ServerEnv>, callers: Callers): Caller | undefined =>
  c.env.channel === 'socket'
    ? callers.localCaller()
    : callers.findCaller(bearerOf(c.req.header('authorization')));

/** Pages of other origins have no key. They are told why they get nothing, before one is looked for. */
export function refuseForeignFetch(site: string | string[] | undefined): void {
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new DrydockError('not-allowed', {
    message: 'A page of another origin may not use this server.',
    fix: 'Open Drydock itself.',
  });
}

export function notSignedIn(): DrydockError {
  return new DrydockError('not-signed-in', {
    message: 'This browser is not signed in to Drydock.',
    fix: 'Run `npm run drydock -- open` on the machine where Drydock runs, and open the link that it prints.',
  });
}
