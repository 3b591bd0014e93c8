import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'debian:bookworm-slim',
  title: 'Debian 12, slim',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 70,
  megabytes: 75,
  likeness: {
    kind: 'faithful',
    because: 'made of the same packages of Debian, without manuals and translations as upstream’s is',
  },
  recipe: { kind: 'bootstrap', suite: 'bookworm', layOutMerged: true, changes: ['CMD ["bash"]'] },
} satisfies ImageSpecInput;
