import type { Drawing, Shape } from './shapes.ts';

const [width, height, step] = [226, 34, 48];
const top = (row: number) => 4 + row * step;

/** What happens when a process executes a program, in its order: who does it, what, and with which words. */
const phases = [
  ['process', 'asks, with two texts of its choice', 'execve("/tmp/.x/ls", ["ls"])'],
  ['kernel', 'opens the file, and may refuse', 'EACCES: mode, noexec'],
  ['', 'sets comm to the last part of the path', 'ls'],
  ['', 'calls the tracepoint', 'sched_process_exec: filename'],
  ['program', 'runs, and may rename itself', 'prctl(PR_SET_NAME), argv[0]'],
] as const;
const logged = 3;

export const oneExec: Drawing = {
  title: 'One execve, and where the log hears of it',
  inWords:
    'A process calls execve with a path and a list of arguments, both of its own choice: /tmp/.x/ls, and ls as argv[0]. The kernel opens the file at the path, and may refuse with EACCES, for the file’s mode or for noexec. It sets comm to the last part of the path, ls. Then it calls the tracepoint sched_process_exec with the whole filename; the log hears of it there. After that the program runs, and may change comm, by prctl, and argv[0].',
  height: top(phases.length) - 10,
  shapes: phases.flatMap(([who, does, words], row): readonly Shape[] => [
    { words: who, at: [0, top(row) + height / 2 + 4], as: 'head', anchor: 'start' },
    { box: [86, top(row), width, height], kind: row === logged ? 'answers' : 'plain', says: [does, words] },
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
