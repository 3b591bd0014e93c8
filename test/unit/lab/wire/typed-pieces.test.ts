import { expect, test } from 'vitest';
import { piecesOf } from '../../../../src/lab/wire/typed-pieces.ts';

test('a long paste is cut into frames and never inside a character', () => {
  const text = `${'x'.repeat(9)}😀${'y'.repeat(5)}`;
  const pieces = piecesOf(text, 10);
  expect(pieces.join('')).toBe(text);
  expect(pieces[0]).toBe('x'.repeat(9));
  expect(pieces.every((piece) => piece.length <= 10)).toBe(true);
});

test('fit into a frame of the server, whatever is typed', () => {
  const frames = piecesOf('\u0000'.repeat(100_000)).map((data) => JSON.stringify({ type: 'input', data }));
  expect(Math.max(...frames.map((frame) => Buffer.byteLength(frame)))).toBeLessThan(64 * 1024);
});
