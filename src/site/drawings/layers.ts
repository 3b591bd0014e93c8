import type { Drawing } from './shapes.ts';

const [label, first, second, width] = [0, 108, 214, 98];

export const layers: Drawing = {
  title: 'Layers, and a whiteout',
  inWords:
    'Three layers lie over each other. The lowest, the base, has /usr/bin/su with mode 4755. The second was made by a line that copies a file named key, and takes the bit away from su: it holds key, and a whole copy of su with mode 0755. The third was made by a line that removes key: it holds a whiteout, the name with .wh. before it. The container looks from above and sees su with mode 0755 and no key. The image still holds su with mode 4755 in the base and key in the second layer.',
  height: 238,
  shapes: [
    { words: '/usr/bin/su', at: [first + width / 2, 12], as: 'head' },
    { words: '/key', at: [second + width / 2, 12], as: 'head' },
    { words: 'the container', at: [label, 40], anchor: 'start' },
    { words: 'sees', at: [label, 53], as: 'small', anchor: 'start' },
    { box: [first, 24, width, 36], kind: 'answers', says: ['mode 0755'] },
    { box: [second, 24, width, 36], kind: 'gone', says: ['nothing'] },
    {
      line: [
        [0, 74],
        [312, 74],
      ],
      arrow: false,
      dashed: true,
    },
    { words: 'RUN rm /key', at: [label, 106], as: 'small', anchor: 'start' },
    { box: [second, 88, width, 36], kind: 'filter', says: ['.wh.key', 'whiteout'] },
    { words: 'COPY key /', at: [label, 152], as: 'small', anchor: 'start' },
    { words: 'RUN chmod u-s …/su', at: [label, 165], as: 'small', anchor: 'start' },
    { box: [first, 138, width, 36], says: ['mode 0755', 'the whole file again'] },
    { box: [second, 138, width, 36], says: ['its content'] },
    { words: 'FROM …', at: [label, 210], as: 'small', anchor: 'start' },
    { box: [first, 188, width, 36], says: ['mode 4755', 'still in the image'] },
    {
      line: [
        [first + width / 2, 138],
        [first + width / 2, 60],
      ],
    },
    {
      line: [
        [second + width / 2, 88],
        [second + width / 2, 60],
      ],
    },
  ],
};
