import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSandboxed } from '../../../../src/observe/facts/sandboxed-runtime.ts';
import { parseIdMap } from '../../../../src/observe/proc/id-map.ts';
import { parseNamespaceLinks } from '../../../../src/observe/proc/namespace-links.ts';
import { parseSysctlLines } from '../../../../src/observe/proc/sysctl-lines.ts';

describe('uid_map of user_namespaces(7)', () => {
  it('reads a remapped root', () => {
    expect(parseIdMap('         0     100000      65536\n     65536          0          1\n')).toEqual([
      { inside: 0, outside: 100000, length: 65536 },
      { inside: 65536, outside: 0, length: 1 },
    ]);
  });

  it('gives back every map', () => {
    const id = fc.integer({ min: 0, max: 4294967295 });
    const mapping = fc.record({ inside: id, outside: id, length: id });
    fc.assert(
      fc.property(fc.array(mapping), (map) => {
        const pad = (value: number) => String(value).padStart(10);
        const text = map
          .map((line) => `${pad(line.inside)} ${pad(line.outside)} ${pad(line.length)}\n`)
          .join('');
        expect(parseIdMap(text)).toEqual(map);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void parseIdMap(text)));
  });
});

describe('links of namespaces(7)', () => {
  it('gives an inode for each kind that was seen', () => {
    expect(parseNamespaceLinks('cgroup:[4026531835] net:[4026532407] user:[4026531837] color:[1]')).toEqual({
      cgroup: 4026531835,
      net: 4026532407,
      user: 4026531837,
    });
    expect(parseNamespaceLinks('')).toEqual({});
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseNamespaceLinks(text)));
  });
});

describe('sysctls', () => {
  it('reads values with blanks', () => {
    expect(parseSysctlLines('net.ipv4.ping_group_range=0\t2147483647\nkernel.x=\n')).toEqual({
      'net.ipv4.ping_group_range': '0 2147483647',
      'kernel.x': '',
    });
  });
});

describe('a runtime with a kernel of its own', () => {
  it.each([
    ['runc', '/usr/bin/runsc', false],
    ['io.containerd.runc.v2', undefined, false],
    ['nvidia', undefined, false],
    ['runsc', undefined, true],
    ['kata-qemu', undefined, true],
    ['company-default', '/usr/local/bin/runsc', true],
    ['company-default', '/opt/kata/bin/qemu-system-x86_64', true],
    ['company-default', '/usr/sbin/nginx', false],
    ['company-default', undefined, false],
  ])('%s with init %s: %s', (runtime, executable, sandboxed) => {
    expect(isSandboxed(runtime, executable)).toBe(sandboxed);
  });
});
