import type { Drawing } from './shapes.ts';

const column = (index: number) => index * 79;
const width = 75;
const kernel = 178;

export const oneCall: Drawing = {
  title: 'One system call under four containers',
  inWords:
    'Under runc and crun the call enters the host’s kernel, passes Docker’s filter or is refused by it, and the host’s kernel answers. Under runsc with systrap it enters the host’s kernel, where gVisor’s filter stops it with SIGSYS and gives it to the Sentry, which answers. Under runsc with KVM the processor brings it to the Sentry, which answers. Under Kata the Linux of the virtual machine answers. The Sentry and the virtual machine make calls of their own to the host’s kernel, fewer and others.',
  height: 268,
  shapes: [
    { words: 'runc, crun', at: [column(0) + width / 2, 12], as: 'head' },
    { words: 'systrap', at: [column(1) + width / 2, 12], as: 'head' },
    { words: 'KVM', at: [column(2) + width / 2, 12], as: 'head' },
    { words: 'Kata', at: [column(3) + width / 2, 12], as: 'head' },
    {
      line: [
        [column(1), 20],
        [column(2) + width, 20],
      ],
      arrow: false,
    },
    { words: 'runsc', at: [(column(1) + column(2) + width) / 2, 32], as: 'small' },
    ...[0, 1, 2, 3].map((index) => ({ box: [column(index), 38, width, 26], says: ['program'] }) as const),
    // The host's kernel, under all of them.
    { box: [0, kernel, 312, 86], kind: 'place' },
    { words: 'the host’s kernel', at: [column(2) + width / 2 + 39, kernel + 78], as: 'small' },
    // runc: through the filter, into the kernel.
    {
      line: [
        [column(0) + 37, 64],
        [column(0) + 37, kernel + 10],
      ],
    },
    { box: [column(0) + 4, kernel + 10, width - 8, 20], kind: 'filter', says: ['filter'] },
    {
      line: [
        [column(0) + 37, kernel + 30],
        [column(0) + 37, kernel + 50],
      ],
    },
    { box: [column(0) + 4, kernel + 50, width - 8, 26], kind: 'answers', says: ['answers'] },
    // systrap: stopped by a filter, and back up to the Sentry.
    {
      line: [
        [column(1) + 10, 64],
        [column(1) + 10, kernel + 10],
      ],
    },
    { box: [column(1) + 4, kernel + 10, width - 8, 20], kind: 'filter', says: ['filter'] },
    {
      line: [
        [column(1) + 31, kernel + 10],
        [column(1) + 31, 136],
      ],
    },
    { words: 'SIGSYS', at: [column(1) + 33, 160], as: 'small', anchor: 'start' },
    { box: [column(1) + 20, 96, width - 20, 40], kind: 'answers', says: ['Sentry', 'answers'] },
    {
      line: [
        [column(1) + 73, 136],
        [column(1) + 73, kernel + 58],
      ],
      dashed: true,
    },
    // KVM: the processor.
    {
      line: [
        [column(2) + 37, 64],
        [column(2) + 37, 96],
      ],
    },
    { words: 'processor', at: [column(2) + 33, 84], as: 'small', anchor: 'end' },
    { box: [column(2) + 4, 96, width - 8, 40], kind: 'answers', says: ['Sentry', 'answers'] },
    {
      line: [
        [column(2) + 37, 136],
        [column(2) + 37, kernel + 14],
      ],
      dashed: true,
    },
    { words: 'few', at: [column(2) + 33, 160], as: 'small', anchor: 'end' },
    // Kata: a virtual machine around the program and its kernel.
    {
      line: [
        [column(3) + 37, 64],
        [column(3) + 37, 96],
      ],
    },
    { box: [column(3) + 4, 96, width - 8, 40], kind: 'answers', says: ['Linux', 'answers'] },
    {
      line: [
        [column(3) + 37, 136],
        [column(3) + 37, kernel + 14],
      ],
      dashed: true,
    },
    { words: 'VM’s', at: [column(3) + 33, 160], as: 'small', anchor: 'end' },
  ],
};
