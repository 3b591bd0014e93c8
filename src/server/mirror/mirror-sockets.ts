import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import { TerminalParams } from '../../lab/wire/lab-routes.ts';
import { paths } from '../../lab/wire/paths.ts';
import { terminalProtocol } from '../../lab/wire/terminal.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { runKey } from '../api/route-parts.ts';
import type { Caller } from '../caller.ts';
import type { Permissions } from '../permissions.ts';
import { makePlaces } from '../places.ts';
import { makeServedSockets, type Served, type ServedParts } from '../served-sockets.ts';
import { matchPath, type PageSockets } from '../socket-caller.ts';
import type { ShellSizes } from '../terminal/shell-sizes.ts';
import type { Mirrors } from './mirrors.ts';
import { type ScreenTiming, serveScreens } from './serve-screens.ts';
import { type ShownShell, serveShown } from './serve-shown.ts';

export interface MirrorSocketParts extends ServedParts {
  readonly runner: Pick<LabRunner, 'joinTerminal'>;
  readonly mirrors: Mirrors;
  readonly sizes: ShellSizes;
  readonly permissions: Permissions;
  /** Throws where the session has ended. */
  readonly requireGoingOn: (session: string) => void;
  readonly timing: ServedParts['timing'] & ScreenTiming & { readonly screenMs: number };
}

const Id = z.string().regex(/^[\w-]{1,64}$/);
const Watched = z.object({ session: Id });
const Shown = TerminalParams.extend({ session: Id });

/** Of one person: a page holds one. */
const mostMirrors = 16;

/** Pages that see the terminal that is shown to a session, and those that show one. */
export function makeMirrorSockets(parts: MirrorSocketParts): PageSockets {
  const { mirrors, permissions, timing } = parts;

  /** Throws where the caller may not, or where there is nothing to see. */
  function find(caller: Caller, url: string): Served['serve'] {
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

  return makeServedSockets(parts, {
    protocol: terminalProtocol,
    maxPayload: 1_024,
    places: makePlaces(mostMirrors, tooMany),
    find: (caller, url) => ({ ends: [], serve: find(caller, url) }),
  });
}

function tooMany(): DrydockError {
  return new DrydockError('too-many', {
    message: `${mostMirrors} pages of yours show a mirrored terminal already.`,
    fix: 'Close some of them.',
  });
}
