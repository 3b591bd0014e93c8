import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'drydock/net:1',
  title: 'Debian with both ends of a network: ip, and client and server of DHCP',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 68,
  megabytes: 90,
  likeness: { kind: 'own' },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
