import type { Drawing, Shape } from './shapes.ts';

const ends = [
  { limit: ['no root, read-only', 'this chapter'], end: ['a changed', 'service'] },
  { limit: ['capabilities', 'chapter 3'], end: ['root’s power', 'over the host'] },
  { limit: ['fewer calls, another kernel', 'chapters 2, 4, 6'], end: ['the host’s', 'kernel'] },
  { limit: ['namespaces', 'chapter 5'], end: ['processes and', 'files of others'] },
  { limit: ['networks, secrets', 'chapter 9'], end: ['the database,', 'a neighbour'] },
  { limit: ['memory, time, processes', 'chapter 10'], end: ['an outage', 'of the host'] },
] as const;
const [spine, left, width, right, first, step] = [10, 26, 152, 206, 168, 46];
const top = (row: number) => first + row * step;
const middle = (row: number) => top(row) + 18;

export const attackPath: Drawing = {
  title: 'The way of an attack, and what limits each step',
  inWords:
    'A stranger reaches your service. Through a vulnerability of it the stranger runs a command in the container, with the programs that its image has: chapter 1 leaves fewer of them. From there six ways go on. To a changed service: limited by another user than root and a read-only file system, this chapter. To root’s power over the host: limited by capabilities, chapter 3. To the host’s kernel: limited by fewer system calls and another kernel, chapters 2, 4 and 6. To processes and files of others: limited by namespaces, chapter 5. To the database or a neighbour: limited by networks and by where secrets are kept, chapter 9. To an outage of the host: limited by memory, processor time and the number of processes, chapter 10.',
  height: top(ends.length) - 6,
  shapes: [
    { box: [0, 1, 130, 27], says: ['a stranger'] },
    {
      line: [
        [65, 28],
        [65, 56],
      ],
    },
    { words: 'what you publish', at: [73, 46], as: 'small', anchor: 'start' },
    { box: [0, 56, 130, 28], says: ['your service'] },
    {
      line: [
        [65, 84],
        [65, 120],
      ],
    },
    { words: 'its vulnerability', at: [73, 106], as: 'small', anchor: 'start' },
    { box: [0, 120, 130, 34], kind: 'answers', says: ['a command', 'in the container'] },
    { box: [168, 118, 144, 38], kind: 'filter', says: ['fewer programs to run', 'chapter 1'] },
    {
      line: [
        [168, 137],
        [130, 137],
      ],
      arrow: false,
      dashed: true,
    },
    {
      line: [
        [spine, 154],
        [spine, middle(ends.length - 1)],
      ],
      arrow: false,
    },
    ...ends.flatMap(({ limit, end }, row): Shape[] => [
      {
        line: [
          [spine, middle(row)],
          [left, middle(row)],
        ],
      },
      { box: [left, top(row), width, 36], kind: 'filter', says: limit },
      {
        line: [
          [left + width, middle(row)],
          [right, middle(row)],
        ],
      },
      { box: [right, top(row), 106, 36], says: end },
    ]),
  ],
};
