/** The terminal itself. Imported when a terminal is first shown, since it weighs more than all the rest of us. */
import '@xterm/xterm/css/xterm.css';
import './terminal.css';
import type { Terminal } from '@xterm/xterm';
import type { TerminalSize } from '../../../lab/ports/engine.ts';
import { copyText } from '../copy-text.ts';
import { announce } from '../dom.ts';
import { whenIdle } from '../when-idle.ts';
import { isMac, meaningOf } from './keys.ts';
import { fontsLoaded, takeTerminal } from './terminal-kept-ready.ts';
import { readTerminalTheme } from './terminal-theme.ts';
import { leaveQueriesUnanswered } from './unanswered-queries.ts';

export { keepTerminalReady, loadFonts } from './terminal-kept-ready.ts';

export interface ShellViewOptions {
  readonly screenReader: boolean;
  /** It takes no key but the one that copies, so that Tab and Escape do what they do elsewhere. */
  readonly readOnly?: boolean;
  /** What a screen reader calls it. */
  readonly label: string;
  /** Id of the element that says how to leave. */
  readonly describedBy: string;
  readonly onType: (text: string) => void;
  readonly onPaste: (text: string) => void;
  readonly onResize: (size: TerminalSize) => void;
  readonly onLeave: () => void;
  readonly onSearch: () => void;
  /** A link whose text may lie about where it leads: OSC 8. */
  readonly onHiddenLink: (url: string) => void;
  readonly onFound: (found: { index: number; count: number }) => void;
}

export interface ShellView extends Disposable {
  readonly size: TerminalSize;
  write(bytes: Uint8Array, done: () => void): void;
  /** A line of ours, set apart from the shell's. */
  note(text: string): void;
  clear(): void;
  /** Types a text as a paste: in brackets where the shell asks for them. */
  paste(text: string): void;
  focus(): void;
  fit(): void;
  restyle(): void;
  setScreenReader(on: boolean): void;
  /** `here`: while it is typed, the match at hand may grow. */
  find(text: string, where: 'here' | 'next' | 'previous'): void;
  endFind(): void;
}

/** Draws a terminal into `element` once its font is there (or has failed to come within a second). */
export async function openShellView(element: HTMLElement, options: ShellViewOptions): Promise<ShellView> {
  await fontsLoaded();
  const { terminal, fit, search } = takeTerminal(element);
  terminal.options.cursorBlink = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  terminal.options.screenReaderMode = options.screenReader;
  terminal.options.disableStdin = options.readOnly === true;
  terminal.options.linkHandler = { activate: (_event, url) => options.onHiddenLink(url) };
  terminal.textarea?.setAttribute('aria-label', options.label);
  terminal.textarea?.setAttribute('aria-describedby', options.describedBy);
  const fitNow = () => {
    if (element.offsetWidth > 0 && element.offsetHeight > 0) fit.fit();
  };
  fitNow();

  const mac = isMac(navigator.platform);
  terminal.attachCustomKeyEventHandler((event) => {
    const meaning = meaningOf(event, terminal.hasSelection(), mac);
    if (meaning === 'shell' || (meaning === 'search' && options.readOnly === true))
      return options.readOnly !== true;
    if (event.type !== 'keydown' || meaning === 'native') return false;
    event.preventDefault();
    event.stopPropagation();
    if (meaning === 'leave') options.onLeave();
    else if (meaning === 'search') options.onSearch();
    else void copySelection(terminal);
    return false;
  });
  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    options.onPaste(event.clipboardData?.getData('text/plain') ?? '');
  };
  element.addEventListener('paste', onPaste, { capture: true });
  leaveQueriesUnanswered(terminal.parser);
  terminal.onData(options.onType);
  terminal.onResize(({ cols, rows }) => options.onResize({ columns: cols, rows }));
  search.onDidChangeResults(({ resultIndex, resultCount }) =>
    options.onFound({ index: resultIndex, count: resultCount }),
  );
  // A reader waits for the prompt, not for how it is drawn.
  whenIdle(() => void drawByWebgl(terminal), 2000);

  const decorations = () => {
    const theme = readTerminalTheme(element);
    return {
      matchOverviewRuler: theme.yellow ?? '',
      activeMatchColorOverviewRuler: theme.cursor ?? '',
      matchBorder: theme.yellow ?? '',
      activeMatchBackground: theme.selectionBackground ?? '',
      activeMatchBorder: theme.cursor ?? '',
    };
  };
  return {
    get size() {
      return { columns: terminal.cols, rows: terminal.rows };
    },
    write: (bytes, done) => terminal.write(bytes, done),
    note: (text) => terminal.write(`\r\n\x1b[2m${text}\x1b[0m\r\n`),
    clear: () => terminal.reset(),
    paste: (text) => terminal.paste(text),
    focus: () => terminal.focus(),
    fit: fitNow,
    restyle() {
      terminal.options.theme = readTerminalTheme(element);
    },
    setScreenReader(on) {
      terminal.options.screenReaderMode = on;
    },
    find(text, where) {
      const how = { decorations: decorations(), incremental: where === 'here' };
      if (where !== 'previous') search.findNext(text, how);
      else search.findPrevious(text, how);
    },
    endFind: () => search.clearDecorations(),
    [Symbol.dispose]() {
      element.removeEventListener('paste', onPaste, { capture: true });
      terminal.dispose();
    },
  };
}

/** The selection goes to the clipboard and is given up, so that the next Ctrl+C interrupts. */
async function copySelection(terminal: Terminal): Promise<void> {
  if (await copyText(terminal.getSelection())) terminal.clearSelection();
  else announce('The browser lets this page copy nothing. What is selected stays so.');
}

/** WebGL where there is one; without, or when its context is lost, xterm draws with the DOM as before. */
async function drawByWebgl(terminal: Terminal): Promise<void> {
  try {
    const { WebglAddon } = await import('@xterm/addon-webgl');
    if (terminal.element === undefined) return;
    const addon = new WebglAddon();
    addon.onContextLoss(() => addon.dispose());
    terminal.loadAddon(addon);
  } catch {
    // No WebGL here.
  }
}
