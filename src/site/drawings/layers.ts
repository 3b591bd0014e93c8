import type { Drawing, Shape } from './shapes.ts';

const [first, second, width, height] = [108, 214, 98, 36];
const top = (row: number) => 88 + row * 46;
const made = (row: number, line: string): Shape => ({
  words: line,
  at: [0, top(row) + 22],
  as: 'small',
  anchor: 'start',
});
const seen = (column: number, row: number): Shape => ({
  line: [
    [column + width / 2, top(row)],
    [column + width / 2, 60],
  ],
});

export const layers: Drawing = {
  title: 'Layers, and a whiteout',
  inWords:
    'Four layers lie over each other, each made by a line of the Dockerfile. The lowest, the base, has /usr/bin/su with mode 4755. The second takes the bit away: it holds a whole copy of su with mode 0755. The third copies a file named key. The fourth removes key: it holds a whiteout, the name with .wh. before it. The container looks from above and sees su with mode 0755 and no key. The image still holds su with mode 4755 in the base, and key in the third layer.',
  height: top(3) + height + 2,
  shapes: [
    { words: '/usr/bin/su', at: [first + width / 2, 12], as: 'head' },
    { words: '/key', at: [second + width / 2, 12], as: 'head' },
    { words: 'the container sees', at: [0, 46], as: 'small', anchor: 'start' },
    { box: [first, 24, width, height], kind: 'answers', says: ['mode 0755'] },
    { box: [second, 24, width, height], kind: 'gone', says: ['nothing'] },
    {
      line: [
        [0, 74],
        [312, 74],
      ],
      arrow: false,
      dashed: true,
    },
    made(0, 'RUN rm /key'),
    { box: [second, top(0), width, height], kind: 'filter', says: ['.wh.key', 'whiteout'] },
    made(1, 'COPY key /'),
    { box: [second, top(1), width, height], says: ['its content', 'still in the image'] },
    made(2, 'RUN chmod u-s …'),
    { box: [first, top(2), width, height], says: ['mode 0755', 'all of it again'] },
    made(3, 'FROM …'),
    { box: [first, top(3), width, height], says: ['mode 4755', 'still in the image'] },
    seen(first, 2),
    seen(second, 0),
  ],
};
