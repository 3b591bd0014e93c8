/** The first shell of a workspace, asked for while that is loaded which draws it. */
import type { AskedShell } from './asked-shell.ts';

/** The name of the first shell of a lab, which is always there. */
export const mainTerminal = 'main';

export interface EarlyShell extends Disposable {
  /**
   * Gives it to who draws it, once. Undefined where it was not asked for yet, or ended meanwhile: it is to be asked for
   * then, and not here any more.
   */
  take(): AskedShell | undefined;
}

/**
 * Asks once `ready` has resolved with true. Disposing lets go of the shell unless it was taken: a shell that nobody draws
 * would hold its seat awake.
 */
export function makeEarlyShell(ready: Promise<boolean>, ask: () => Promise<() => AskedShell>): EarlyShell {
  let shell: AskedShell | undefined;
  let isOver = false;
  const begin = async () => {
    // Its code is loaded meanwhile.
    const asking = ask();
    asking.catch(() => undefined);
    if (!(await ready)) return;
    const open = await asking;
    if (!isOver) shell = open();
  };
  // Whoever draws the shell asks for it as well, and says what is wrong.
  begin().catch(() => undefined);
  const letGo = () => {
    shell?.[Symbol.dispose]();
    shell = undefined;
  };
  return {
    take() {
      isOver = true;
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
