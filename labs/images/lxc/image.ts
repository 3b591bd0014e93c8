import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/lxc:1',
  title: 'Debian with LXC, and a BusyBox for system containers',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 69,
  megabytes: 120,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
