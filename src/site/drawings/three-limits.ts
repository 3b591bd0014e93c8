import type { Drawing, Shape } from './shapes.ts';

/** What a process asks for, what its cgroup compares it with, and what comes of it at the limit. */
const rows = [
  {
    asks: ['touches a page', 'that is not there'],
    file: ['memory', 'in use, at most'],
    comes: ['drops pages', 'or gets SIGKILL'],
  },
  {
    asks: ['fork, clone', 'one task more'],
    file: ['pids', 'number, at most'],
    comes: ['EAGAIN', 'and goes on'],
  },
  {
    asks: ['computes', 'on any processor'],
    file: ['cpu', 'time in a period'],
    comes: ['waits', 'for a new period'],
  },
] as const;

const [width, height, pitch, first] = [92, 44, 62, 34];
const lefts = [0, 110, 220] as const;
const box = (column: 0 | 1 | 2, top: number, kind: 'plain' | 'filter' | 'answers', says: readonly string[]) =>
  ({ box: [lefts[column], top, width, height], kind, says }) satisfies Shape;

export const threeLimits: Drawing = {
  title: 'Three controllers of one cgroup, and what comes of a process at each limit',
  inWords:
    'A process of the cgroup asks for something, a controller compares, and at the limit something comes of it. It touches a page that is not there: the controller memory compares what is in use. At the limit the kernel takes away what can be dropped, and kills a process of the cgroup by SIGKILL where that is not enough. It calls fork or clone: the controller pids compares how many there are. At the limit the call answers EAGAIN, and the program goes on. It computes, on any processor: the controller cpu compares the time in the period. At the limit it waits for the next period.',
  height: first + rows.length * pitch - 8,
  shapes: [
    { words: 'a process', at: [width / 2, 18], as: 'head' },
    { words: 'its cgroup', at: [lefts[1] + width / 2, 18], as: 'head' },
    { words: 'at the limit', at: [lefts[2] + width / 2, 18], as: 'head' },
    ...rows.flatMap(({ asks, file, comes }, row): readonly Shape[] => {
      const top = first + row * pitch;
      const middle = top + height / 2;
      return [
        box(0, top, 'plain', asks),
        box(1, top, 'filter', file),
        box(2, top, 'answers', comes),
        {
          line: [
            [lefts[0] + width, middle],
            [lefts[1], middle],
          ],
        },
        {
          line: [
            [lefts[1] + width, middle],
            [lefts[2], middle],
          ],
        },
      ];
    }),
  ],
};
