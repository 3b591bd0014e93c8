import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import type { TerminalSize } from '../../lab/ports/engine.ts';
import { paths } from '../../lab/wire/paths.ts';
import { TerminalParams } from '../../lab/wire/routes.ts';
import { closeCodes, terminalProtocol } from '../../lab/wire/terminal.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { runKey } from '../api/route-parts.ts';
import { notSignedIn, refuseForeignFetch, type Welcome } from '../api-guard.ts';
import type { Caller, Channel } from '../environment.ts';
import { refuseUpgrade } from '../error-response.ts';
import type { Callers } from '../login/callers.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { offeredKeyOf } from '../login/sign-in-key.ts';
import type { Permissions } from '../permissions.ts';
import { makePlaces } from '../places.ts';
import type { SessionHours } from '../sessions/session-hours.ts';
import type { TurnedAway } from '../turned-away.ts';
import { serveTerminal, type TerminalTiming } from './terminal-socket.ts';

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

const pathPattern = new RegExp(`^${paths.terminal[1].replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

export interface TerminalsParts {
  readonly runner: LabRunner;
  readonly callers: Callers;
  readonly permissions: Permissions;
  readonly welcome: Welcome;
  readonly signIns: OpenSignIns;
  readonly hours: Pick<SessionHours, 'signalOf'>;
  /** Told who typed; not what. */
  readonly saw: (person: string) => void;
  readonly turnedAway: TurnedAway;
  readonly timing: TerminalTiming;
}

export function makeTerminals({
  runner,
  callers,
  permissions,
  welcome,
  signIns,
  hours,
  saw,
  turnedAway,
  timing,
}: TerminalsParts): Terminals {
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
        const { chapter, lab, name, size } = parseTarget(request.url ?? '');
        permissions.require(caller, 'lab.use', { reads: false });
        const key = runKey(caller, { chapter, lab });
        const place = places.take(caller.person.id);
        socket.once('close', () => place[Symbol.dispose]());
        server.handleUpgrade(request, socket, head, (ws) => {
          const ended = AbortSignal.any([signIns.signalOf(caller.signIn), hours.signalOf(caller.session)]);
          const typed = () => saw(caller.person.id);
          const open = (first: TerminalSize, gone: AbortSignal) =>
            runner.openTerminal(key, name, first, gone);
          const serving = serveTerminal(ws, { ...timing, size, ended, open, typed });
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
  const named = TerminalParams.safeParse(pathPattern.exec(pathname)?.groups);
  if (!named.success)
    throw new DrydockError('not-found', { message: `There is no terminal at ${pathname}.` });
  const columns = Number(searchParams.get('columns') ?? Number.NaN);
  const rows = Number(searchParams.get('rows') ?? Number.NaN);
  const size = Number.isFinite(columns) && Number.isFinite(rows) ? { columns, rows } : undefined;
  return { ...named.data, size };
}
