import type { ImageSpecInput } from '../../../src/engine/images/image-spec.ts';

export default {
  reference: 'gcr.io/distroless/static-debian13:nonroot',
  title: 'Distroless for static programs',
  purpose: 'lab',
  platforms: ['amd64', 'arm64'],
  rank: 40,
  megabytes: 2,
  likeness: {
    kind: 'faithful',
    because: 'laid out from the same packages of Debian, users and environment as upstream’s',
  },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} satisfies ImageSpecInput;
