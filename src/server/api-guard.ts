import { createMiddleware } from 'hono/factory';
import { DrydockError } from '../lab/errors.ts';
import type { ServerEnv } from './environment.ts';
import { isSameToken } from './session-cookie.ts';
import type { SignIn } from './sign-in.ts';

const reading = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Lets only those into the API who are signed in; health is open to all who pass the door. A write must carry
 * the session's token in a header, which a form or an image of another origin cannot do.
 */
export function guardApi(signIn: SignIn) {
  return createMiddleware<ServerEnv>(async (c, next) => {
    if (c.env.channel === 'socket') {
      c.set('signedIn', true);
      c.set('caller', signIn.localCaller());
      return next();
    }
    refuseForeignFetch(c.req.header('sec-fetch-site'));
    const reads = reading.includes(c.req.method);
    const caller = signIn.findCaller(c.req.header('cookie'));
    c.set('signedIn', caller !== undefined);
    if (reads && c.req.path === '/api/health') return next();
    if (caller === undefined) throw notSignedIn();
    if (!reads && !isSameToken(caller.csrf, c.req.header('x-drydock-csrf'))) {
      throw new DrydockError('not-allowed', {
        message: 'The request to change something does not carry the token of the session.',
        fix: 'Reload the page.',
      });
    }
    c.set('caller', caller);
    return next();
  });
}

/** Another port of this host is the same site: its page's requests carry our cookie and, reading, no Origin. */
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
