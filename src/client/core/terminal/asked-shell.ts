import type { ErrorReport } from '../../../lab/errors.ts';
import type { LabId } from '../../../lab/lab-id.ts';
import { pathOf } from '../../../lab/wire/paths.ts';
import { type Cell, makeCell } from '../cell.ts';
import { signInKey } from '../stored-sign-in.ts';
import { type LateScreen, makeLateScreen } from './late-screen.ts';
import { type LinkState, openTerminalLink, type TerminalLink } from './terminal-link.ts';
import { guessSize, type Room } from './terminal-metrics.ts';

/** A shell that was asked for, whether it is drawn already or not. What it says waits for its screen. */
export interface AskedShell extends Disposable {
  readonly link: TerminalLink;
  readonly screen: LateScreen;
  readonly state: Cell<LinkState>;
  /** Why the line closed last; undefined once it is open. */
  readonly trouble: Cell<ErrorReport | undefined>;
}

interface ShellRequest {
  readonly lab: LabId;
  readonly name: string;
  /** Whose it is, by id. */
  readonly person: string | undefined;
  /** Where it will be drawn; once it is, it says itself how large it is. */
  readonly room: Room;
  /** The lab is asked to start at the same time. */
  readonly awaitsStart?: boolean;
  readonly openLink?: typeof openTerminalLink;
}

/** Asks the server for a shell of the reader's own. Held until it is disposed; the shell goes on. */
export function askForShell(request: ShellRequest): AskedShell {
  const { lab, name, person, room, awaitsStart = false, openLink = openTerminalLink } = request;
  const screen = makeLateScreen();
  const state = makeCell<LinkState>('connecting');
  const trouble = makeCell<ErrorReport | undefined>(undefined);
  // A screen that nothing was written on yet is clear.
  let hasSaid = false;
  const link = openLink({
    url: `${location.origin.replace(/^http/, 'ws')}${pathOf('terminal', { lab, name })}`,
    size: () => screen.view?.size ?? guessSize(room),
    awaitsStart,
    key: () => signInKey(person),
    onState: (next) => {
      state.set(next);
      if (next === 'open') trouble.set(undefined);
    },
    onReady() {
      if (hasSaid) screen.draw((view) => view.clear());
    },
    onBytes(bytes, done) {
      hasSaid = true;
      screen.draw((view) => view.write(bytes, done));
    },
    onExit(code) {
      hasSaid = true;
      screen.draw((view) => view.note(`The shell ended with ${code}. Enter opens a new one.`));
    },
    onTrouble: (error) => trouble.set(error),
  });
  return { link, screen, state, trouble, [Symbol.dispose]: () => link[Symbol.dispose]() };
}
