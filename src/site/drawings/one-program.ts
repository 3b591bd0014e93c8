import { columnOfSteps, type Step } from './column-of-steps.ts';
import type { Drawing } from './shapes.ts';

/** What one program of a script calls, in its order: what for, which calls, and whether that is what it is for. */
const steps: readonly Step[] = [
  ['shell', 'makes a copy of itself', 'pipe2, clone'],
  ['copy', 'becomes the program', 'execve'],
  ['program', 'loader maps the C library', 'openat, read, mmap, mprotect, close'],
  ['', 'C library looks for the locale', 'openat, fstat, mmap, close'],
  ['', 'does its work', 'read, write'],
  ['', 'ends', 'close, exit_group'],
  ['shell', 'learns how it ended', 'wait4'],
];
const work = 4;

export const oneProgram: Drawing = {
  title: 'What one program of a script calls',
  inWords:
    'A shell makes a copy of itself, with pipe2 and clone. The copy becomes the program, with execve. The program’s loader maps the C library: openat, read, mmap, mprotect, close. The C library looks for the locale: openat, fstat, mmap, close. Then the program does its work: read and write. It ends, with close and exit_group, and the shell learns how, with wait4. One of these seven steps is the work.',
  ...columnOfSteps(steps, { pitch: 46, shaded: work }),
};
