import serialize from '@xterm/addon-serialize';
import headless from '@xterm/headless';
import { laterByTimer } from '../../lab/general/later-by-timer.ts';
import type { TerminalSize } from '../../lab/ports/engine.ts';
import type { Screen } from '../../lab/wire/mirror.ts';

export interface ScreenTapOptions {
  readonly size: TerminalSize;
  /** The least time between two screens, in milliseconds. */
  readonly everyMs: number;
  readonly onScreen: (screen: Screen) => void;
  /** Calls back after a while, unless what it returns is called before. */
  readonly later?: (run: () => void, delayMs: number) => () => void;
}

/** A terminal without a window that draws what a shell says. Disposing stops telling; the output is the caller's. */
export interface ScreenTap extends Disposable {
  resize(size: TerminalSize): void;
  /** Resolves at the end of the output, when its last screen was told; rejects as the output does. */
  readonly done: Promise<void>;
}

/**
 * Tells whole screens, the first at once and each later one when something has changed and its time has come. What was
 * drawn between two is in neither: a flood costs as much as a slow shell.
 */
export function tapScreen(output: AsyncIterable<Uint8Array>, options: ScreenTapOptions): ScreenTap {
  const { size, everyMs, onScreen, later = laterByTimer } = options;
  const terminal = new headless.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: 0,
    allowProposedApi: true,
  });
  const serializer = new serialize.SerializeAddon();
  terminal.loadAddon(serializer);
  let told = '';
  let isWaiting = false;
  let hasChanged = false;
  let isOver = false;
  let cancel = () => {};

  const tell = () => {
    hasChanged = false;
    const text = serializeScreen(terminal, serializer);
    const { cols: columns, rows } = terminal;
    const now = `${columns} ${rows} ${text}`;
    if (now === told) return;
    told = now;
    onScreen({ columns, rows, text });
  };
  const rest = () => {
    isWaiting = true;
    cancel = later(() => {
      isWaiting = false;
      if (hasChanged) changed();
    }, everyMs);
  };
  const changed = () => {
    hasChanged = true;
    if (isWaiting || isOver) return;
    tell();
    rest();
  };

  const drain = async () => {
    for await (const chunk of output) {
      if (isOver) return;
      await new Promise<void>((resolve) => terminal.write(chunk, resolve));
      changed();
    }
    if (!isOver) tell();
  };
  return {
    resize({ columns, rows }) {
      if (isOver) return;
      terminal.resize(columns, rows);
      changed();
    },
    done: drain(),
    [Symbol.dispose]() {
      isOver = true;
      cancel();
      terminal.dispose();
    },
  };
}

/**
 * What draws the screen as it is, each row at its place: where a row that has wrapped was cleared since, the addon would
 * write a sign into it to have it wrap again.
 */
function serializeScreen(terminal: headless.Terminal, serializer: serialize.SerializeAddon): string {
  const { normal, active } = terminal.buffer;
  if (active !== normal) return serializer.serialize({ scrollback: 0 });
  const rowOf = (row: number, excludeModes: boolean) =>
    serializer.serialize({ range: { start: row, end: row }, excludeModes });
  const rows = Array.from(
    { length: terminal.rows },
    (_, row) => `\u001b[0m\u001b[${row + 1};1H${rowOf(row, true)}`,
  );
  const modes = rowOf(0, false).slice(rowOf(0, true).length);
  const cursor = `\u001b[0m\u001b[${normal.cursorY + 1};${normal.cursorX + 1}H`;
  return `${rows.join('')}${cursor}${modes}`;
}
