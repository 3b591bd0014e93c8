import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fontOfWidth, fontSize } from '../../../../../src/client/core/terminal/terminal-metrics.ts';

test('all columns fit into the width, in a font that is no larger than usual, down to one that can be read', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4_000 }),
      fc.integer({ min: 2, max: 500 }),
      (clientWidth, columns) => {
        const font = fontOfWidth({ clientWidth }, columns);
        expect(font).toBeLessThanOrEqual(fontSize);
        expect(font).toBeGreaterThanOrEqual(6);
        if (font > 6) expect(columns * font * 0.6).toBeLessThanOrEqual(clientWidth);
      },
    ),
  );
});
