import type { WebSocket } from 'ws';
import { DrydockError, reportError } from '../../lab/errors.ts';
import { eventsProtocol } from '../../lab/wire/events.ts';
import { paths } from '../../lab/wire/paths.ts';
import { closeCodes } from '../../lab/wire/terminal.ts';
import type { Caller } from '../caller.ts';
import type { Holding, PageStream } from '../page-stream.ts';
import type { Permissions } from '../permissions.ts';
import type { Places } from '../places.ts';
import { makeServedSockets, type ServedParts } from '../served-sockets.ts';
import { matchPath, type PageSockets } from '../socket-caller.ts';
import type { StreamRoute } from './page-streams.ts';

export interface EventSocketParts extends ServedParts {
  readonly streams: readonly StreamRoute[];
  readonly permissions: Permissions;
  /** With those who follow by server-sent events. */
  readonly places: Places;
}

/**
 * What a page follows (a lab, its session, a board, files that a learner lets it see) as frames of text, the same as the
 * route's server-sent events. Pages take them so: of streams that answer a request a browser has six to one server for all
 * its tabs together over HTTP/1.1, of WebSockets two hundred or more.
 */
export function makeEventSockets(parts: EventSocketParts): PageSockets {
  const { streams, permissions, places } = parts;

  function find(caller: Caller, url: string, held: Holding): PageStream {
    for (const { name, action, params, open } of streams) {
      const blanks = matchPath(paths[name][1], url);
      if (blanks === undefined || !params.safeParse(blanks).success) continue;
      permissions.require(caller, action, { session: blanks.session, reads: true });
      return open(caller, blanks, held);
    }
    throw new DrydockError('not-found', {
      message: 'There is nothing of that name, and so no events of it.',
    });
  }

  return makeServedSockets(parts, {
    protocol: eventsProtocol,
    maxPayload: 1_024,
    places,
    find: (caller, url, held) => {
      const stream = find(caller, url, held);
      return {
        ends: stream.over === undefined ? [] : [stream.over],
        serve: (ws, ended) => serveEvents(ws, stream, ended),
      };
    },
  });
}

/** How long one look at the queue lasts; the next begins at once. */
const turnMs = 60_000;

/** Sends events until the page goes, or `ended` says that it may not have them any more. Never rejects. */
async function serveEvents(socket: WebSocket, stream: PageStream, ended: AbortSignal): Promise<void> {
  const { queue } = stream;
  const sendAway = () => {
    // What was not read yet would go out before the word of the end does.
    if (socket.bufferedAmount > 0) return socket.terminate();
    socket.close(closeCodes.refused, reportError(ended.reason).title);
  };
  socket.on('error', () => socket.terminate());
  socket.on('close', queue.close);
  // A page has nothing to say here.
  socket.on('message', () => socket.close(closeCodes.notOurs, 'Events go one way'));
  ended.addEventListener('abort', sendAway, { once: true });
  try {
    if (ended.aborted) return sendAway();
    await using _ = await stream.begin();
    while (!queue.closed) {
      const event = await queue.take(turnMs);
      // One at a time: while a page reads slowly, the queue keeps what is newest.
      if (event !== undefined) await send(socket, JSON.stringify(event));
    }
  } catch (error) {
    socket.close(closeCodes.broken, reportError(error).title);
  } finally {
    ended.removeEventListener('abort', sendAway);
  }
}

/** Resolves when the bytes have left; also where the connection ends before. */
function send(socket: WebSocket, text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.send(text, () => resolve());
  return promise;
}
