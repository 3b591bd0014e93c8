import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/recorder:1',
  title: 'Recorder of system calls',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 67,
  megabytes: 1,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', bases: { BASE: 'gcc' } },
} satisfies ImageSpecInput;
