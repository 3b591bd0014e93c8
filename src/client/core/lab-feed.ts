/** What happens in labs, heard over one stream a lab by all that is shown of it. */
import type { LabId } from '../../lab/lab-id.ts';
import type { LabEvent } from '../../lab/wire/events.ts';
import type { Connection } from './connection.ts';

/** `lost`: trying again by itself. `ended`: the login is over. */
export interface LineEvent {
  readonly type: 'line';
  readonly state: 'open' | 'lost' | 'ended';
}
export type FeedEvent = LabEvent | LineEvent;

export interface LabFeed {
  /** Tells what is heard of a lab until what it returns is called; there is a stream while anyone looks. */
  hear(lab: LabId, listener: (event: FeedEvent) => void): () => void;
}

const againMs = 2000;

export function makeFeed({ api, reach, stillSignedIn }: Connection): LabFeed {
  /** Begins or ends the stream of each lab that is listened to, as it is wanted now. */
  const heard = new Set<() => void>();

  // A page in the background needs none of it, and a browser allows six connections to one server.
  const connectAll = () => {
    for (const connect of heard) connect();
  };
  document.addEventListener('visibilitychange', connectAll);
  reach.listen((now) => {
    if (now === 'signed-in') connectAll();
  });

  return {
    hear(lab, listener) {
      let stream: AbortController | undefined;
      /** Listens until it is not wanted any more, or the login is over. */
      const hold = async (held: AbortController) => {
        const { signal } = held;
        const tell = (state: LineEvent['state']) => listener({ type: 'line', state });
        while (!signal.aborted) {
          try {
            for await (const event of api.events(lab, signal, () => tell('open')))
              if (!signal.aborted) listener(event);
          } catch {
            // No answer, a refusal, a line that broke: whatever it was, the way on is the same.
          }
          if (signal.aborted) return;
          tell('lost');
          // A login may have ended, or the server just begun.
          if (!(await stillSignedIn())) break;
          await new Promise((resolve) => setTimeout(resolve, againMs));
        }
        if (stream !== held) return;
        stream = undefined;
        tell('ended');
      };
      const connect = () => {
        if (document.hidden === (stream === undefined)) return;
        stream?.abort();
        stream = document.hidden ? undefined : new AbortController();
        if (stream) void hold(stream);
      };
      heard.add(connect);
      connect();
      return () => {
        heard.delete(connect);
        stream?.abort();
        stream = undefined;
      };
    },
  };
}
