import type { Drawing, Shape } from './shapes.ts';

const [width, height, step] = [226, 34, 46];
const top = (row: number) => 4 + row * step;

/** What one program of a script calls, in its order: what for, which calls, and whether that is what it is for. */
const phases = [
  ['shell', 'makes a copy of itself', 'pipe2, clone'],
  ['copy', 'becomes the program', 'execve'],
  ['program', 'loader maps the C library', 'openat, read, mmap, mprotect, close'],
  ['', 'C library looks for the locale', 'openat, fstat, mmap, close'],
  ['', 'does its work', 'read, write'],
  ['', 'ends', 'close, exit_group'],
  ['shell', 'learns how it ended', 'wait4'],
] as const;
const work = 4;

export const oneProgram: Drawing = {
  title: 'What one program of a script calls',
  inWords:
    'A shell makes a copy of itself, with pipe2 and clone. The copy becomes the program, with execve. The program’s loader maps the C library: openat, read, mmap, mprotect, close. The C library looks for the locale: openat, fstat, mmap, close. Then the program does its work: read and write. It ends, with close and exit_group, and the shell learns how, with wait4. One of these seven steps is the work.',
  height: top(phases.length) - 8,
  shapes: phases.flatMap(([who, does, calls], row): readonly Shape[] => [
    { words: who, at: [0, top(row) + height / 2 + 4], as: 'head', anchor: 'start' },
    { box: [86, top(row), width, height], kind: row === work ? 'answers' : 'plain', says: [does, calls] },
    ...(row === 0
      ? []
      : [
          {
            line: [
              [86 + width / 2, top(row - 1) + height],
              [86 + width / 2, top(row)],
            ],
          } as const,
        ]),
  ]),
};
