import type { ITheme } from '@xterm/xterm';

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The terminal's colours as the style sheet has them (`--ws-term-…`), in the theme of the moment. */
export function readTerminalTheme(element: Element): ITheme {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const theme: ITheme = {
    background: read('--ws-term-back'),
    foreground: read('--ws-term-text'),
    cursor: read('--ws-term-cursor'),
    cursorAccent: read('--ws-term-back'),
    selectionBackground: read('--ws-term-selection'),
    scrollbarSliderBackground: read('--ws-term-slider'),
    scrollbarSliderHoverBackground: read('--ws-term-slider'),
    scrollbarSliderActiveBackground: read('--ws-term-slider'),
  };
  for (const colour of colours) {
    theme[colour] = read(`--ws-term-${colour}`);
    theme[`bright${colour.charAt(0).toUpperCase()}${colour.slice(1)}` as 'brightRed'] = read(
      `--ws-term-bright-${colour}`,
    );
  }
  return theme;
}
