/** The first shell of a workspace, asked for while that is loaded which draws it. */
import type { AskedShell } from './asked-shell.ts';

/** The name of the first shell of a lab, which is always there. */
export const mainTerminal = 'main';

/** How long a shell that was asked for waits for who draws it: its code may not come, or its terminal be out of sight. */
const untakenMs = 10_000;

export interface EarlyShell extends Disposable {
  /**
   * Gives it to who draws it, once. Undefined where it was not asked for yet, or ended or was let go of meanwhile: it is to
   * be asked for then, and not here any more.
   */
  take(): AskedShell | undefined;
}

/** What asks the server, or what loads that. */
type Asking = (() => AskedShell) | Promise<() => AskedShell>;

/**
 * Asks as soon as there is what asks. Disposing lets go of the shell unless it was taken; so does `comes` where it resolves
 * with false, as the lab does not begin, and so do ten seconds in which nobody took it: a shell that nobody draws would hold
 * its seat awake.
 */
export function makeEarlyShell(comes: Promise<boolean>, asking: Asking): EarlyShell {
  let shell: AskedShell | undefined;
  let isOver = false;
  let untaken: ReturnType<typeof setTimeout> | undefined;
  const begin = (ask: () => AskedShell) => {
    if (isOver) return;
    shell = ask();
    untaken = setTimeout(letGo, untakenMs);
  };
  const letGo = () => {
    clearTimeout(untaken);
    shell?.[Symbol.dispose]();
    shell = undefined;
  };
  // Whoever draws the shell asks for it as well, and says what is wrong.
  if (typeof asking === 'function') begin(asking);
  else asking.then(begin, () => undefined);
  const end = () => {
    isOver = true;
    letGo();
  };
  comes.then((does) => does || end(), end);
  return {
    take() {
      isOver = true;
      clearTimeout(untaken);
      const taken = shell;
      if (taken?.state.value !== 'connecting' && taken?.state.value !== 'open') {
        letGo();
        return undefined;
      }
      shell = undefined;
      return taken;
    },
    [Symbol.dispose]: end,
  };
}
