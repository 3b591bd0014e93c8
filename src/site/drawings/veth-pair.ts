import type { Drawing } from './shapes.ts';

export const vethPair: Drawing = {
  title: 'A veth pair between two network namespaces',
  inWords:
    'The mounts of the container lie around three network namespaces. The first is that of the container: it has eth0, and the agent is there, with the abstract socket @agent. Its other socket has the path /run/agent/socket, and lies in the mounts, in no network. The second, home, has the device inside and a loopback of its own; the program reporter is in it. The third, street, has the device outside with the address 10.77.0.1; a DHCP server, a name server and the store are in it. A line joins inside and outside: they are a veth pair, and what one sends the other receives. From reporter an arrow leads to the socket with a path, since a path is looked up in mounts. A dashed arrow to the abstract socket ends at the border of home, since abstract names are those of a network namespace.',
  height: 316,
  shapes: [
    { box: [0, 1, 312, 314], kind: 'place' },
    { words: 'mounts of the container', at: [10, 18], as: 'head', anchor: 'start' },
    { box: [10, 28, 292, 66], kind: 'plain' },
    { words: 'network of the container', at: [20, 45], as: 'small', anchor: 'start' },
    { box: [20, 58, 52, 26], kind: 'filter', says: ['eth0'] },
    { box: [88, 58, 72, 26], kind: 'filter', says: ['@agent'] },
    { box: [190, 58, 102, 26], kind: 'answers', says: ['agent'] },
    {
      line: [
        [190, 71],
        [160, 71],
      ],
      arrow: false,
    },
    {
      line: [
        [241, 84],
        [241, 110],
      ],
      arrow: false,
    },
    { box: [182, 110, 120, 26], kind: 'filter', says: ['/run/agent/socket'] },
    { box: [10, 170, 128, 134], kind: 'plain' },
    { words: 'network home', at: [20, 187], as: 'small', anchor: 'start' },
    { box: [20, 196, 108, 40], kind: 'answers', says: ['reporter'] },
    { box: [20, 266, 36, 26], kind: 'filter', says: ['lo'] },
    { box: [66, 266, 62, 26], kind: 'filter', says: ['inside'] },
    { box: [174, 170, 128, 134], kind: 'plain' },
    { words: 'network street', at: [238, 187], as: 'small' },
    { box: [184, 196, 108, 40], says: ['DHCP, names', 'and the store'] },
    { box: [184, 266, 62, 26], kind: 'filter', says: ['outside'] },
    { words: '10.77.0.1', at: [184, 258], as: 'small', anchor: 'start' },
    {
      line: [
        [128, 279],
        [184, 279],
      ],
      arrow: false,
    },
    { words: 'veth', at: [156, 272], as: 'small' },
    {
      line: [
        [122, 196],
        [122, 123],
        [182, 123],
      ],
    },
    { words: 'by its path', at: [128, 150], as: 'small', anchor: 'start' },
    {
      line: [
        [104, 196],
        [104, 170],
      ],
      dashed: true,
    },
    { words: 'abstract: refused', at: [98, 162], as: 'small', anchor: 'end' },
  ],
};
