/** The system calls of Linux on amd64 and arm64, in the order of their names, as rows of a table. */
import { syscallNumbersOf } from '../../lab/observation/syscall-table.ts';
import { defaultProfile } from '../../lab/seccomp/default-profile.ts';
import { usualContainer } from '../../lab/seccomp/usual-container.ts';
import { callWords } from './call-words.ts';
import { type Door, doorOf } from './door.ts';
import { manPageOf } from './man-pages.ts';

export interface CallRow {
  readonly name: string;
  readonly amd64: number | undefined;
  readonly arm64: number | undefined;
  readonly does: string;
  readonly href: string | undefined;
  readonly door: Door;
}

/** All of them, or those that are named. Throws, with the place, where a name is no call of either. */
export function callRows(
  only: readonly string[] = [],
  place = 'a table of system calls',
): readonly CallRow[] {
  const amd64 = syscallNumbersOf('amd64') ?? new Map<string, number>();
  const arm64 = syscallNumbersOf('arm64') ?? new Map<string, number>();
  const all = new Set([...amd64.keys(), ...arm64.keys()]);
  for (const name of only)
    if (!all.has(name)) throw new Error(`${place}: Linux has no system call “${name}” on amd64 or arm64.`);
  return [...(only.length > 0 ? only : all)].toSorted().map((name) => ({
    name,
    amd64: amd64.get(name),
    arm64: arm64.get(name),
    does: callWords.get(name) ?? '',
    href: manPageOf(name),
    door: doorOf(defaultProfile, name, usualContainer(amd64.has(name) ? 'amd64' : 'arm64')),
  }));
}
