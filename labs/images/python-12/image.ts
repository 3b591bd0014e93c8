import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/python:12',
  title: 'Debian 12 with Python, and libexpat1 of the release',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 75,
  megabytes: 95,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', target: 'archive', bases: { BASE: 'debian-12' } },
} satisfies ImageSpecInput;
