import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { ServerApp } from '../environment.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { routeOf } from './route-parts.ts';

export interface SignInParts {
  readonly store: Store;
  readonly signIns: OpenSignIns;
}

/** Where a person is signed in, and how that ends: with it end the streams and shells that are open for it. */
export function addSignInRoutes(app: ServerApp, { store, signIns }: SignInParts): void {
  const end = (person: string, id: string | undefined): void => {
    if (id === undefined || !store.endSignIn(person, id))
      throw new DrydockError('not-found', {
        message: 'There is no such sign-in. It may have ended already.',
        fix: 'Look at the list of sign-ins again.',
      });
    signIns.end(id);
  };
  app.openapi(routeOf(routes.signIns), (c) => {
    const { person, signIn } = c.get('caller');
    const all = store.listSignIns(person.id);
    return c.json(
      all.map((each) => ({ ...each, current: each.id === signIn })),
      200,
    );
  });
  app.openapi(routeOf(routes.signOut), (c) => {
    const { person, signIn } = c.get('caller');
    end(person.id, signIn);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.endSignIn), (c) => {
    end(c.get('caller').person.id, c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.endOtherSignIns), (c) => {
    const { person, signIn } = c.get('caller');
    const others = store.listSignIns(person.id).filter(({ id }) => id !== signIn);
    for (const { id } of others) end(person.id, id);
    return c.json({ ended: others.length }, 200);
  });
}
