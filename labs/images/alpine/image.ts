import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'alpine:3.22',
  title: 'Alpine 3.22',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 30,
  megabytes: 2,
  likeness: {
    kind: 'stand-in',
    because: 'busybox and musl built from Debian 13’s packages: Alpine’s C library and userland, but no apk',
  },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
