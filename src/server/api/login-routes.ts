import { DrydockError } from '../../lab/errors.ts';
import type { Action } from '../../lab/people/action.ts';
import type { Store } from '../../lab/ports/store.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { AddressOf } from '../client-address.ts';
import type { ServerApp } from '../environment.ts';
import type { LoginThrottle } from '../login/login-throttle.ts';
import { signInMs } from '../login/sign-in-key.ts';
import { callerMay } from '../permissions.ts';
import { routeOf } from './route-parts.ts';

export interface LoginParts {
  readonly store: Store;
  readonly throttle: LoginThrottle;
  readonly addressOf: AddressOf;
}

/** A login link's token is exchanged for the key of a sign-in, once; and whose sign-in it is. */
export function addLoginRoutes(app: ServerApp, { store, throttle, addressOf }: LoginParts): void {
  app.openapi(routeOf(routes.signIn), (c) => {
    const { token } = c.req.valid('json');
    const tried = { address: addressOf(c.env.incoming), token };
    const waitMs = throttle.waitMs(tried);
    if (waitMs > 0) throw tooManyTries(Math.ceil(waitMs / 1000));
    const found = store.redeemCredential('login', token);
    if (found === undefined) {
      throttle.failed(tried);
      throw usedUp();
    }
    const key = store.mintCredential(found.person.id, 'sign-in', signInMs);
    return c.json({ key, person: found.person.id }, 200);
  });
  app.openapi(routeOf(routes.signedIn), (c) => {
    const caller = c.get('caller');
    const { person, held } = caller;
    const scopes = held.map(({ scope }) => scope);
    const maySomewhere = (action: Action) => callerMay(caller, action, { scopes });
    const [makesSessions, makesCourses] = [maySomewhere('session.make'), maySomewhere('course.make')];
    const changesPeople = callerMay(caller, 'people.change', { scopes: ['home'] });
    return c.json({ person, makesSessions, makesCourses, changesPeople }, 200);
  });
}

const fix =
  'Run `npm run drydock -- open` on the machine where Drydock runs, and open the link that it prints.';

function usedUp(): DrydockError {
  return new DrydockError('not-signed-in', {
    message: 'This link was used before, it is too old, or part of it was lost when it was copied.',
    fix,
  });
}

function tooManyTries(seconds: number): DrydockError {
  return new DrydockError('too-many', {
    message: `Too many links that do not work were tried from this address. Try again in ${seconds} s.`,
    fix,
  });
}
