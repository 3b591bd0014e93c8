import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/seat-forky:1',
  title: 'Seat with a newer Engine: that of Debian after 13',
  purpose: 'seat',
  platforms: ['amd64', 'arm64'],
  rank: 75,
  megabytes: 900,
  likeness: { kind: 'own' },
  recipe: {
    kind: 'dockerfile',
    folder: 'workbench',
    target: 'seat',
    bases: { BASE: 'debian-forky', RUNSC_BASE: 'debian' },
  },
} satisfies ImageSpecInput;
