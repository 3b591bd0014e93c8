import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/python:12-security',
  title: 'Debian 12 with Python, and libexpat1 of the security archive',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 76,
  megabytes: 95,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', folder: 'python-12', target: 'security', bases: { BASE: 'debian-12' } },
} satisfies ImageSpecInput;
