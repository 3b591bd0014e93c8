import type { Store } from '../../lab/ports/store.ts';
import { shareStateOf } from '../../lab/sessions/share.ts';
import type { SharedFilesEvent } from '../../lab/wire/shared-files.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { noShare } from '../api/share-routes.ts';
import type { Caller } from '../caller.ts';
import type { Holding, PageStream } from '../page-stream.ts';
import type { Agreements } from './agreements.ts';
import type { OpenShares } from './open-shares.ts';
import type { SessionHours } from './session-hours.ts';
import { followFiles, makeSharedFilesQueue } from './shared-files.ts';

export interface SharedFilesStreamParts {
  readonly runner: LabRunner;
  readonly store: Store;
  readonly agreements: Pick<Agreements, 'hold'>;
  readonly hours: Pick<SessionHours, 'signalOf'>;
  readonly shares: Pick<OpenShares, 'signalOf'>;
}

/**
 * A learner's files as they are saved, for who asked to see them and was let; on record while it goes on. Throws where
 * there is no such leave, or it does not hold now.
 */
export function streamSharedFiles(
  { runner, store, agreements, hours, shares }: SharedFilesStreamParts,
  { person }: Caller,
  { session, id }: { readonly session: string; readonly id: string },
  held: Holding,
): PageStream<SharedFilesEvent> {
  const share = store.findShare(id);
  const party = share && store.partyOf(share.person);
  const isTheirs = share?.session === session && share.viewer === person.id && share.mode === 'files';
  if (!share || !party || !isTheirs || shareStateOf(share) !== 'open') throw noShare();
  const key = { party: party.id, lab: share.lab, context: `session:${session}` } as const;
  const agreed = held.use(agreements.hold(session, share.person));
  const over = AbortSignal.any([hours.signalOf(session), shares.signalOf(share), agreed.signal]);
  over.throwIfAborted();
  const queue = makeSharedFilesQueue();
  const begin = async () => {
    await using looking = new AsyncDisposableStack();
    looking.use(store.beginLook(share.id));
    looking.use(await followFiles({ runner, key, tell: queue.push, over }));
    return looking.move();
  };
  return { queue, over, begin };
}
