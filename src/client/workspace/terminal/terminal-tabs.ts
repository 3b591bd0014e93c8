import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { LabId } from '../../../lab/lab-id.ts';
import { keep, recall } from '../../core/local-storage.ts';

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

export const mainTerminal = 'main';

const mostShells = 6;

export function makeTerminalTabs(lab: LabId, endShell: (name: string) => void): TerminalTabs {
  const key = `terminals:${lab}`;
  const kept = recall<unknown>(key, []);
  const others = Array.isArray(kept)
    ? kept.filter((one) => typeof one === 'string' && /^shell-\d$/.test(one))
    : [];
  const names = signal<readonly string[]>([mainTerminal, ...new Set<string>(others)]);
  const current = signal(mainTerminal);
  const drawn = new Map<string, () => void>();
  let wanted = false;

  function set(next: readonly string[]): void {
    names.value = next;
    keep(key, next.length > 1 ? next.slice(1) : undefined);
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
