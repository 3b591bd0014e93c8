import { describe, expect, it } from 'vitest';
import { needsInWords, triedNeedsInWords } from '../../../../src/lab/manifest/needs.ts';

describe('needs in words', () => {
  it('tell all that is needed, and what of it has to be tried', () => {
    const needs = {
      runtimes: ['runsc'],
      cgroup: '2',
      architecture: ['amd64', 'arm64'],
      kernel: ['btf'],
      bpf: ['tracing', 'lsm'],
      images: 'containerd',
      lsm: ['apparmor', 'yama'],
      idRange: 65_536,
    } satisfies Parameters<typeof needsInWords>[0];
    const tried = [
      'a kernel that tells its types (BTF)',
      'BPF, programs for tracing and programs as a security module',
      'the security module AppArmor',
      'the security module Yama',
      '65,536 user ids for user namespaces',
    ];
    expect(triedNeedsInWords(needs)).toEqual(tried);
    expect(needsInWords(needs)).toEqual([
      'the runtime runsc',
      'cgroups, version 2',
      'amd64 or arm64',
      'containerd’s image store',
      ...tried,
    ]);
  });

  it('are none where nothing is needed', () => {
    expect(needsInWords({ runtimes: [] })).toEqual([]);
    expect(triedNeedsInWords({ kernel: [], bpf: [], lsm: [] })).toEqual([]);
  });
});
