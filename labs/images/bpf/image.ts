import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/bpf:1',
  title: 'Debian with Clang, libbpf and bpftool',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 69,
  megabytes: 480,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
