import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'postgres:17',
  title: 'PostgreSQL 17',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 60,
  megabytes: 408,
  likeness: {
    kind: 'stand-in',
    because:
      'PostgreSQL 17 from Debian 13’s packages with an entrypoint of our own that takes upstream’s settings',
  },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
