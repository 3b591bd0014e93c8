import type { TerminalSize } from '../../lab/ports/engine.ts';
import type { RunKey } from '../../lab/ports/store.ts';
import type { TerminalSession } from '../../runner/lab-runner.ts';

/** How large the windows are in which people have their shells open: that is how large tmux draws them. */
export interface ShellSizes {
  /** Undefined where nobody has it open. */
  find(shell: string): TerminalSize | undefined;
  /** The same shell, whose size is known from now on until it is disposed. */
  watch(shell: string, size: TerminalSize, session: TerminalSession): TerminalSession;
  onChange(shell: string, listener: (size: TerminalSize) => void): Disposable;
}

/** A shell by name: of a run, one of its shells. */
export const shellOf = ({ party, context, lab }: RunKey, name: string): string =>
  `${party} ${context} ${lab} ${name}`;

export function makeShellSizes(): ShellSizes {
  /** Of each shell, by the windows that show it, the one that was sized last at the end. */
  const windows = new Map<string, Map<TerminalSession, TerminalSize>>();
  const listeners = new Map<(size: TerminalSize) => void, string>();
  const find = (shell: string) => [...(windows.get(shell)?.values() ?? [])].at(-1);
  const tell = (shell: string) => {
    const size = find(shell);
    if (size === undefined) return;
    for (const [listener, of] of listeners) if (of === shell) listener(size);
  };
  return {
    find,
    watch(shell, first, session) {
      const own = windows.get(shell) ?? new Map<TerminalSession, TerminalSize>();
      windows.set(shell, own);
      let isOpen = true;
      const isSized = (size: TerminalSize) => {
        if (!isOpen) return;
        own.delete(session);
        own.set(session, size);
        tell(shell);
      };
      isSized(first);
      return {
        ...session,
        resize: async (size) => {
          await session.resize(size);
          isSized(size);
        },
        [Symbol.asyncDispose]: async () => {
          isOpen = false;
          own.delete(session);
          if (own.size === 0 && windows.get(shell) === own) windows.delete(shell);
          tell(shell);
          await session[Symbol.asyncDispose]();
        },
      };
    },
    onChange(shell, listener) {
      const own = (size: TerminalSize) => listener(size);
      listeners.set(own, shell);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
  };
}
