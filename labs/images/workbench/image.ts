import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/workbench:1',
  title: 'Workbench: shell, Docker CLI and tools',
  purpose: 'workbench',
  platforms: ['amd64', 'arm64'],
  rank: 20,
  megabytes: 546,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', target: 'workbench', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
