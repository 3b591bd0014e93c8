import { expect, it } from 'vitest';
import { stopOf } from '../../../../../src/client/workspace/frame/arrow-keys.ts';

it('leads from stop to stop, around at the ends, and nowhere by other keys', () => {
  const stops = ['a', 'b', 'c'];
  const from = (index: number) => (key: string) => stopOf(key, stops, index);
  expect(['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'].map(from(1))).toEqual(['c', 'c', 'a', 'a']);
  expect(['ArrowRight', 'ArrowLeft', 'Home', 'End'].map(from(2))).toEqual(['a', 'b', 'a', 'c']);
  expect(['ArrowDown', 'ArrowUp'].map(from(0))).toEqual(['b', 'c']);
  expect(['Enter', 'x', 'toString'].map(from(1))).toEqual([undefined, undefined, undefined]);
  expect(stopOf('ArrowDown', [], -1)).toBeUndefined();
});
