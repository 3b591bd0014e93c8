import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/registry:1',
  title: 'Debian with a registry, cosign and skopeo',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 69,
  megabytes: 281,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
