import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { readStored, store } from '../../core/local-storage.ts';
import { isText, listOf } from '../../core/shape.ts';
import { mainTerminal } from '../../core/terminal/early-shell.ts';

/** The shells that the reader has open, by the names that the server knows them by. The first is `main`. */
export interface TerminalTabs {
  readonly names: ReadonlySignal<readonly string[]>;
  readonly current: Signal<string>;
  /** Opens one more shell. */
  add(): void;
  /** Ends the shell and closes its view; a page that is closed leaves its shells running. */
  close(name: string): void;
  /** Moves the focus into the current shell, now or as soon as it is drawn. */
  focus(): void;
  /** A drawn shell says how it takes the focus; returns what ends that. */
  register(name: string, focus: () => void): () => void;
}

const mostShells = 6;

/** Remembered in this browser under `key`. */
export function makeTerminalTabs(key: string, endShell: (name: string) => void): TerminalTabs {
  const others = readStored(key, listOf(isText))?.filter((name) => /^shell-\d$/.test(name)) ?? [];
  const names = signal<readonly string[]>([mainTerminal, ...new Set(others)]);
  const current = signal(mainTerminal);
  const drawn = new Map<string, () => void>();
  let wanted = false;

  function set(next: readonly string[]): void {
    names.value = next;
    store(key, next.length > 1 ? next.slice(1) : undefined);
  }

  function focus(): void {
    const take = drawn.get(current.value);
    wanted = take === undefined;
    take?.();
  }

  return {
    names,
    current,
    add() {
      if (names.value.length >= mostShells) return;
      let number = 2;
      while (names.value.includes(`shell-${number}`)) number += 1;
      set([...names.value, `shell-${number}`]);
      current.value = `shell-${number}`;
      focus();
    },
    close(name) {
      if (name === mainTerminal) return;
      const next = names.value.filter((other) => other !== name);
      if (current.value === name) current.value = next.at(-1) ?? mainTerminal;
      set(next);
      endShell(name);
    },
    focus,
    register(name, take) {
      drawn.set(name, take);
      if (wanted && name === current.value) focus();
      return () => drawn.delete(name);
    },
  };
}
