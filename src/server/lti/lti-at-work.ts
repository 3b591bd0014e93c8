import { createHash, randomBytes } from 'node:crypto';
import type { Store } from '../../lab/ports/store.ts';
import { makeAccessTokens } from '../../lti/access-tokens.ts';
import type { LtiDestinations } from '../../lti/destination.ts';
import { type LtiHttp, makeLtiHttp } from '../../lti/http.ts';
import { type Launches, makeLaunches } from '../../lti/launches.ts';
import { makePlatformKeys } from '../../lti/platform-keys.ts';
import { sendScores } from '../../lti/send-scores.ts';
import { makeToolKeys, type ToolKeys } from '../../lti/tool-keys.ts';
import { makeFetchPublic } from './fetch-public.ts';
import { launchPath } from './lti-places.ts';
import { makeSeal } from './seal.ts';

export interface LtiAtWorkParts {
  readonly store: Store;
  readonly destinations: LtiDestinations;
  readonly clock: () => Date;
  /** Ours, without a slash at its end. */
  readonly origin: string;
  /** Gives scores for what has changed. */
  readonly giveScores: () => void;
  /** Platforms may be on this machine, or in a private network. */
  readonly localPlatforms: boolean;
  /** How often it is looked which scores are due. */
  readonly tickMs: number;
  /** Told of what sending failed with on our side; it is tried again. */
  readonly onError: (error: unknown) => void;
}

/** What a server holds of learning platforms while it runs. Disposing it ends what is being sent. */
export interface LtiAtWork extends Disposable {
  readonly launches: Launches;
  readonly toolKeys: ToolKeys;
  readonly ltiHttp: LtiHttp;
  readonly draw: () => string;
}

export function startLti(parts: LtiAtWorkParts): LtiAtWork {
  const { store, destinations, giveScores, clock, origin, localPlatforms, tickMs, onError } = parts;
  const ltiHttp = makeLtiHttp(localPlatforms ? {} : { fetch: makeFetchPublic() });
  const toolKeys = makeToolKeys({ file: store, now: clock });
  const draw = () => randomBytes(32).toString('base64url');
  const tokens = makeAccessTokens({ http: ltiHttp, keys: toolKeys, now: clock, newId: draw });
  const titleOf = (id: string) => destinations.find(id)?.title ?? 'Drydock';
  const stopping = new AbortController();
  let isSending = false;
  const ticking = setInterval(async () => {
    if (isSending) return;
    isSending = true;
    try {
      giveScores();
      await sendScores({ store, tokens, http: ltiHttp, now: clock, titleOf }, stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) onError(error);
    } finally {
      isSending = false;
    }
  }, tickMs).unref();
  return {
    launches: makeLaunches({
      store,
      keys: makePlatformKeys(ltiHttp),
      now: clock,
      draw,
      hash: (secret) => createHash('sha256').update(secret).digest('base64url'),
      // A launch that was begun before the server was started again is begun anew.
      seal: makeSeal(randomBytes(32)),
      launchUrl: `${origin}${launchPath}`,
    }),
    toolKeys,
    ltiHttp,
    draw,
    [Symbol.dispose]: () => {
      clearInterval(ticking);
      stopping.abort();
    },
  };
}
