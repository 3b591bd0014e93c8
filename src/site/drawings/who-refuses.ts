import type { Drawing, Shape } from './shapes.ts';

const row = (index: number) => 126 + index * 38;

/** Who may refuse inside of a call, what it asks, and the call of the lab that it refuses. */
const checks = [
  ['security module', 'a rule of AppArmor or SELinux?', 'mostly EACCES'],
  ['capability', 'is it in the effective set?', 'fchown: CHOWN'],
  ['device rules', 'does the cgroup allow it?', 'open: c 10:229'],
  ['mounts', 'would it show what is covered?', 'mount: proc'],
  ['mount flags', 'does a lock hold this flag?', 'mount: remount'],
  ['limit', 'is it above the hard limit?', 'setrlimit: nofile'],
] as const;

export const whoRefuses: Drawing = {
  title: 'Who may refuse a system call',
  inWords:
    'A program makes a call. The seccomp filter is asked first, before the call itself: it may answer with an error, as Docker’s does for unshare. If it allows the call, the code of that call runs, and has checks of its own. Which of them, and in which order, differs from call to call. A security module, AppArmor or SELinux, looks for a rule and mostly answers EACCES. A capability has to be in the effective set: fchown to another user asks for CHOWN. Device rules of the cgroup say which numbers may be opened: 10 and 229 are not among Docker’s. A new mount of proc must not show what is covered in the one that is there. A mount flag that came from a more privileged namespace is locked, so that a remount cannot take it away. A limit may be raised to its hard limit. Each of these but the security module answers EPERM, Operation not permitted. A call that none of them refuses is done.',
  height: 398,
  shapes: [
    { box: [0, 4, 312, 24], says: ['a program makes a call'] },
    {
      line: [
        [156, 28],
        [156, 44],
      ],
    },
    { box: [0, 44, 312, 36], kind: 'filter', says: ['seccomp filter', 'unshare: no rule, so EPERM'] },
    {
      line: [
        [156, 80],
        [156, 98],
      ],
    },
    { box: [0, 98, 312, 260], kind: 'place' },
    { words: 'the call itself: checks of its own', at: [156, 114], as: 'head' },
    ...checks.flatMap(([name, asks, example], index): readonly Shape[] => [
      { box: [8, row(index), 100, 30], kind: 'filter', says: [name] },
      { words: asks, at: [116, row(index) + 12], as: 'small', anchor: 'start' },
      { words: example, at: [116, row(index) + 26], as: 'small', anchor: 'start' },
    ]),
    {
      line: [
        [156, 358],
        [156, 374],
      ],
    },
    { box: [0, 374, 312, 22], kind: 'answers', says: ['done'] },
  ],
};
