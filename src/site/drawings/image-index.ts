import type { Drawing, Shape } from './shapes.ts';

const down = (x: number, from: number, to: number): Shape => ({
  line: [
    [x, from],
    [x, to],
  ],
});

/** From one box to two below it. */
const fork = (from: number, to: number): readonly Shape[] =>
  [72, 240].map((x) => ({
    line: [
      [156, from],
      [156, from + 12],
      [x, from + 12],
      [x, to],
    ],
  }));

export const imageIndex: Drawing = {
  title: 'An image with statements',
  inWords:
    'A tag points to an index. The index has two manifests, each by its digest. The first is the manifest of the image, for a platform such as linux/amd64; it has the digests of a configuration, with the history, and of the layers. The second is the attestation manifest, of the platform unknown/unknown; it has an annotation with the digest of the first, and the digests of statements in the place of layers. One statement has the predicate SPDX, the other SLSA provenance. The subject of both is the digest of the first manifest.',
  height: 300,
  shapes: [
    { box: [96, 4, 120, 26], kind: 'gone', says: ['tag'] },
    down(156, 30, 46),
    { box: [96, 46, 120, 26], says: ['index'] },
    ...fork(72, 104),
    { box: [0, 104, 144, 40], kind: 'answers', says: ['manifest', 'linux/amd64'] },
    { box: [168, 104, 144, 40], says: ['attestation manifest', 'unknown/unknown'] },
    down(72, 144, 176),
    { box: [0, 176, 144, 40], says: ['configuration', 'with the history'] },
    { box: [0, 232, 144, 40], says: ['layers', 'files'] },
    down(72, 216, 232),
    down(240, 144, 176),
    { box: [168, 176, 144, 40], says: ['statement', 'SPDX'] },
    { box: [168, 232, 144, 40], says: ['statement', 'SLSA provenance'] },
    down(240, 216, 232),
    {
      line: [
        [168, 196],
        [156, 196],
        [156, 130],
        [144, 130],
      ],
      dashed: true,
    },
    { words: 'dashed: the subject of both statements', at: [156, 292], as: 'small' },
  ],
};
