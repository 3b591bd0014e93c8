import type { Drawing, Shape } from './shapes.ts';

const third = (index: number) => 8 + index * 102;
const row = (index: number) => 196 + index * 28;

/** Actions, those that win over the others first, and what becomes of the call. */
const actions = [
  ['KILL', 'SIGSYS ends the thread or the process'],
  ['TRAP', 'SIGSYS, which the program may handle'],
  ['ERRNO', 'the call returns that error'],
  ['USER_NOTIF', 'another process gives the answer'],
  ['TRACE', 'a tracer decides; without one, ENOSYS'],
  ['LOG', 'the call is done, and logged'],
  ['ALLOW', 'the call is done'],
] as const;

export const filterPath: Drawing = {
  title: 'One system call through a filter',
  inWords:
    'A program makes a call. The kernel puts the architecture, the number of the call and the values of six arguments into a record. The filter reads that record and nothing else. First it compares the architecture; with another one libseccomp’s filters kill unless told otherwise. Then it compares the number; without a rule for it, the default action is the answer. Where a rule has conditions, it compares arguments. The answer is an action. KILL ends the thread or the process with SIGSYS. TRAP sends SIGSYS, which the program may handle. ERRNO makes the call return an error. USER_NOTIF lets another process give the answer. TRACE lets a tracer decide. LOG and ALLOW do the call, and LOG writes it to the log. Of several filters, the action that stands first here wins.',
  height: 396,
  shapes: [
    { box: [0, 4, 312, 24], says: ['a program makes a call'] },
    {
      line: [
        [156, 28],
        [156, 44],
      ],
    },
    { box: [0, 44, 312, 36], says: ['record', 'architecture, number, six values'] },
    {
      line: [
        [156, 80],
        [156, 96],
      ],
    },
    { box: [0, 96, 312, 74], kind: 'place' },
    { words: 'filter', at: [156, 110], as: 'head' },
    { box: [third(0), 116, 92, 24], kind: 'filter', says: ['architecture?'] },
    { box: [third(1), 116, 92, 24], kind: 'filter', says: ['number?'] },
    { box: [third(2), 116, 92, 24], kind: 'filter', says: ['arguments?'] },
    ...[0, 1].map(
      (index): Shape => ({
        line: [
          [third(index) + 92, 128],
          [third(index + 1), 128],
        ],
      }),
    ),
    { words: 'another: KILL', at: [third(0) + 46, 156], as: 'small' },
    { words: 'no rule: default', at: [third(1) + 46, 156], as: 'small' },
    { words: 'a rule: its action', at: [third(2) + 46, 156], as: 'small' },
    {
      line: [
        [43, 170],
        [43, row(0)],
      ],
    },
    { words: 'action', at: [51, 187], as: 'small', anchor: 'start' },
    ...actions.flatMap(([name, becomes], index): readonly Shape[] => [
      { box: [0, row(index), 86, 22], kind: index < 5 ? 'filter' : 'answers', says: [name] },
      { words: becomes, at: [96, row(index) + 15], as: 'small', anchor: 'start' },
    ]),
  ],
};
