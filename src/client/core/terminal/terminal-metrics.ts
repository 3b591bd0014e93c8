import type { TerminalSize } from '../../../lab/ports/engine.ts';

/** How the terminal is set, in CSS pixels and as a factor. */
export const fontSize = 13.5;
export const lineHeight = 1.2;

/** Of IBM Plex Mono: an advance of 600 and a height of 1300, of 1000 units an em. */
const [advance, height] = [0.6, 1.3];

/** What there is for a terminal, in CSS pixels: an element, or what is known of one. */
export type Room = Pick<Element, 'clientWidth' | 'clientHeight'>;

/** Beside the lines of a terminal, in CSS pixels: the edge at its left. */
const edge = 12;
/** What stands over the panels and between them as a lab starts, and the terminal’s share of what they have. */
const [bars, share] = [200, 0.45];
/** Below this many CSS pixels of width one panel is shown at a time. */
const narrow = 640;

/** What the terminal of a workspace will have of an element in which that is about to be drawn. */
export function guessRoom({ clientWidth, clientHeight }: Room): Room {
  const height = clientHeight - bars;
  return { clientWidth: clientWidth - edge, clientHeight: clientWidth < narrow ? height : height * share };
}

/** What a terminal in the element will hold, before it is there to be asked; it may be off by one. */
export function guessSize({ clientWidth, clientHeight }: Room): TerminalSize {
  const count = (room: number, each: number, least: number) => Math.max(least, Math.floor(room / each));
  return {
    columns: count(clientWidth, fontSize * advance, 2),
    rows: count(clientHeight, fontSize * height * lineHeight, 1),
  };
}

const smallestFont = 6;

/** The font in which so many columns fit into the element: never larger than usual, never too small to read. */
export function fontOfWidth({ clientWidth }: Pick<Element, 'clientWidth'>, columns: number): number {
  const fitting = Math.floor((2 * clientWidth) / (columns * advance)) / 2;
  return Math.min(fontSize, Math.max(smallestFont, fitting));
}
