import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'debian:trixie-slim',
  title: 'Debian 13, slim',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 10,
  megabytes: 80,
  likeness: {
    kind: 'faithful',
    because: 'made of the same packages of Debian, without manuals and translations as upstream’s is',
  },
  recipe: { kind: 'bootstrap', suite: 'trixie', changes: ['CMD ["bash"]'] },
} satisfies ImageSpecInput;
