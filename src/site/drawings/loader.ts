import type { Drawing, Shape } from './shapes.ts';

const columns = [
  { name: 'on Debian', x: 0 },
  { name: 'on Alpine', x: 108 },
  { name: 'static', x: 216 },
] as const;
const width = 96;
const centre = (column: number) => (columns[column]?.x ?? 0) + width / 2;
const down = (column: number, from: number, to: number): Shape => ({
  line: [
    [centre(column), from],
    [centre(column), to],
  ],
});

export const loader: Drawing = {
  title: 'What starts before a program does',
  inWords:
    'On Debian the kernel is asked to execute motto. It reads that motto wants the loader ld-linux, and starts that. The loader maps libc.so.6, and motto begins. On Alpine the kernel looks for the same loader, which is not there, and the call ends with ENOENT: not found. A static program names no loader and has its library inside: the kernel starts it at once.',
  height: 236,
  shapes: [
    ...columns.map(({ name, x }) => ({ words: name, at: [x + width / 2, 12], as: 'head' }) as const),
    ...columns.map(
      ({ x }, column) =>
        ({
          box: [x, 24, width, 36],
          says: ['the kernel', column === 2 ? 'no loader named' : 'reads: ld-linux…'],
        }) as const,
    ),
    down(0, 60, 82),
    down(1, 60, 82),
    down(2, 60, 198),
    { box: [0, 82, width, 36], kind: 'filter', says: ['the loader', 'ld-linux….so.2'] },
    { box: [108, 82, width, 36], kind: 'gone', says: ['no such file', 'ENOENT'] },
    down(0, 118, 140),
    { box: [0, 140, width, 36], kind: 'filter', says: ['glibc', 'libc.so.6'] },
    { words: '“not found”', at: [centre(1), 140], as: 'small' },
    down(0, 176, 198),
    { box: [0, 198, width, 36], kind: 'answers', says: ['motto', 'begins'] },
    { box: [108, 198, width, 36], kind: 'gone', says: ['motto', 'there, unstarted'] },
    { box: [216, 198, width, 36], kind: 'answers', says: ['motto', 'glibc inside'] },
  ],
};
