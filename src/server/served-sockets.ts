import { type WebSocket, WebSocketServer } from 'ws';
import { closeCodes } from '../lab/wire/terminal.ts';
import type { Caller } from './caller.ts';
import { refuseUpgrade } from './error-response.ts';
import { keepAlive, type LineTiming } from './keep-alive.ts';
import type { OpenSignIns } from './login/open-sign-ins.ts';
import type { Holding } from './page-stream.ts';
import type { Places } from './places.ts';
import { type CallerParts, findSocketCaller, type PageSockets } from './socket-caller.ts';

export interface ServedParts extends CallerParts {
  readonly signIns: OpenSignIns;
  readonly timing: LineTiming;
}

/** One kind of WebSockets. */
export interface SocketKind {
  readonly protocol: string;
  /** In bytes, of what a page sends at once. */
  readonly maxPayload: number;
  /** Of one person. */
  readonly places: Places;
  /** Throws where there is no such thing, or none for the caller. What it holds is let go of with the connection. */
  find(caller: Caller, url: string, held: Holding): Served;
}

/** What a page gets over its WebSocket. */
export interface Served {
  /** Each is aborted, with the reason, when the page may not have it any more, as the end of its sign-in is. */
  readonly ends: readonly AbortSignal[];
  /** Serves until the page goes, or one of these is aborted. Never rejects. */
  serve(socket: WebSocket, over: AbortSignal): Promise<void>;
}

/** Opens WebSockets of one kind to pages whose reader is signed in, and ends them with that. */
export function makeServedSockets(
  parts: ServedParts,
  { protocol, maxPayload, places, find }: SocketKind,
): PageSockets {
  const served = new Set<Promise<void>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(protocol) && protocol,
  });
  return {
    upgrade: (request, socket, head, channel) => {
      try {
        const caller = findSocketCaller(parts, request, channel);
        using held = new DisposableStack();
        const { ends, serve } = find(caller, request.url ?? '', held);
        held.use(places.take(caller.person.id));
        const over = AbortSignal.any([held.use(parts.signIns.hold(caller.signIn)).signal, ...ends]);
        const all = held.move();
        socket.once('close', () => all[Symbol.dispose]());
        server.handleUpgrade(request, socket, head, (ws) => {
          keepAlive(ws, parts.timing);
          const serving = serve(ws, over);
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
