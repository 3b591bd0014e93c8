import { expect, it } from 'vitest';
import {
  formatBytes,
  formatMemory,
  formatProgress,
  mebibytes,
  megabytes,
  stepDetail,
} from '../../../../src/lab/general/units.ts';

it('tells megabytes from mebibytes', () => {
  expect([megabytes(12), mebibytes(12)]).toEqual([12_000_000, 12_582_912]);
});

it.each([
  [0, '0 B'],
  [512, '512 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [8_860_000, '8.9 MB'],
  [93_300_000, '93.3 MB'],
  [443_000_000, '443 MB'],
  [999_960, '1.0 MB'],
  [1_500_000_000, '1.5 GB'],
  [2e15, '2000 TB'],
])('formats %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [67_108_864, '64 MiB'],
  [1_610_612_736, '1.5 GiB'],
])('formats %d bytes of memory as %s', (bytes, text) => {
  expect(formatMemory(bytes)).toBe(text);
});

it('says how far something has come, as far as that is known', () => {
  expect(formatProgress({ currentBytes: 12_000_000, totalBytes: 120_000_000 })).toBe('12 MB of 120 MB');
  expect(formatProgress({ currentBytes: 873_000 })).toBe('873 kB');
  expect(formatProgress({ totalBytes: 120_000_000 })).toBe('120 MB');
  expect(formatProgress({})).toBeUndefined();
});

it('says of a step what is known beside its title', () => {
  const bytes = { currentBytes: 12_000_000, totalBytes: 120_000_000 };
  expect(stepDetail({ detail: 'unpacking', ...bytes }, 'about 5 s left')).toBe(
    'unpacking, 12 MB of 120 MB, about 5 s left',
  );
  expect(stepDetail({})).toBe('');
});
