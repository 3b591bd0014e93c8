import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { DrydockError, reportError } from '../../lab/errors.ts';
import { eventsProtocol } from '../../lab/wire/events.ts';
import { LabParams } from '../../lab/wire/lab-routes.ts';
import { paths } from '../../lab/wire/paths.ts';
import { closeCodes } from '../../lab/wire/terminal.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { Channel } from '../environment.ts';
import { refuseUpgrade } from '../error-response.ts';
import { type EventQueue, makeEventQueue } from '../event-queue.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import type { Permissions } from '../permissions.ts';
import type { Places } from '../places.ts';
import { type CallerParts, findSocketCaller, matchPath, type PageSockets } from '../socket-caller.ts';
import { runKey } from './route-parts.ts';

export interface EventSocketParts extends CallerParts {
  readonly runner: LabRunner;
  readonly signIns: OpenSignIns;
  readonly permissions: Permissions;
  /** With those who follow by server-sent events. */
  readonly places: Places;
  /** A page that did not answer the last ping is gone. */
  readonly pingMs: number;
}

/**
 * `LabEvent`s as frames of text, the same as the route's server-sent events. Pages take them so: of streams that answer
 * a request a browser has six to one server for all its tabs together over HTTP/1.1, of WebSockets two hundred or more.
 */
export function makeEventSockets(parts: EventSocketParts): PageSockets {
  const served = new Set<Promise<void>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 1_024,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(eventsProtocol) && eventsProtocol,
  });

  function find(request: IncomingMessage, channel: Channel) {
    const caller = findSocketCaller(parts, request, channel);
    const named = LabParams.safeParse(matchPath(paths.events[1], request.url ?? ''));
    if (!named.success)
      throw new DrydockError('not-found', {
        message: 'There is no lab of that name, and so no events of it.',
      });
    const { chapter, lab } = named.data;
    parts.permissions.require(caller, 'lab.use', { reads: true });
    const key = runKey(caller, { chapter, lab });
    // Rejects for a lab that there is not.
    parts.runner.getLab(key.lab);
    return { key, caller };
  }

  return {
    upgrade: (request, socket, head, channel) => {
      try {
        const { key, caller } = find(request, channel);
        using held = new DisposableStack();
        held.use(parts.places.take(caller.person.id));
        const { signal: ended } = held.use(parts.signIns.hold(caller.signIn));
        const all = held.move();
        socket.once('close', () => all[Symbol.dispose]());
        server.handleUpgrade(request, socket, head, (ws) => {
          const follow = (queue: EventQueue) => parts.runner.follow(key, queue.push);
          const serving = serveEvents(ws, { follow, ended, pingMs: parts.pingMs });
          served.add(serving);
          void serving.finally(() => served.delete(serving));
        });
      } catch (error) {
        refuseUpgrade(socket, error);
      }
    },
    close: () => {
      for (const client of server.clients) client.close(closeCodes.restarting, 'Drydock is stopping');
    },
    terminate: () => {
      for (const client of server.clients) client.terminate();
    },
    settled: () => Promise.all(served),
  };
}

interface Serving {
  readonly follow: (queue: EventQueue) => Promise<AsyncDisposable>;
  /** Aborted when whoever opened it may not have it any more. */
  readonly ended: AbortSignal;
  readonly pingMs: number;
}

/** Sends events until the page goes, or may not have them any more. Never rejects. */
async function serveEvents(socket: WebSocket, { follow, ended, pingMs }: Serving): Promise<void> {
  const queue = makeEventQueue();
  let answered = true;
  const sendAway = () => socket.close(closeCodes.refused, reportError(ended.reason).title);
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', queue.close);
  // A page has nothing to say here.
  socket.on('message', () => socket.close(closeCodes.notOurs, 'Events go one way'));
  ended.addEventListener('abort', sendAway, { once: true });
  const pinging = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, pingMs);
  try {
    if (ended.aborted) return sendAway();
    await using _ = await follow(queue);
    while (!queue.closed) {
      const event = await queue.take(pingMs);
      // One at a time: while a page reads slowly, the queue keeps what is newest.
      if (event !== undefined) await send(socket, JSON.stringify(event));
    }
  } catch (error) {
    socket.close(closeCodes.broken, reportError(error).title);
  } finally {
    clearInterval(pinging);
    ended.removeEventListener('abort', sendAway);
  }
}

/** Resolves when the bytes have left; also where the connection ends before. */
function send(socket: WebSocket, text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.send(text, () => resolve());
  return promise;
}
