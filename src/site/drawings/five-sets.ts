import type { Drawing } from './shapes.ts';

export const fiveSets: Drawing = {
  title: 'Five sets of a thread',
  inWords:
    'Two sets are about now. The effective set is what the kernel asks when something is done. The permitted set is what the thread may raise into its effective set; the effective set is always a part of it. Three sets are about programs that are executed later. From the inheritable set a program takes over what its file has in its inheritable set too. The bounding set limits what a file’s permitted set, or being root, can give. The ambient set is kept by an ordinary program; it is a part of permitted and of inheritable. What leaves the bounding set does not come back.',
  height: 244,
  shapes: [
    { box: [0, 4, 150, 172], kind: 'place' },
    { words: 'now', at: [75, 20], as: 'head' },
    { box: [12, 30, 126, 40], kind: 'answers', says: ['effective', 'what the kernel asks'] },
    { box: [12, 122, 126, 40], says: ['permitted', 'may be raised'] },
    {
      line: [
        [75, 122],
        [75, 70],
      ],
    },
    { box: [162, 4, 150, 172], kind: 'place' },
    { words: 'at a later execve', at: [237, 20], as: 'head' },
    { box: [174, 30, 126, 40], says: ['inheritable', 'if the file has it too'] },
    { box: [174, 76, 126, 40], kind: 'filter', says: ['bounding', 'limits what is given'] },
    { box: [174, 122, 126, 40], says: ['ambient', 'kept as it is'] },
    { words: 'Effective is a part of permitted.', at: [0, 196], as: 'small', anchor: 'start' },
    {
      words: 'Ambient is a part of permitted and of inheritable.',
      at: [0, 214],
      as: 'small',
      anchor: 'start',
    },
    { words: 'What leaves bounding does not come back.', at: [0, 232], as: 'small', anchor: 'start' },
  ],
};
