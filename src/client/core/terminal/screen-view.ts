/** A terminal that shows whole screens and takes no key. Imported when one is first shown, as `shell-view.ts` is. */
import '@xterm/xterm/css/xterm.css';
import './terminal.css';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { Terminal } from '@xterm/xterm';
import type { Screen } from '../../../lab/wire/mirror.ts';
import { fontOfWidth, lineHeight } from './terminal-metrics.ts';
import { readTerminalTheme } from './terminal-theme.ts';

export interface ScreenView extends Disposable {
  show(screen: Screen, done: () => void): void;
  /** As wide as the element is now. */
  fitWidth(): void;
  restyle(): void;
}

/** Full reset (ECMA-48, RIS): what was shown before is void. */
const reset = '\x1bc';

export function openScreenView(
  element: HTMLElement,
  { screenReader }: { readonly screenReader: boolean },
): ScreenView {
  const terminal = new Terminal({
    allowProposedApi: true,
    disableStdin: true,
    cursorInactiveStyle: 'bar',
    fontFamily: '"IBM Plex Mono", ui-monospace, Menlo, Consolas, monospace',
    fontSize: fontOfWidth(element, 80),
    lineHeight,
    fontWeightBold: 600,
    minimumContrastRatio: 4.5,
    scrollback: 0,
    screenReaderMode: screenReader,
    theme: readTerminalTheme(element),
  });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.open(element);
  // Nothing is typed here, so it is no stop on the way.
  terminal.textarea?.setAttribute('tabindex', '-1');
  terminal.textarea?.setAttribute('aria-hidden', 'true');
  terminal.attachCustomKeyEventHandler(() => false);
  const fitWidth = () => {
    if (element.clientWidth > 0) terminal.options.fontSize = fontOfWidth(element, terminal.cols);
  };
  return {
    show({ columns, rows, text }, done) {
      if (terminal.cols !== columns || terminal.rows !== rows) {
        terminal.resize(columns, rows);
        fitWidth();
      }
      terminal.write(reset + text, done);
    },
    fitWidth,
    restyle() {
      terminal.options.theme = readTerminalTheme(element);
    },
    [Symbol.dispose]: () => terminal.dispose(),
  };
}
