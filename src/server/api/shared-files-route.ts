import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import type { Store } from '../../lab/ports/store.ts';
import { shareStateOf } from '../../lab/sessions/share.ts';
import { paths } from '../../lab/wire/paths.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { Caller } from '../caller.ts';
import type { ServerApp } from '../environment.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { permit } from '../permit.ts';
import type { Places } from '../places.ts';
import type { Agreements } from '../sessions/agreements.ts';
import type { OpenShares } from '../sessions/open-shares.ts';
import type { SessionHours } from '../sessions/session-hours.ts';
import { followFiles, makeSharedFilesQueue } from '../sessions/shared-files.ts';
import { streamQueue } from './event-stream.ts';
import { noShare } from './share-routes.ts';

export interface SharedFilesRouteParts {
  readonly runner: LabRunner;
  readonly store: Store;
  readonly agreements: Pick<Agreements, 'hold'>;
  readonly hours: Pick<SessionHours, 'signalOf'>;
  readonly shares: Pick<OpenShares, 'signalOf'>;
  readonly heartbeatMs: number;
  /** Of one person. */
  readonly places: Places;
  readonly signIns: OpenSignIns;
  readonly stopping: AbortSignal;
}

/** A learner's files as they are saved, for who asked to see them and was let; on record while it goes on. */
export function addSharedFilesRoute(app: ServerApp, parts: SharedFilesRouteParts): void {
  const { runner, store, agreements, hours, shares, heartbeatMs, places, signIns, stopping } = parts;
  const find = ({ person }: Caller, session: string, id: string) => {
    const share = store.findShare(id);
    const party = share && store.partyOf(share.person);
    const isTheirs = share?.session === session && share.viewer === person.id && share.mode === 'files';
    if (!share || !party || !isTheirs || shareStateOf(share) !== 'open') throw noShare();
    return { share, key: { party: party.id, lab: share.lab, context: `session:${session}` } as const };
  };
  const [method, path] = paths.sharedFiles;
  const responses = {
    200: {
      description:
        'Server-sent events: the type of a SharedFilesEvent as `event`, the SharedFilesEvent as JSON in `data`',
      content: { 'text/event-stream': { schema: z.string() } },
    },
  };
  const request = { params: z.object({ session: z.string(), id: z.string() }) };
  app.openapi(
    createRoute({ method, path, request, middleware: [permit('share.ask')], responses }),
    async (c) => {
      const caller = c.get('caller');
      const { session, id } = c.req.valid('param');
      const { share, key } = find(caller, session, id);
      if (c.req.raw.method === 'HEAD') return c.body('', 200, { 'content-type': 'text/event-stream' });
      await using held = new AsyncDisposableStack();
      held.use(places.take(caller.person.id));
      const agreed = held.use(agreements.hold(session, share.person));
      const signedIn = held.use(signIns.hold(caller.signIn));
      const ends = [hours.signalOf(session), shares.signalOf(share), agreed.signal, signedIn.signal];
      const over = AbortSignal.any([stopping, ...ends]);
      over.throwIfAborted();
      held.use(store.beginLook(share.id));
      const queue = makeSharedFilesQueue();
      held.use(await followFiles({ runner, key, tell: queue.push, over }));
      return streamQueue(c, { queue, over, heartbeatMs, held: held.move() });
    },
  );
}
