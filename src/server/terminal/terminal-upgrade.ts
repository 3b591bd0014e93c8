import { WebSocketServer } from 'ws';
import type * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import type { TerminalSize } from '../../lab/ports/engine.ts';
import { paths } from '../../lab/wire/paths.ts';
import { TerminalParams } from '../../lab/wire/routes.ts';
import { closeCodes, terminalProtocol } from '../../lab/wire/terminal.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { runKey } from '../api/route-parts.ts';
import { refuseUpgrade } from '../error-response.ts';
import type { OpenSessions } from '../login/open-sessions.ts';
import { makePlaces } from '../places.ts';
import { type CallerParts, findSocketCaller, matchPath, type PageSockets } from '../socket-caller.ts';
import { serveTerminal, type TerminalTiming } from './terminal-socket.ts';

export interface TerminalsParts extends CallerParts {
  readonly runner: LabRunner;
  readonly sessions: OpenSessions;
  readonly timing: TerminalTiming;
}

/** The terminals that are open to pages. */
export function makeTerminals({ runner, sessions, timing, ...parts }: TerminalsParts): PageSockets {
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
        const { chapter, lab, name, size } = parseTarget(request.url ?? '');
        const key = runKey(caller, { chapter, lab });
        const place = places.take(caller.person.id);
        socket.once('close', () => place[Symbol.dispose]());
        server.handleUpgrade(request, socket, head, (ws) => {
          const ended = sessions.signalOf(caller.session);
          const open = (first: TerminalSize, gone: AbortSignal) =>
            runner.openTerminal(key, name, first, gone);
          const serving = serveTerminal(ws, { ...timing, size, ended, open });
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

interface Target extends z.output<typeof TerminalParams> {
  /** Undefined where the address does not say it. */
  readonly size: TerminalSize | undefined;
}

function parseTarget(url: string): Target {
  const { pathname, searchParams } = new URL(url, 'http://terminal');
  const named = TerminalParams.safeParse(matchPath(paths.terminal[1], url));
  if (!named.success)
    throw new DrydockError('not-found', { message: `There is no terminal at ${pathname}.` });
  const columns = Number(searchParams.get('columns') ?? Number.NaN);
  const rows = Number(searchParams.get('rows') ?? Number.NaN);
  const size = Number.isFinite(columns) && Number.isFinite(rows) ? { columns, rows } : undefined;
  return { ...named.data, size };
}
