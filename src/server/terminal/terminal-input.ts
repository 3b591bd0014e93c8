import type { TerminalSize } from '../../lab/ports/engine.ts';
import { type TerminalInput, TerminalInputSchema } from '../../lab/wire/terminal.ts';
import type { TerminalSession } from '../../runner/lab-runner.ts';

/** Sizes that a program in the terminal can bear; what a page asks for is brought into them. */
const smallest: TerminalSize = { columns: 2, rows: 1 };
const largest: TerminalSize = { columns: 500, rows: 300 };

export function clampSize({ columns, rows }: TerminalSize): TerminalSize {
  const within = (value: number, from: number, to: number) => Math.min(Math.max(Math.trunc(value), from), to);
  return {
    columns: within(columns, smallest.columns, largest.columns),
    rows: within(rows, smallest.rows, largest.rows),
  };
}

/** A text frame of a page; undefined where it is not one of ours. */
export function parseTerminalInput(text: string): TerminalInput | undefined {
  try {
    return TerminalInputSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What was typed and not yet taken by the shell: in order, and not without bound. */
export interface InputPump {
  write(text: string): void;
  resize(size: TerminalSize): void;
  /** Begins to hand over what has come. Failures go to `onError` once; then nothing more is handed over. */
  start(session: TerminalSession, onError: (error: unknown) => void): void;
}

export interface InputPumpOptions {
  /** Told when too much waits, and when it no longer does: the sender is to be held back. */
  readonly onFull: (full: boolean) => void;
  readonly fullAtCharacters: number;
}

export function makeInputPump({ onFull, fullAtCharacters }: InputPumpOptions): InputPump {
  let text = '';
  let size: TerminalSize | undefined;
  let full = false;
  let wake: (() => void) | undefined;

  function changed(): void {
    const nowFull = text.length >= fullAtCharacters;
    if (nowFull !== full) {
      full = nowFull;
      onFull(full);
    }
    wake?.();
  }

  async function run(session: TerminalSession): Promise<void> {
    for (;;) {
      if (size !== undefined) {
        const wanted = size;
        size = undefined;
        await session.resize(wanted);
      } else if (text !== '') {
        const typed = text;
        text = '';
        await session.write(typed);
        changed();
      } else {
        const more = Promise.withResolvers<void>();
        wake = more.resolve;
        await more.promise;
        wake = undefined;
      }
    }
  }

  return {
    write: (more) => {
      text += more;
      changed();
    },
    resize: (wanted) => {
      size = clampSize(wanted);
      wake?.();
    },
    start: (session, onError) => {
      run(session).catch(onError);
    },
  };
}
