import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'debian:forky-slim',
  title: 'Debian after 13, slim',
  purpose: 'seat',
  platforms: ['amd64', 'arm64'],
  rank: 72,
  megabytes: 85,
  likeness: {
    kind: 'faithful',
    because: 'made of the same packages of Debian, without manuals and translations as upstream’s is',
  },
  recipe: { kind: 'bootstrap', suite: 'forky', changes: ['CMD ["bash"]'] },
} satisfies ImageSpecInput;
