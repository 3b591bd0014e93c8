/**
 * Marks a table whose names do not fit beside one another on a phone: there the cells of a row stand below one another, each
 * behind the heading of its column (src/site/styles/prose/text.css). So no name is cut in two, and nothing is scrolled.
 */
import type { Nodes, Table, TableCell } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';

/** In pixels, on a page of 360: what is within its margins, or a figure's; and what a sign and a cell take there. */
const phone = { width: 326, inFigure: 282, text: 6.4, code: 7.1, aroundCode: 9, gap: 8 } as const;

/** What a column has at least, as the style sheet says, in pixels. */
function leastOf(columns: number, column: number): number {
  if (columns === 3) return 88;
  if (column > 0) return 0;
  return columns === 2 ? 120 : 76;
}

export function stackWideTable(table: Table, isInFigure = false): void {
  const [head, ...rows] = table.children;
  if (head === undefined || widthOf(table) <= (isInFigure ? phone.inFigure : phone.width)) return;
  addProperties(table, { 'data-stacked': '' });
  for (const row of rows)
    row.children.forEach((cell, column) => {
      const heading = head.children[column];
      if (column > 0 && heading) addProperties(cell, { 'data-label': textOf(heading) });
    });
}

/** What the columns take where each is as wide as its longest word. */
function widthOf({ children: rows }: Table): number {
  const columns = rows[0]?.children.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) => {
    const cells = rows.flatMap(({ children }) => children[column] ?? []);
    return Math.max(leastOf(columns, column), ...cells.map(longestWord)) + phone.gap;
  });
  // From four columns on the text is smaller.
  return widths.reduce((sum, width) => sum + width, 0) * (columns > 3 ? 0.95 : 1);
}

/** A line may end behind a hyphen or a slash. */
function longestWord(node: Nodes): number {
  if ('children' in node) return Math.max(0, ...node.children.map(longestWord));
  if (node.type !== 'text' && node.type !== 'inlineCode') return 0;
  const isCode = node.type === 'inlineCode';
  const words = node.value.split(/\s+|(?<=[-/])/);
  const signs = Math.max(...words.map(({ length }) => length));
  return isCode ? signs * phone.code + phone.aroundCode : signs * phone.text;
}

/** Attributes of the element that the node becomes. Neither a table nor a cell behind the first has any yet. */
function addProperties(node: Table | TableCell, properties: Readonly<Record<string, string>>): void {
  const data = { ...node.data, hProperties: properties };
  node.data = data;
}
