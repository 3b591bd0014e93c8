/**
 * Drawings of mechanisms, by hand: boxes, lines and words in a space 312 units wide, so that nothing has to scroll on a
 * small screen. Colours and type are those of the book, by class.
 */

/** How a box looks. `answers` is filled, `gone` is dashed, `place` holds other boxes. */
export type BoxKind = 'plain' | 'answers' | 'gone' | 'place' | 'filter';

export type Shape =
  | {
      readonly box: readonly [x: number, y: number, width: number, height: number];
      readonly kind?: BoxKind;
      readonly says?: readonly string[];
    }
  | {
      readonly line: readonly (readonly [x: number, y: number])[];
      readonly dashed?: boolean;
      readonly arrow?: boolean;
    }
  | {
      readonly words: string;
      readonly at: readonly [x: number, y: number];
      readonly as?: 'plain' | 'head' | 'small';
      readonly anchor?: 'start' | 'middle' | 'end';
    };

export interface Drawing {
  /** What is drawn, as a name. */
  readonly title: string;
  /** The same in words, for whoever does not see it: each step, in its order. */
  readonly inWords: string;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

export const drawingWidth = 312;
const lineHeight = 13;

const escapeText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const text = (words: string, x: number, y: number, of: string, anchor: string) =>
  `<text class="${of}" x="${x}" y="${y}" text-anchor="${anchor}">${escapeText(words)}</text>`;

function renderShape(shape: Shape, marker: string): string {
  if ('box' in shape) {
    const [x, y, width, height] = shape.box;
    const { kind = 'plain', says = [] } = shape;
    const first = y + height / 2 + 4 - ((says.length - 1) * lineHeight) / 2;
    const lines = says.map((words, index) =>
      text(
        words,
        x + width / 2,
        first + index * lineHeight,
        index === 0 ? `on-${kind}` : `on-${kind} small`,
        'middle',
      ),
    );
    return `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="2" />${lines.join('')}`;
  }
  if ('line' in shape) {
    const points = shape.line.map((point) => point.join(',')).join(' ');
    const end = shape.arrow === false ? '' : ` marker-end="url(#${marker})"`;
    return `<polyline class="${shape.dashed ? 'dashed' : 'solid'}" points="${points}"${end} />`;
  }
  const { words, at, as = 'plain', anchor = 'middle' } = shape;
  return text(words, at[0], at[1], as, anchor);
}

/** An SVG that names and describes itself. `id` is used once a page. */
export function renderShapes({ title, inWords, height, shapes }: Drawing, id: string): string {
  const marker = `${id}-arrow`;
  return [
    `<svg class="dd-drawing" viewBox="-1 0 ${drawingWidth + 2} ${height}" role="img" aria-labelledby="${id}-title ${id}-words">`,
    `<title id="${id}-title">${escapeText(title)}</title><desc id="${id}-words">${escapeText(inWords)}</desc>`,
    `<marker id="${marker}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0.5 L8 4 L0 7.5 z" /></marker>`,
    ...shapes.map((shape) => renderShape(shape, marker)),
    '</svg>',
  ].join('');
}
