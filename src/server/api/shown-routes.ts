import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { longestShown, type Shown } from '../../lab/sessions/session-event.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { contextOf } from '../caller.ts';
import type { ServerApp } from '../environment.ts';
import { listPredictions, viewShown } from '../sessions/shown.ts';
import { routeOf } from './route-parts.ts';

export interface ShownParts {
  readonly store: Store;
  readonly runner: LabRunner;
}

/** What whoever leads shows to all: a file of a lab as they have it, a text, what the room predicted. */
export function addShownRoutes(app: ServerApp, { store, runner }: ShownParts): void {
  app.openapi(routeOf(routes.predictions), (c) =>
    c.json(listPredictions(store, c.req.valid('param').session), 200),
  );
  app.openapi(routeOf(routes.show), async (c) => {
    const { session } = c.req.valid('param');
    const asked = c.req.valid('json');
    const caller = c.get('caller');
    const read = async (): Promise<Shown> => {
      if (asked.what === 'prediction') return asked;
      if (asked.what === 'text') return { what: 'file', title: asked.title, text: asked.text };
      const { lab, path } = asked;
      const key = { party: caller.party.id, lab, context: contextOf(caller, lab) };
      const { text } = await runner.files.read(key, path);
      if (text === undefined || text.length > longestShown)
        throw new DrydockError('too-big', {
          message: `${path} cannot be shown: it is no text, or has more than ${longestShown} characters.`,
          fix: 'Show the part of it that matters, as a text.',
        });
      return { what: 'file', title: path, text, lab };
    };
    store.addSessionEvent(session, 'shown', { by: caller.person.id, data: await read() });
    const shown = store.shownNow(session);
    if (shown === undefined) throw nothingShown();
    return c.json(shown, 200);
  });
  app.openapi(routeOf(routes.endShown), (c) => {
    const { session } = c.req.valid('param');
    if (store.shownNow(session) !== undefined)
      store.addSessionEvent(session, 'shown-ended', { by: c.get('caller').person.id, data: {} });
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.myShown), (c) => {
    const { session } = c.get('caller');
    const shown = session === undefined ? undefined : viewShown(store, session);
    if (shown === undefined) throw nothingShown();
    return c.json(shown, 200);
  });
}

function nothingShown(): DrydockError {
  return new DrydockError('not-found', {
    message: 'Nothing is shown now.',
    fix: 'Whoever leads the session has ended it.',
  });
}
