import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'golang:1.24-trixie',
  title: 'Go 1.24 builder',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 50,
  megabytes: 443,
  likeness: {
    kind: 'stand-in',
    because:
      'Go 1.24 from Debian 13’s packages, without the C compiler and version control tools of upstream',
  },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
