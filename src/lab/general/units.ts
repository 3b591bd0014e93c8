import type { ProgressEvent } from '../wire/jobs.ts';

type ProgressBytes = Pick<ProgressEvent, 'currentBytes' | 'totalBytes'>;

/** Megabytes as disks and registries count them: 1 MB = 1,000,000 bytes. `{{name}}` gives an amount of a manifest. */
export function megabytes(count: number): number;
export function megabytes(count: string): string;
export function megabytes(count: number | string): number | string {
  return typeof count === 'number' ? count * 1_000_000 : `${count} MB`;
}
/** Mebibytes as memory limits use them: 1 MiB = 1,048,576 bytes. */
export function mebibytes(count: number): number;
export function mebibytes(count: string): string;
export function mebibytes(count: number | string): number | string {
  return typeof count === 'number' ? count * 1_048_576 : `${count} MiB`;
}

/** `12.4 MB`, `873 kB`, `512 B`: decimal units, at most one decimal. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `12 MB of 120 MB`: how far something has come; undefined where nothing is known of it. */
export function formatProgress({ currentBytes, totalBytes }: ProgressBytes): string | undefined {
  if (currentBytes === undefined || totalBytes === undefined) {
    const known = currentBytes ?? totalBytes;
    return known === undefined ? undefined : formatBytes(known);
  }
  return `${formatBytes(currentBytes)} of ${formatBytes(totalBytes)}`;
}

/** What is said of a step beside its title: `unpacking, 120 MB of 480 MB`; empty where nothing is. */
export function stepDetail(step: ProgressBytes & Pick<ProgressEvent, 'detail'>, more?: string): string {
  return [step.detail, formatProgress(step), more].filter(Boolean).join(', ');
}

/** `64 MiB`, `1.5 GiB`: the binary units in which memory limits are written. */
export function formatMemory(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit]}`;
}
