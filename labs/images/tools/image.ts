import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/tools:1',
  title: 'Debian with tools for capabilities and networks',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 35,
  megabytes: 90,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
