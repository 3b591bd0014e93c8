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

/**
 * Asks once `ready` has resolved with true. Disposing lets go of the shell unless it was taken, and so do ten seconds in
 * which nobody took it: a shell that nobody draws would hold its seat awake.
 */
export function makeEarlyShell(ready: Promise<boolean>, ask: () => Promise<() => AskedShell>): EarlyShell {
  let shell: AskedShell | undefined;
  let isOver = false;
  let untaken: ReturnType<typeof setTimeout> | undefined;
  const begin = async () => {
    // Its code is loaded meanwhile.
    const asking = ask();
    asking.catch(() => undefined);
    if (!(await ready)) return;
    const open = await asking;
    if (isOver) return;
    shell = open();
    untaken = setTimeout(letGo, untakenMs);
  };
  const letGo = () => {
    clearTimeout(untaken);
    shell?.[Symbol.dispose]();
    shell = undefined;
  };
  // Whoever draws the shell asks for it as well, and says what is wrong.
  begin().catch(() => undefined);
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
    [Symbol.dispose]() {
      isOver = true;
      letGo();
    },
  };
}
