import { WebSocketServer } from 'ws';
import { DrydockError } from '../../lab/errors.ts';
import { closeCodes, terminalProtocol } from '../../lab/wire/terminal.ts';
import { refuseUpgrade } from '../error-response.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { makePlaces } from '../places.ts';
import { type CallerParts, findSocketCaller, type PageSockets } from '../socket-caller.ts';
import { type OpeningParts, openingOf } from './terminal-opening.ts';
import { serveTerminal, type TerminalTiming } from './terminal-socket.ts';
import { parseTarget } from './terminal-target.ts';

export interface TerminalsParts extends OpeningParts, CallerParts {
  readonly signIns: OpenSignIns;
  readonly timing: TerminalTiming;
}

/** The terminals that are open to pages. */
export function makeTerminals(parts: TerminalsParts): PageSockets {
  const { signIns, timing } = parts;
  const places = makePlaces(mostTerminals, tooMany);
  const served = new Set<Promise<void>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(terminalProtocol) && terminalProtocol,
  });

  return {
    upgrade: (request, socket, head, channel) => {
      try {
        const caller = findSocketCaller(parts, request, channel);
        const target = parseTarget(request.url ?? '');
        using held = new DisposableStack();
        const { ended, open, typed, began } = held.use(openingOf(parts, caller, target));
        held.use(places.take(caller.person.id));
        const signedIn = held.use(signIns.hold(caller.signIn));
        const all = held.move();
        socket.once('close', () => all[Symbol.dispose]());
        server.handleUpgrade(request, socket, head, (ws) => {
          const over = AbortSignal.any([signedIn.signal, ...ended]);
          const serving = serveTerminal(ws, {
            ...timing,
            size: target.size,
            ended: over,
            open,
            typed,
            began,
          });
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

/** Of one person: each holds a process in a workbench. */
const mostTerminals = 64;

function tooMany(): DrydockError {
  return new DrydockError('too-many', {
    message: `${mostTerminals} terminals of yours are open already.`,
    fix: 'Close a page that shows one.',
  });
}
