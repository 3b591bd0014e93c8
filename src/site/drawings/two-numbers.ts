import type { Drawing } from './shapes.ts';

export const twoNumbers: Drawing = {
  title: 'One process, two process ids',
  inWords:
    'The pid namespace of the host has the host’s first process under number 1, dockerd under some other number, and the web server under 28555. Inside it lies the pid namespace of the container. It has one process, the same web server, under number 1. The container does not see the other processes; the host sees all of them.',
  height: 176,
  shapes: [
    { box: [0, 1, 312, 172], kind: 'place' },
    { words: 'pid namespace of the host', at: [10, 18], as: 'head', anchor: 'start' },
    { box: [12, 32, 84, 36], says: ['systemd', 'pid 1'] },
    { box: [12, 78, 84, 36], says: ['dockerd', 'pid 612'] },
    { box: [12, 124, 84, 36], says: ['your shell', 'pid 4031'] },
    { box: [116, 52, 184, 108], kind: 'filter' },
    { words: 'pid namespace of the container', at: [208, 70], as: 'small' },
    { box: [146, 84, 124, 62], kind: 'answers', says: ['the web server', 'inside: pid 1'] },
    { words: 'outside: pid 28555', at: [208, 44], as: 'small' },
  ],
};
