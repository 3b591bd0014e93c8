import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawings } from '../../../src/site/drawings/drawings.ts';
import { drawingWidth, renderShapes, type Shape } from '../../../src/site/drawings/shapes.ts';

const content = new URL('../../../content/', import.meta.url);
const chapters = readdirSync(content)
  .filter((name) => name.endsWith('.mdx'))
  .map((name) => readFileSync(new URL(name, content), 'utf8'))
  .join('\n');

/** Where a shape reaches to; words by their anchor alone. */
function cornersOf(shape: Shape): readonly (readonly [number, number])[] {
  if ('line' in shape) return shape.line;
  if ('words' in shape) return [shape.at];
  const [x, y, width, height] = shape.box;
  return [
    [x, y],
    [x + width, y + height],
  ];
}

describe.each(Object.entries(drawings))('the drawing %s', (name, drawing) => {
  it('lies within its frame, so that nothing is cut off or has to scroll', () => {
    for (const [x, y] of drawing.shapes.flatMap(cornersOf)) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(drawingWidth);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(drawing.height);
    }
  });

  it('is told in words by an image that names its title and its description', () => {
    const svg = renderShapes(drawing, 'it');
    expect(svg).toContain('role="img" aria-labelledby="it-title it-words"');
    expect(svg).toContain(`<title id="it-title">${drawing.title}</title>`);
    expect(drawing.inWords.length).toBeGreaterThan(200);
  });

  it('stands in one chapter, since its ids are those of a page', () => {
    expect(chapters.split(`<Drawing name="${name}" />`)).toHaveLength(2);
  });
});

it('words of a drawing are text, whatever is in them', () => {
  const shapes = [{ words: '<b> & "c"', at: [1, 1] }] as const;
  expect(renderShapes({ title: 'it', inWords: '', height: 9, shapes }, 'it')).toContain(
    '>&lt;b&gt; &amp; &quot;c&quot;</text>',
  );
});
