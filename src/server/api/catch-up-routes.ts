import { Mutex } from 'async-mutex';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { RunKey, Store } from '../../lab/ports/store.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { Help } from '../assignments/closed-help.ts';
import { type Caller, contextOf } from '../caller.ts';
import type { ServerApp } from '../environment.ts';
import { bringBack, catchUpsOf, takeOver } from '../sessions/catch-up.ts';
import { routeOf } from './route-parts.ts';

export interface CatchUpParts {
  readonly store: Store;
  readonly runner: LabRunner;
  readonly help: Help;
}

/** The solution of a lab is offered by who teaches, and taken over by the learner, whose own files are kept. */
export function addCatchUpRoutes(app: ServerApp, parts: CatchUpParts): void {
  const { store } = parts;
  app.openapi(routeOf(routes.offerCatchUp), (c) => {
    const { session: id } = c.req.valid('param');
    const { lab, person } = c.req.valid('json');
    const session = store.findSession(id);
    if (!session?.labs.includes(lab))
      throw new DrydockError('not-found', { message: `The session has no lab ${lab}.` });
    const joined = person === undefined ? undefined : store.findJoined(id, person);
    if (person !== undefined && (joined === undefined || joined.removedAt !== undefined))
      throw new DrydockError('not-found', { message: 'Nobody of that id is in the session.' });
    const by = c.get('caller').person.id;
    store.addSessionEvent(id, 'catch-up', { by, data: { lab }, ...(person === undefined ? {} : { person }) });
    return c.body(null, 204);
  });

  /** The caller's run on a lab of the session that they joined. */
  const own = (caller: Caller, lab: LabId): { session: string; person: string; key: RunKey } => {
    const { session, person, party } = caller;
    if (session === undefined)
      throw new DrydockError('not-found', { message: 'You have not joined a session here.' });
    return { session, person: person.id, key: { party: party.id, lab, context: contextOf(caller, lab) } };
  };
  // One after the other: who presses twice must not have the solution kept as their own files.
  const turns = new Mutex();
  app.openapi(routeOf(routes.takeCatchUp), async (c) => {
    const { lab } = c.req.valid('json');
    const { session, person, key } = own(c.get('caller'), lab);
    parts.help.requireSolution(person, lab);
    using _ = { [Symbol.dispose]: await turns.acquire() };
    const offer = catchUpsOf(store, session, person).find((each) => each.lab === lab);
    if (offer === undefined)
      throw new DrydockError('not-found', {
        message: `Nobody offered you the solution of ${lab}.`,
        fix: 'Raise your hand, and ask for it.',
      });
    if (offer.takenAt !== undefined && offer.backAt === undefined)
      throw new DrydockError('not-allowed', {
        message: `You took the solution of ${lab} over already.`,
        fix: 'Your own files are kept: bring them back first, or go on with what is there.',
      });
    return c.json({ job: await takeOver(parts, session, person, key) }, 200);
  });
  app.openapi(routeOf(routes.bringBack), async (c) => {
    const { session, person, key } = own(c.get('caller'), c.req.valid('json').lab);
    using _ = { [Symbol.dispose]: await turns.acquire() };
    return c.json(await bringBack(parts, session, person, key), 200);
  });
}
