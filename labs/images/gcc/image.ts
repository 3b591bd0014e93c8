import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'gcc:14',
  title: 'GCC 14 builder',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 65,
  megabytes: 260,
  likeness: {
    kind: 'stand-in',
    because: 'GCC 14 for C from Debian 13’s packages, without the other languages and the tools of upstream',
  },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
