import { DrydockError } from '../../lab/errors.ts';
import { terminalProtocol } from '../../lab/wire/terminal.ts';
import { makePlaces } from '../places.ts';
import { makeServedSockets, type ServedParts } from '../served-sockets.ts';
import type { PageSockets } from '../socket-caller.ts';
import { type OpeningParts, openingOf } from './terminal-opening.ts';
import { serveTerminal, type TerminalTiming } from './terminal-socket.ts';
import { parseTarget } from './terminal-target.ts';

export interface TerminalsParts extends OpeningParts, ServedParts {
  readonly timing: ServedParts['timing'] & TerminalTiming;
}

/** The terminals that are open to pages. */
export const makeTerminals = (parts: TerminalsParts): PageSockets =>
  makeServedSockets(parts, {
    protocol: terminalProtocol,
    maxPayload: 64 * 1024,
    places: makePlaces(mostTerminals, tooMany),
    find: (caller, url, held) => {
      const target = parseTarget(url);
      const { ended: ends, open, typed, began } = held.use(openingOf(parts, caller, target));
      return {
        ends,
        serve: (ws, ended) =>
          serveTerminal(ws, { ...parts.timing, size: target.size, ended, open, typed, began }),
      };
    },
  });

/** Of one person: each holds a process in a workbench. */
const mostTerminals = 64;

function tooMany(): DrydockError {
  return new DrydockError('too-many', {
    message: `${mostTerminals} terminals of yours are open already.`,
    fix: 'Close a page that shows one.',
  });
}
