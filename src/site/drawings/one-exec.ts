import { columnOfSteps, type Step } from './column-of-steps.ts';
import type { Drawing } from './shapes.ts';

/** What happens when a process executes a program, in its order: who does it, what, and with which words. */
const steps: readonly Step[] = [
  ['process', 'asks, with two texts of its choice', 'execve("/tmp/.x/ls", ["ls"])'],
  ['kernel', 'opens the file, and may refuse', 'EACCES: mode, noexec'],
  ['', 'sets comm to the last part of the path', 'ls'],
  ['', 'calls the tracepoint', 'sched_process_exec: filename'],
  ['program', 'runs, and may rename itself', 'prctl(PR_SET_NAME), argv[0]'],
];
const logged = 3;

export const oneExec: Drawing = {
  title: 'One execve, and where the log hears of it',
  inWords:
    'A process calls execve with a path and a list of arguments, both of its own choice: /tmp/.x/ls, and ls as argv[0]. The kernel opens the file at the path, and may refuse with EACCES, for the file’s mode or for noexec. It sets comm to the last part of the path, ls. Then it calls the tracepoint sched_process_exec with the whole filename; the log hears of it there. After that the program runs, and may change comm, by prctl, and argv[0].',
  ...columnOfSteps(steps, { pitch: 48, shaded: logged }),
};
