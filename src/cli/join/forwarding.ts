import { type ErrorCode, reportError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { type JoinedRoom, readRoom, readSent, type SentWork, writeSent } from './joined-room.ts';
import { type PendingAttempt, pendingWork, sentBody } from './pending-work.ts';
import { makeRoomClient, type RoomClient } from './room-client.ts';

export interface ForwardingParts {
  readonly home: string;
  readonly store: Store;
  /** How often it is looked whether something is to be sent. */
  readonly everyMs: number;
  /** Milliseconds that only grow. */
  readonly clockMs: () => number;
  readonly onError: (error: unknown) => void;
}

/** Sends what is checked here to the room that was joined. Disposing waits for what is under way. */
export interface Forwarding extends AsyncDisposable {
  /** Something was checked: sends at once. Resolves once it was tried; never rejects. */
  now(): Promise<void>;
}

/** A room that said no to one attempt says so again. */
const final: readonly ErrorCode[] = ['bad-request', 'bad-usage', 'too-big', 'not-found'];
const longestWaitMs = 60_000;

/**
 * What is to be sent is found in the store each time, so that nothing is lost with this process: an attempt goes until
 * the room has it, under its own id. While a room is away it is asked ever less often, once a minute at least.
 */
export function startForwarding({ home, store, everyMs, clockMs, onError }: ForwardingParts): Forwarding {
  let last = Promise.resolve();
  let [failures, notBefore] = [0, 0];
  const look = async (isAsked: boolean) => {
    const room = readRoom(home);
    if (room === undefined || (!isAsked && clockMs() < notBefore)) return;
    const sent = readSent(home, room.session.id);
    const pending = pendingWork(store, room, sent);
    if (pending.length === 0) return;
    const after = await send(makeRoomClient(room), store, sent, pending);
    failures = after.problem === undefined ? 0 : failures + 1;
    notBefore = clockMs() + Math.min(longestWaitMs, everyMs * 2 ** failures);
    // Whoever has left meanwhile keeps nothing of it.
    if (readRoom(home)?.key === room.key) writeSent(home, after);
  };
  const turn = (isAsked: boolean) => {
    last = last.then(() => look(isAsked)).catch(onError);
    return last;
  };
  const timer = setInterval(() => void turn(false), everyMs).unref();
  return {
    now: () => turn(true),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
    },
  };
}

async function send(
  client: RoomClient,
  store: Pick<Store, 'readObservation'>,
  before: SentWork,
  pending: readonly PendingAttempt[],
): Promise<SentWork> {
  const attempts = new Map(before.attempts.map((each) => [each.id, each]));
  const { session } = before;
  for (const each of pending) {
    const { id, at } = each.attempt;
    const { lab } = each.run;
    const told = { id, lab, at, done: each.done.length };
    const body = sentBody(store, each);
    try {
      if (body !== undefined) await client.call('bringAttempt', { lab, id, body });
      attempts.set(id, told);
    } catch (error) {
      const { code, message } = reportError(error);
      if (!final.includes(code)) return { session, attempts: [...attempts.values()], problem: message };
      attempts.set(id, { ...told, refused: message });
    }
  }
  return { session, attempts: [...attempts.values()] };
}

/** What of a home's work waits to be sent. */
export const waiting = (home: string, room: JoinedRoom, store: Store): readonly PendingAttempt[] =>
  pendingWork(store, room, readSent(home, room.session.id));
