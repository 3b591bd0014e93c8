import { expect, test } from 'vitest';
import { bytesText, bytesTextBinary, elapsedSince } from '../../../../src/client/workspace/quantities.ts';

test('elapsed time grows hours when it needs them', () => {
  const start = '2026-01-01T00:00:00Z';
  expect(elapsedSince(start, Date.parse(start) + 252_000)).toBe('04:12');
  expect(elapsedSince(start, Date.parse(start) + 3_852_000)).toBe('1:04:12');
  expect(elapsedSince(start, Date.parse(start) - 5_000)).toBe('00:00');
});

test('sizes are decimal, limits binary', () => {
  expect(bytesText(78_600_000)).toBe('78.6 MB');
  expect(bytesText(912)).toBe('912 B');
  expect(bytesTextBinary(67_108_864)).toBe('64 MiB');
  expect(bytesTextBinary(1_610_612_736)).toBe('1.5 GiB');
});
