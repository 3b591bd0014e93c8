import type { ITheme } from '@xterm/xterm';

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The terminal's colours as the style sheet has them (`--dd-term-…`), in the theme of the moment. */
export function readTerminalTheme(element: Element): ITheme {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const theme: ITheme = {
    background: read('--dd-term-back'),
    foreground: read('--dd-term-text'),
    cursor: read('--dd-term-cursor'),
    cursorAccent: read('--dd-term-back'),
    selectionBackground: read('--dd-term-selection'),
    scrollbarSliderBackground: read('--dd-term-slider'),
    scrollbarSliderHoverBackground: read('--dd-term-slider'),
    scrollbarSliderActiveBackground: read('--dd-term-slider'),
  };
  for (const colour of colours) {
    theme[colour] = read(`--dd-term-${colour}`);
    theme[`bright${colour.charAt(0).toUpperCase()}${colour.slice(1)}` as 'brightRed'] = read(
      `--dd-term-bright-${colour}`,
    );
  }
  return theme;
}
