import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { type Share, shareStateOf } from '../../lab/sessions/share.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { Caller } from '../caller.ts';
import type { ServerApp } from '../environment.ts';
import type { Agreements } from '../sessions/agreements.ts';
import { viewShare } from '../sessions/session-views.ts';
import { routeOf } from './route-parts.ts';

export interface ShareParts {
  readonly store: Store;
  readonly agreements: Pick<Agreements, 'whyNot'>;
}

/** Leave to look into a learner's shell: asked for by who teaches, given and ended by the learner. */
export function addShareRoutes(app: ServerApp, { store, agreements }: ShareParts): void {
  /** The caller's own, of the session that they joined. */
  const own = ({ person, session }: Caller, id: string): Share => {
    const share = store.findShare(id);
    if (share === undefined || share.session !== session || share.person !== person.id) throw noShare();
    return share;
  };
  app.openapi(routeOf(routes.myShares), (c) => {
    const { person, session } = c.get('caller');
    const all = session === undefined ? [] : store.listShares(session);
    return c.json(all.filter((share) => share.person === person.id).map(viewShare), 200);
  });
  app.openapi(routeOf(routes.answerShare), (c) => {
    const { id, session, person } = own(c.get('caller'), c.req.valid('param').id);
    const { answer } = c.req.valid('json');
    // Refusing is for everybody.
    const refused = answer === 'yes' ? agreements.whyNot(session, person) : undefined;
    if (refused !== undefined) throw refused;
    const answered = store.answerShare(id, answer);
    if (answered === undefined || shareStateOf(answered) === 'ended') throw noShare();
    return c.json(viewShare(answered), 200);
  });
  app.openapi(routeOf(routes.stopShare), (c) => {
    store.endShare(own(c.get('caller'), c.req.valid('param').id).id);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.askShare), (c) => {
    const { session, person } = c.req.valid('param');
    if (agreements.whyNot(session, person) !== undefined) throw unasked(store, session, person);
    const asked = { session, person, viewer: c.get('caller').person.id, ...c.req.valid('json') };
    const same = store
      .listShares(session)
      .find(
        (share) =>
          share.person === person &&
          share.viewer === asked.viewer &&
          share.mode === asked.mode &&
          share.lab === asked.lab &&
          share.terminal === asked.terminal &&
          ['asked', 'open'].includes(shareStateOf(share)),
      );
    return c.json(viewShare(same ?? store.askShare(asked)), 200);
  });
  app.openapi(routeOf(routes.endShare), (c) => {
    const { session, id } = c.req.valid('param');
    const share = store.findShare(id);
    if (share === undefined || share.session !== session || share.viewer !== c.get('caller').person.id)
      throw noShare();
    store.endShare(id);
    return c.body(null, 204);
  });
}

function unasked(store: Store, session: string, person: string): DrydockError {
  const { alias = 'This learner' } = store.findJoined(session, person) ?? {};
  return new DrydockError('not-allowed', {
    message: `${alias} has not agreed to what is kept of them here, as it is said now.`,
    fix: 'Their page asks them. Go to them until they agree.',
  });
}

export function noShare(): DrydockError {
  return new DrydockError('not-found', {
    message: 'There is no such look into a shell, or it has ended.',
    fix: 'Ask for it again.',
  });
}
