import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { byDockersDefault } from '../../../../src/lab/matchers/docker-default-calls.ts';
import { syscallNumbersOf } from '../../../../src/lab/observation/syscall-table.ts';
import { defaultProfile } from '../../../../src/lab/seccomp/default-profile.ts';
import { viewFilter } from '../../../../src/lab/seccomp/filter-view.ts';
import { usualContainer } from '../../../../src/lab/seccomp/usual-container.ts';
import { answersOf } from '../../../../src/observe/filters/call-answers.ts';
import { callRows } from '../../../../src/site/system-calls/call-rows.ts';
import { callWords } from '../../../../src/site/system-calls/call-words.ts';
import { type Door, doorOf } from '../../../../src/site/system-calls/door.ts';

const rows = callRows();
const door = (name: string): Door | undefined => rows.find((row) => row.name === name)?.door;
const machines = ['amd64', 'arm64'] as const;

describe('the table of system calls', () => {
  it('has every call of both architectures, each with its words', () => {
    for (const machine of machines)
      for (const [name, number] of syscallNumbersOf(machine) ?? [])
        expect(rows.find((row) => row.name === name)?.[machine]).toBe(number);
    expect(rows.filter(({ does }) => does === '').map(({ name }) => name)).toEqual([]);
    expect([...callWords.keys()].toSorted()).toEqual(rows.map(({ name }) => name));
  });

  it('describes each call in words of its own, short enough for a line', () => {
    expect(new Set(callWords.values()).size).toBeGreaterThan(callWords.size - 6);
    for (const words of callWords.values()) expect(words.length).toBeLessThan(100);
  });

  it('links man pages in section 2', () => {
    expect(rows.find(({ name }) => name === 'mount')?.href).toBe(
      'https://man7.org/linux/man-pages/man2/mount.2.html',
    );
    expect(rows.filter(({ href }) => href === undefined).length).toBeLessThan(30);
  });

  it('says of each call what the compiled profile answers', () => {
    const file = new URL('../../../../src/lab/seccomp/vendor/docker-default.json', import.meta.url);
    for (const machine of machines) {
      const read = viewFilter(readFileSync(file, 'utf8'), usualContainer(machine));
      if ('faults' in read) throw new Error(JSON.stringify(read.faults));
      const { usual, unusual } = answersOf([read.view.program], machine, { left: 4_000_000 });
      const answers = new Map(
        Object.entries(unusual).flatMap(([answer, names = []]) => names.map((name) => [name, answer])),
      );
      const kinds: Readonly<Record<string, Door['kind']>> = { allow: 'open', 'by-arguments': 'by-arguments' };
      for (const name of syscallNumbersOf(machine)?.keys() ?? []) {
        const answer = answers.get(name) ?? usual;
        expect
          .soft([name, doorOf(defaultProfile, name, usualContainer(machine)).kind])
          .toEqual([name, kinds[answer] ?? 'refused']);
      }
    }
  });

  it('is the same on both architectures where both have a call', () => {
    for (const { name, amd64, arm64 } of rows)
      if (amd64 !== undefined && arm64 !== undefined)
        expect(doorOf(defaultProfile, name, usualContainer('arm64'))).toEqual(
          doorOf(defaultProfile, name, usualContainer('amd64')),
        );
  });

  it('agrees with what checks know of Docker’s default', () => {
    for (const name of byDockersDefault.unusual['errno 1'] ?? [])
      expect.soft([name, door(name)?.kind]).toEqual([name, 'refused']);
    for (const name of byDockersDefault.unusual['by-arguments'] ?? [])
      expect.soft([name, door(name)?.kind]).toEqual([name, 'by-arguments']);
  });

  it.each([
    ['read', 'allowed', ''],
    ['mount', 'refused (EPERM)', 'allowed with SYS_ADMIN'],
    ['bpf', 'refused (EPERM)', 'allowed with SYS_ADMIN or BPF'],
    ['clone3', 'refused (ENOSYS)', 'allowed with SYS_ADMIN'],
    ['clone', 'some arguments', 'where argument 0 has no bit of 0x7e020000; allowed with SYS_ADMIN'],
    [
      'socket',
      'some arguments',
      'where argument 0 is less than 38, or argument 0 is 39, or argument 0 is more than 40',
    ],
    ['ptrace', 'allowed', 'from Linux 4.8, before with SYS_PTRACE'],
    ['chroot', 'allowed', 'with SYS_CHROOT, which Docker gives'],
    ['io_uring_setup', 'refused (EPERM)', ''],
    ['modify_ldt', 'allowed', ''],
  ])('says of %s: %s %s', (name, short, more) => {
    expect(door(name)).toMatchObject({ short, more });
  });

  it('shows the calls that are named, and refuses one that is none', () => {
    expect(callRows(['mount', 'bpf']).map(({ name }) => name)).toEqual(['bpf', 'mount']);
    expect(() => callRows(['muont'], 'content/x.mdx:3')).toThrow(
      'content/x.mdx:3: Linux has no system call “muont”',
    );
  });
});
