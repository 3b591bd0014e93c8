/** The terminal in which a shell is drawn, and one that is made before anybody asks for it. */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { make } from '../dom.ts';
import { openLink } from '../open-link.ts';
import { onThemeChange } from '../theme.ts';
import { whenIdle } from '../when-idle.ts';
import { fontSize, lineHeight } from './terminal-metrics.ts';
import { readTerminalTheme } from './terminal-theme.ts';

/** It is in the page, and shows nothing. */
export interface BlankTerminal {
  readonly terminal: Terminal;
  readonly fit: FitAddon;
  readonly search: SearchAddon;
}

function makeTerminal(element: HTMLElement): BlankTerminal {
  const terminal = new Terminal({
    allowProposedApi: true,
    fontFamily: '"IBM Plex Mono", ui-monospace, Menlo, Consolas, monospace',
    fontSize,
    lineHeight,
    fontWeightBold: 600,
    minimumContrastRatio: 4.5,
    scrollback: 10_000,
    theme: readTerminalTheme(element),
  });
  const [fit, search] = [new FitAddon(), new SearchAddon()];
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.loadAddon(new WebLinksAddon((_event, url) => openLink(url)));
  terminal.unicode.activeVersion = '11';
  terminal.open(element);
  return { terminal, fit, search };
}

/** What a shell says as it begins: modes, a cleared screen, colours, a prompt. */
const beginning = '\x1b[?1h\x1b=\x1b[H\x1b[2J\x1b[?12l\x1b[?25h\x1b[36m\x1b[1m~\x1b(B\x1b[m$ \x1b[K\r\n';
/** All that ASCII prints, usual and bold: how wide each is drawn is measured once. */
const letters = String.fromCharCode(...Array.from({ length: 0x7f - 0x20 }, (_, index) => 0x20 + index));
const measured = `${letters}\x1b[1m${letters}\x1b[m`;

/** One that waits, and what removes the place in which it does. */
let kept: (BlankTerminal & { readonly leavePlace: () => void }) | undefined;
let keeping: Promise<void> | undefined;
let taken = 0;

/**
 * Makes one for the next shell once the browser is idle, in a place that is laid out and not seen, and has it draw what
 * shells say as they begin: the browser takes longer to make the first terminal, and to make ready the code that draws, than
 * a server to give a shell. Resolves once it is there, or a shell was drawn meanwhile; one is kept, however often it is
 * called.
 */
export function keepTerminalReady(): Promise<void> {
  if (kept !== undefined) return Promise.resolve();
  keeping ??= makeReady().finally(() => {
    keeping = undefined;
  });
  return keeping;
}

async function makeReady(): Promise<void> {
  const before = taken;
  await fontsLoaded();
  await new Promise<void>((resolve) => whenIdle(resolve));
  // The shell that it was for did not wait.
  if (taken !== before) return;
  const place = make('div', { class: 'dd-terminal-ready', 'aria-hidden': 'true' });
  place.inert = true;
  document.body.append(place);
  try {
    const made = makeTerminal(place);
    await new Promise<void>((resolve) => made.terminal.write(`${beginning.repeat(8)}${measured}`, resolve));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    made.terminal.reset();
    const forgetTheme = onThemeChange(() => {
      made.terminal.options.theme = readTerminalTheme(place);
    });
    place.dataset.ready = '';
    kept = {
      ...made,
      leavePlace() {
        forgetTheme();
        place.remove();
      },
    };
  } catch (error) {
    place.remove();
    throw error;
  }
}

/** One in `element`: that which is kept ready, or another. Whoever takes it disposes of its terminal. */
export function takeTerminal(element: HTMLElement): BlankTerminal {
  taken += 1;
  const ready = kept;
  kept = undefined;
  const drawn = ready?.terminal.element;
  if (ready === undefined || drawn === undefined) return makeTerminal(element);
  element.append(drawn);
  ready.leavePlace();
  return ready;
}

const fonts = ['400', '600'].map((weight) => `${weight} 14px "IBM Plex Mono"`);

/** Resolves once what the terminal is drawn with is there; asked for early, nobody waits for it. */
export async function loadFonts(): Promise<void> {
  await Promise.all(fonts.map((font) => document.fonts.load(font)));
}

/** Resolves once they are there, or have failed to come within a second. */
export async function fontsLoaded(): Promise<void> {
  if (!fonts.every((font) => document.fonts.check(font)))
    await Promise.race([loadFonts(), new Promise((resolve) => setTimeout(resolve, 1000))]).catch(
      () => undefined,
    );
}
