/** A stream of events that is open while somebody looks at the page, and opened again where it broke. */
import type { ErrorReport } from '../../lab/errors.ts';
import { unlessAborted } from '../../lab/general/unless-aborted.ts';
import { ApiError } from './api.ts';
import type { Connection } from './connection.ts';

/** `lost`: trying again by itself. `ended`: the login is over, or the server said no for good, with what it said. */
export interface LineEvent {
  readonly type: 'line';
  readonly state: 'open' | 'lost' | 'ended';
  readonly refusal?: ErrorReport;
}

interface HeldStream<Event> {
  /** Begins the stream; `onOpen` is to be called once the server has answered. */
  readonly open: (signal: AbortSignal, onOpen: () => void) => AsyncIterable<Event>;
  readonly tell: (event: Event | LineEvent) => void;
  /** Answers after which asking again would change nothing. */
  readonly final?: readonly number[];
}

const againMs = 2000;
/** Whatever a stream waits for as it begins: its code, a handshake that may stand behind another, its first event. */
const beginMs = 15_000;

/**
 * Holds the stream until what it returns is called. A page in the background needs none of it: it is let go of while
 * the page is hidden.
 */
export function holdStream<Event>(
  { reach, stillSignedIn }: Pick<Connection, 'reach' | 'stillSignedIn'>,
  { open, tell, final = [] }: HeldStream<Event>,
): () => void {
  let stream: AbortController | undefined;

  /**
   * Why there is no use in asking again. Else: no answer, none in time, a line that broke; whatever it was, the way on is
   * the same.
   */
  const listen = async (held: AbortSignal): Promise<ErrorReport | undefined> => {
    const late = new AbortController();
    const signal = AbortSignal.any([held, late.signal]);
    const timer = setTimeout(() => late.abort(), beginMs);
    const opened = () => {
      if (!signal.aborted) tell({ type: 'line', state: 'open' });
    };
    const hear = async () => {
      for await (const event of open(signal, opened)) {
        clearTimeout(timer);
        if (!signal.aborted) tell(event);
      }
    };
    try {
      // Code that is not there yet hears of no signal.
      await unlessAborted(hear(), signal);
    } catch (error) {
      if (error instanceof ApiError && final.includes(error.status)) return error.report;
    } finally {
      clearTimeout(timer);
    }
    return undefined;
  };
  /** Listens until it is not wanted any more, the login is over, or the server said no. */
  const hold = async (held: AbortController) => {
    const { signal } = held;
    let refusal: ErrorReport | undefined;
    while (!signal.aborted) {
      refusal = await listen(signal);
      if (signal.aborted) return;
      if (refusal !== undefined) break;
      tell({ type: 'line', state: 'lost' });
      // A login may have ended, or the server just begun.
      if (!(await stillSignedIn())) break;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
    if (stream !== held) return;
    stream = undefined;
    tell({ type: 'line', state: 'ended', ...(refusal === undefined ? {} : { refusal }) });
  };
  const connect = () => {
    if (document.hidden === (stream === undefined)) return;
    stream?.abort();
    stream = document.hidden ? undefined : new AbortController();
    if (stream) void hold(stream);
  };

  document.addEventListener('visibilitychange', connect);
  connect();
  const unlisten = reach.listen((now) => {
    if (now === 'signed-in') connect();
  });
  return () => {
    document.removeEventListener('visibilitychange', connect);
    unlisten();
    stream?.abort();
    stream = undefined;
  };
}
