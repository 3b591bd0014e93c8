import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/seat:1',
  title: 'Seat: the workbench with a Docker Engine inside',
  purpose: 'seat',
  platforms: ['amd64', 'arm64'],
  rank: 70,
  megabytes: 817,
  likeness: { kind: 'own' },
  recipe: {
    kind: 'dockerfile',
    folder: 'workbench',
    target: 'seat',
    bases: { BASE: 'debian', RUNSC_BASE: 'debian' },
  },
} satisfies ImageSpecInput;
