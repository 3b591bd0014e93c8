import type { Drawing, Shape } from './shapes.ts';

const lanes = [
  [46, 'program'],
  [156, 'kernel'],
  [266, 'recorder'],
] as const;

/** From one lane to another, with words above. */
const step = (from: number, to: number, y: number, words: string): readonly Shape[] => [
  {
    line: [
      [from, y],
      [to, y],
    ],
  },
  { words, at: [(from + to) / 2, y - 6], as: 'small' },
];

export const notifiedCall: Drawing = {
  title: 'One call under user notification',
  inWords:
    'Three take part: a program, the kernel, and the recorder, which holds the listener of the filter. The program calls openat. The filter answers that somebody is to be asked, and the program waits. The kernel hands a notification to the recorder, with the number of the call. The recorder counts the call and lets it go on. The kernel does the call, and the program gets its value. When the recorder has ended, the kernel answers ENOSYS in its place. While it is paused, the program waits.',
  height: 304,
  shapes: [
    ...lanes.map(
      ([x]): Shape => ({
        line: [
          [x, 28],
          [x, 262],
        ],
        arrow: false,
        dashed: true,
      }),
    ),
    ...lanes.map(([x, who]): Shape => ({ box: [x - 42, 4, 84, 24], says: [who] })),
    ...step(46, 156, 52, 'openat'),
    { box: [4, 62, 84, 156], kind: 'place', says: ['waits'] },
    { box: [114, 62, 84, 36], kind: 'filter', says: ['filter', 'to be asked'] },
    ...step(156, 266, 120, 'notification'),
    { box: [224, 130, 84, 36], kind: 'answers', says: ['counts', 'the call'] },
    ...step(266, 156, 188, 'let it go on'),
    { box: [114, 198, 84, 36], says: ['does', 'the call'] },
    ...step(156, 46, 254, 'its value'),
    { words: 'The recorder has ended: ENOSYS.', at: [0, 280], as: 'small', anchor: 'start' },
    { words: 'The recorder is paused: the program waits.', at: [0, 298], as: 'small', anchor: 'start' },
  ],
};
