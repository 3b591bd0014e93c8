import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import { TerminalParams } from '../../lab/wire/lab-routes.ts';
import { paths } from '../../lab/wire/paths.ts';
import { closeCodes, terminalProtocol } from '../../lab/wire/terminal.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { runKey } from '../api/route-parts.ts';
import type { Caller } from '../caller.ts';
import type { Channel } from '../environment.ts';
import { refuseUpgrade } from '../error-response.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import type { Permissions } from '../permissions.ts';
import { makePlaces } from '../places.ts';
import { type CallerParts, findSocketCaller, matchPath, type PageSockets } from '../socket-caller.ts';
import type { ShellSizes } from '../terminal/shell-sizes.ts';
import type { Mirrors } from './mirrors.ts';
import { type ScreenTiming, serveScreens } from './serve-screens.ts';
import { type ShownShell, serveShown } from './serve-shown.ts';

export interface MirrorSocketParts extends CallerParts {
  readonly runner: Pick<LabRunner, 'joinTerminal'>;
  readonly mirrors: Mirrors;
  readonly sizes: ShellSizes;
  readonly signIns: OpenSignIns;
  readonly permissions: Permissions;
  /** Throws where the session has ended. */
  readonly requireGoingOn: (session: string) => void;
  readonly timing: ScreenTiming & { readonly screenMs: number };
}

const Id = z.string().regex(/^[\w-]{1,64}$/);
const Watched = z.object({ session: Id });
const Shown = TerminalParams.extend({ session: Id });

/** Of one person: a page holds one. */
const mostMirrors = 16;

/** Pages that see the terminal that is shown to a session, and those that show one. */
export function makeMirrorSockets(parts: MirrorSocketParts): PageSockets {
  const { mirrors, permissions, timing } = parts;
  const places = makePlaces(mostMirrors, tooMany);
  const served = new Set<Promise<void>>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 1_024,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(terminalProtocol) && terminalProtocol,
  });

  /** Throws where the caller may not, or where there is nothing to see. */
  function find(
    caller: Caller,
    { url = '' }: IncomingMessage,
  ): (ws: WebSocket, over: AbortSignal) => Promise<void> {
    const watched = Watched.safeParse(matchPath(paths.watchMirror[1], url));
    if (watched.success) {
      const { session } = watched.data;
      permissions.require(caller, 'mirror.watch', { session, reads: true });
      // Throws where nothing is shown.
      mirrors.watch(session, { offer: () => undefined, end: () => undefined })[Symbol.dispose]();
      return (ws, over) => serveScreens(ws, { mirrors, session, over, timing });
    }
    const shown = Shown.safeParse(matchPath(paths.showMirror[1], url));
    if (!shown.success) throw new DrydockError('not-found', { message: 'There is nothing of that name.' });
    const { session, chapter, lab, name } = shown.data;
    permissions.require(caller, 'mirror.show', { session, reads: false });
    permissions.require(caller, 'lab.use', { reads: false });
    parts.requireGoingOn(session);
    const shell: ShownShell = {
      session,
      by: caller.person.name,
      key: runKey(caller, { chapter, lab }),
      name,
    };
    return (ws, over) => serveShown(ws, { ...parts, shell, over });
  }

  return {
    upgrade: (request, socket, head, channel: Channel) => {
      try {
        const caller = findSocketCaller(parts, request, channel);
        const serve = find(caller, request);
        using held = new DisposableStack();
        held.use(places.take(caller.person.id));
        const { signal: over } = held.use(parts.signIns.hold(caller.signIn));
        const all = held.move();
        socket.once('close', () => all[Symbol.dispose]());
        server.handleUpgrade(request, socket, head, (ws) => {
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

function tooMany(): DrydockError {
  return new DrydockError('too-many', {
    message: `${mostMirrors} pages of yours show a mirrored terminal already.`,
    fix: 'Close some of them.',
  });
}
