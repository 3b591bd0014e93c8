import type { Shape } from './shapes.ts';

/** Who does it, or '' for whoever did the step before; what; with which words. */
export type Step = readonly [who: string, does: string, words: string];

const [width, height, left] = [226, 34, 86];

/** Steps that follow one another, from top to bottom, `pitch` apart; the one that matters is shaded. */
export function columnOfSteps(
  steps: readonly Step[],
  { pitch, shaded }: { readonly pitch: number; readonly shaded: number },
): { readonly height: number; readonly shapes: readonly Shape[] } {
  const top = (row: number) => 4 + row * pitch;
  const middle = left + width / 2;
  return {
    height: top(steps.length - 1) + height + 4,
    shapes: steps.flatMap(([who, does, words], row): readonly Shape[] => [
      { words: who, at: [0, top(row) + height / 2 + 4], as: 'head', anchor: 'start' },
      {
        box: [left, top(row), width, height],
        kind: row === shaded ? 'answers' : 'plain',
        says: [does, words],
      },
      ...(row === 0
        ? []
        : [
            {
              line: [
                [middle, top(row - 1) + height],
                [middle, top(row)],
              ],
            } satisfies Shape,
          ]),
    ]),
  };
}
