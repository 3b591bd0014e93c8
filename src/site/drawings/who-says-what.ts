import type { Drawing, Shape } from './shapes.ts';

const member = (row: number) => 46 + row * 34;
const members = ['builder.id', 'parameters.args', 'materials', 'buildConfig', 'metadata', 'subject'] as const;

/** From who says it to the members that are said by them. */
const says = (from: number, rows: readonly number[]): readonly Shape[] =>
  rows.map((row) => ({
    line: [
      [112, from],
      [130, from],
      [130, member(row) + 13],
      [152, member(row) + 13],
    ],
  }));

export const whoSaysWhat: Drawing = {
  title: 'Who says what in a provenance',
  inWords:
    'A provenance statement has six members. Whoever starts the build chooses two of them: builder.id and parameters.args. Whoever runs the builder writes three: materials, buildConfig and metadata. The sixth, subject, is a digest, which anybody can compare with the bytes of the image. A signature is over all of the statement, and says that somebody who has the key vouches for it; it does not say that the rest is true.',
  height: 306,
  shapes: [
    { box: [142, 14, 170, 240], kind: 'place' },
    { words: 'statement', at: [227, 34], as: 'head' },
    { box: [0, 56, 112, 40], says: ['starts the build', 'chooses it'] },
    { box: [0, 124, 112, 40], says: ['runs the builder', 'writes it'] },
    { box: [0, 209, 112, 40], kind: 'answers', says: ['has the bytes', 'compares it'] },
    ...says(76, [0, 1]),
    ...says(144, [2, 3, 4]),
    ...says(229, [5]),
    ...members.map(
      (name, row): Shape => ({
        box: [152, member(row), 150, 26],
        kind: name === 'subject' ? 'answers' : 'plain',
        says: [name],
      }),
    ),
    {
      line: [
        [227, 266],
        [227, 254],
      ],
    },
    { box: [142, 266, 170, 36], kind: 'filter', says: ['signature', 'of whoever has the key'] },
  ],
};
