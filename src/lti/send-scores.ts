/** Scores on their way to gradebooks: AGS 2.0 §3.4. */
import { DrydockError } from '../lab/errors.ts';
import type { LtiOutgoing, LtiPlatform, LtiStore, LtiTry } from '../lab/ports/lti-store.ts';
import type { AccessTokens } from './access-tokens.ts';
import { scopes } from './claims.ts';
import { type LtiAnswer, type LtiHttp, platformUrl } from './http.ts';
import { type Call, findLineItem } from './line-items.ts';

export interface SendingParts {
  readonly store: Pick<LtiStore, 'dueScores' | 'tried' | 'findPlatform' | 'rememberLineItem'>;
  readonly tokens: AccessTokens;
  readonly http: LtiHttp;
  readonly now: () => Date;
  /** What a column is called. */
  readonly titleOf: (destination: string) => string;
}

/** At once, as much as one look at the queue takes. */
const mostAtOnce = 50;
/** A score that a platform did not take in about a week is given up. */
const mostTries = 40;

/**
 * Sends all that is due: to each platform one after the other, to several at the same time. One that is away is asked
 * once. Rejects where `signal` is aborted, or where something of ours fails.
 */
export async function sendScores(parts: SendingParts, signal: AbortSignal): Promise<void> {
  const due = Map.groupBy(parts.store.dueScores(mostAtOnce), ({ platform }) => platform);
  await Promise.all([...due.values()].map((scores) => sendInTurn(scores, parts, signal)));
}

async function sendInTurn(scores: readonly LtiOutgoing[], parts: SendingParts, signal: AbortSignal) {
  let away: string | undefined;
  for (const score of scores) {
    signal.throwIfAborted();
    try {
      const result = away === undefined ? await trySending(score, parts, signal) : undefined;
      parts.store.tried(score.id, result ?? again(score, away ?? '', parts.now()));
    } catch (error) {
      if (signal.aborted || !(error instanceof DrydockError) || error.code !== 'lti-failed') throw error;
      away = error.message;
      parts.store.tried(score.id, again(score, away, parts.now()));
    }
  }
}

async function trySending(score: LtiOutgoing, parts: SendingParts, signal: AbortSignal): Promise<LtiTry> {
  const platform = parts.store.findPlatform(score.platform);
  if (platform?.state !== 'confirmed')
    return { outcome: 'failed', problem: 'The platform is not confirmed.' };
  if (!score.scopes.includes(scopes.score))
    return { outcome: 'failed', problem: `${platform.name} does not let us write scores for this link.` };
  return await send(score, platform, parts, signal);
}

async function send(
  score: LtiOutgoing,
  platform: LtiPlatform,
  { store, tokens, http, now, titleOf }: SendingParts,
  signal: AbortSignal,
): Promise<LtiTry> {
  const wanted = Object.values(scopes).filter((scope) => score.scopes.includes(scope));
  const call: Call = async (request) => {
    const token = await tokens.get(platform, wanted, signal);
    const headers = { ...request.headers, authorization: `Bearer ${token}` };
    return await http({ ...request, headers, signal });
  };
  const problemOf = (answer: LtiAnswer) => `${platform.name} answered ${answer.status}.`;
  let lineItem = score.lineItem;
  if (lineItem === undefined) {
    if (score.lineItems === undefined || !wanted.includes(scopes.lineItem))
      return {
        outcome: 'failed',
        problem: `${platform.name} gives no column for this link, and does not let us make one.`,
      };
    const found = await findLineItem(score, score.lineItems, titleOf(score.destination), call);
    if ('refused' in found) return judge(score, found.refused, problemOf(found.refused));
    if ('problem' in found) return again(score, `${platform.name}: ${found.problem}.`, now());
    lineItem = found.url;
  }
  if (platformUrl(lineItem, platform.issuer) === undefined)
    return { outcome: 'failed', problem: `${platform.name} names a column that is no address over TLS.` };
  if (score.lineItem === undefined) store.rememberLineItem(score.link, lineItem);
  const answer = await call({
    url: scoresOf(lineItem),
    method: 'POST',
    headers: { 'content-type': 'application/vnd.ims.lis.v1.score+json' },
    body: JSON.stringify(scoreBody(score)),
  });
  // The column was removed there; where we may, it is found or made anew.
  if (answer.status === 404 && score.lineItems !== undefined) store.rememberLineItem(score.link, undefined);
  return judge(score, answer, problemOf(answer));

  function judge(of: LtiOutgoing, { status, headers }: LtiAnswer, problem: string): LtiTry {
    if (status < 400) return { outcome: 'sent' };
    if (status === 401) tokens.drop(platform);
    if (status === 409) {
      // It has a score that is no earlier: maybe this one, whose answer was lost.
      const timestamp = nextSecond(of.timestamp, now());
      const next = again(of, problem, now());
      return next.outcome === 'again' ? { ...next, after: timestamp, timestamp } : next;
    }
    const gone = status === 404 && of.lineItems !== undefined && of.tries === 0;
    const passes = status === 401 || status === 408 || status === 429 || status >= 500 || gone;
    return passes ? again(of, problem, now(), headers.get('retry-after')) : { outcome: 'failed', problem };
  }
}

/**
 * AGS 2.0 §3.4.8: points as they are. Of anything but `FullyGraded` Moodle makes no score, and wipes the one before; a
 * score without points has every platform do so.
 */
function scoreBody({ subject, given, of, comment, timestamp }: LtiOutgoing) {
  if (given === undefined)
    return { userId: subject, timestamp, activityProgress: 'Initialized', gradingProgress: 'NotReady' };
  return {
    userId: subject,
    scoreGiven: given,
    scoreMaximum: of,
    timestamp,
    activityProgress: 'Completed',
    gradingProgress: 'FullyGraded',
    ...(comment === undefined ? {} : { comment }),
  };
}

/** AGS 2.0 §3.4.2: of a line item's address, whose query stays behind it. */
function scoresOf(lineItem: string): string {
  const url = new URL(lineItem);
  url.pathname += '/scores';
  return url.href;
}

/** A second later, and never before now. */
export function nextSecond(before: string, now: Date): string {
  const seconds = Math.max(Math.floor(now.getTime() / 1000), Math.floor(Date.parse(before) / 1000) + 1);
  return new Date(seconds * 1000).toISOString();
}

/** Half a minute, then longer and longer, up to six hours; and never before the platform wants it. */
function again(
  { tries }: LtiOutgoing,
  problem: string,
  now: Date,
  retryAfter: string | null = null,
): Extract<LtiTry, { outcome: 'again' }> | Extract<LtiTry, { outcome: 'failed' }> {
  if (tries + 1 >= mostTries) return { outcome: 'failed', problem };
  const ownMs = Math.min(30_000 * 2 ** tries, 6 * 3_600_000);
  const askedMs = Math.min(waitOf(retryAfter, now), 24 * 3_600_000);
  return {
    outcome: 'again',
    problem,
    after: new Date(now.getTime() + Math.max(ownMs, askedMs)).toISOString(),
  };
}

/** RFC 9110 §10.2.3: seconds, or a date. Milliseconds; 0 where it says nothing. */
function waitOf(header: string | null, now: Date): number {
  if (header === null) return 0;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime());
}
