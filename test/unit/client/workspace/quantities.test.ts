import { expect, test } from 'vitest';
import { elapsedSince } from '../../../../src/client/workspace/quantities.ts';

test('elapsed time grows hours when it needs them', () => {
  const start = '2026-01-01T00:00:00Z';
  expect(elapsedSince(start, Date.parse(start) + 252_000)).toBe('04:12');
  expect(elapsedSince(start, Date.parse(start) + 3_852_000)).toBe('1:04:12');
  expect(elapsedSince(start, Date.parse(start) - 5_000)).toBe('00:00');
});
