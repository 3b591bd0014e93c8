import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/syscalls:1',
  title: 'Debian with tools for system calls and their filters',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 66,
  megabytes: 280,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
