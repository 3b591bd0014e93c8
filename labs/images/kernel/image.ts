import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/kernel:1',
  title: 'Machine of its own kernel: QEMU without KVM, with Debian’s kernel',
  purpose: 'lab',
  platforms: ['amd64'],
  rank: 68,
  megabytes: 252,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian', COMPILER: 'gcc' } },
} satisfies ImageSpecInput;
