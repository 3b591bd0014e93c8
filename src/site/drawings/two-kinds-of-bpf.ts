import type { Drawing, Shape } from './shapes.ts';

/** A place on a call's way where a program of BPF runs, and what is said about it beside. */
interface Place {
  readonly top: number;
  readonly says: readonly [name: string, kind: string];
  readonly isClassic?: boolean;
  readonly loaded: string;
  readonly reads: string;
  readonly answers: string;
}

const height = 74;
const places: readonly Place[] = [
  {
    top: 46,
    says: ['seccomp filter', 'classic BPF'],
    isClassic: true,
    loaded: 'a process, for itself',
    reads: 'number, six values',
    answers: 'allow, errno, kill',
  },
  {
    top: 138,
    says: ['tracepoint', 'extended BPF'],
    loaded: 'two capabilities, for all',
    reads: 'memory, maps',
    answers: 'nothing: it refuses no call',
  },
  {
    top: 272,
    says: ['LSM hook', 'extended BPF'],
    loaded: 'two capabilities, for all',
    reads: 'the file itself, maps',
    answers: 'go on, or an errno',
  },
];

const down = (from: number, to: number): Shape => ({
  line: [
    [56, from],
    [56, to],
  ],
});

export const twoKindsOfBpf: Drawing = {
  title: 'Classic and extended BPF on the way of one call',
  inWords:
    'A program in a container makes a call. Three kinds of BPF programs may run on its way. First comes the seccomp filter, in classic BPF. A process loads it for itself. It reads the number of the call and six values, and answers: allow, an errno, or kill. Next comes the tracepoint at the entry of calls, in extended BPF. Whoever has two capabilities attaches a program there, for all processes. It reads memory of the kernel and of the program, and maps. It has no answer, so it refuses no call. Then the kernel does the call, for instance openat, and finds the file. There comes the hook of the Linux security modules, in extended BPF, attached in the same way. It reads the file itself and maps. It answers: go on, or an errno. The programs of extended BPF write into maps, which the process that loaded them reads.',
  height: 396,
  shapes: [
    { box: [0, 4, 312, 26], says: ['a program in a container makes a call'] },
    down(30, 46),
    ...places.flatMap(({ top, says, isClassic, loaded, reads, answers }): readonly Shape[] => [
      { box: [0, top, 112, height], kind: isClassic ? 'filter' : 'answers', says },
      ...[`loaded by: ${loaded}`, `reads: ${reads}`, `answers: ${answers}`].map(
        (words, index): Shape => ({
          words,
          at: [120, top + 20 + index * 20],
          as: 'small',
          anchor: 'start',
        }),
      ),
    ]),
    down(120, 138),
    down(212, 230),
    { box: [0, 230, 312, 26], says: ['the kernel does the call: openat finds the file'] },
    down(256, 272),
    down(346, 364),
    { box: [0, 364, 112, 28], says: ['the call’s result'] },
    { box: [176, 364, 136, 28], kind: 'place', says: ['maps: the loader reads'] },
    {
      line: [
        [112, 340],
        [144, 340],
        [144, 378],
        [176, 378],
      ],
      dashed: true,
    },
  ],
};
