import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { DrydockError } from '../../lab/errors.ts';
import { closeCodes, terminalProtocol } from '../../lab/wire/terminal.ts';
import { notSignedIn, refuseForeignFetch, type Welcome } from '../api-guard.ts';
import type { Caller } from '../caller.ts';
import type { Channel } from '../environment.ts';
import { refuseUpgrade } from '../error-response.ts';
import type { Callers } from '../login/callers.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { offeredKeyOf } from '../login/sign-in-key.ts';
import { makePlaces } from '../places.ts';
import type { TurnedAway } from '../turned-away.ts';
import { type OpeningParts, openingOf } from './terminal-opening.ts';
import { serveTerminal, type TerminalTiming } from './terminal-socket.ts';
import { parseTarget } from './terminal-target.ts';

/** The terminals that are open to pages. */
export interface Terminals {
  /** Opens a terminal on the connection, or answers why not. The door has been passed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, channel: Channel): void;
  /** Tells every page to come back later. */
  close(): void;
  /** Ends what has not closed by itself. */
  terminate(): void;
  /** Resolves once no shell is held for a page any more. */
  settled(): Promise<unknown>;
}

export interface TerminalsParts extends OpeningParts {
  readonly callers: Callers;
  readonly welcome: Welcome;
  readonly signIns: OpenSignIns;
  readonly turnedAway: TurnedAway;
  readonly timing: TerminalTiming;
}

export function makeTerminals(parts: TerminalsParts): Terminals {
  const { callers, welcome, signIns, turnedAway, timing } = parts;
  const places = makePlaces(mostTerminals, tooMany);
  const served = new Set<Promise<void>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(terminalProtocol) && terminalProtocol,
  });

  function findCaller(request: IncomingMessage, channel: Channel): Caller {
    if (channel === 'door') refuseForeignFetch(request.headers['sec-fetch-site']);
    const caller =
      channel === 'socket'
        ? callers.localCaller()
        : callers.findCaller(offeredKeyOf(request.headers['sec-websocket-protocol']));
    if (caller === undefined) {
      turnedAway.count('not-signed-in');
      throw notSignedIn();
    }
    welcome(request.socket, caller.person.id);
    return caller;
  }

  return {
    upgrade: (request, socket, head, channel) => {
      try {
        const caller = findCaller(request, channel);
        const target = parseTarget(request.url ?? '');
        const { ended, open, typed, began } = openingOf(parts, caller, target);
        const place = places.take(caller.person.id);
        socket.once('close', () => place[Symbol.dispose]());
        server.handleUpgrade(request, socket, head, (ws) => {
          const looking = began?.();
          const over = AbortSignal.any([signIns.signalOf(caller.signIn), ...ended]);
          const serving = serveTerminal(ws, { ...timing, size: target.size, ended: over, open, typed });
          served.add(serving);
          void serving.finally(() => {
            served.delete(serving);
            looking?.[Symbol.dispose]();
          });
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

/** Of one person: each holds a process in a workbench. */
const mostTerminals = 64;

function tooMany(): DrydockError {
  return new DrydockError('too-many', {
    message: `${mostTerminals} terminals of yours are open already.`,
    fix: 'Close a page that shows one.',
  });
}
