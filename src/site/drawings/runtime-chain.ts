import type { Drawing, Shape } from './shapes.ts';

const rows = [
  { name: 'dockerd', does: 'makes the configuration', after: 'stays' },
  { name: 'containerd', does: 'writes config.json', after: 'stays' },
  { name: 'the shim', does: 'calls the runtime', after: 'waits for your program' },
  { name: 'runc', does: 'makes the container', after: 'has ended' },
  { name: 'your program', does: 'is executed by runc', after: 'runs' },
];
const [left, right, width, height, step] = [0, 176, 136, 36, 56];
const top = (row: number) => 26 + row * step;

export const runtimeChain: Drawing = {
  title: 'From dockerd to your program',
  inWords:
    'While a container starts: dockerd makes the configuration and asks containerd. containerd writes config.json and starts the shim. The shim calls runc. runc makes the container and executes your program in its own place. Afterwards: dockerd, containerd and the shim stay, and runc has ended. Your program is a child of the shim, which waits for it.',
  height: top(rows.length - 1) + height + 4,
  shapes: [
    { words: 'while it starts', at: [left + width / 2, 12], as: 'head' },
    { words: 'afterwards', at: [right + width / 2, 12], as: 'head' },
    ...rows.flatMap(({ name, does, after }, row): Shape[] => [
      { box: [left, top(row), width, height], says: [name, does] },
      {
        box: [right, top(row), width, height],
        kind: row === 3 ? 'gone' : row === 4 ? 'answers' : 'plain',
        says: [name, after],
      },
      ...(row < 4
        ? [
            {
              line: [
                [left + width / 2, top(row) + height],
                [left + width / 2, top(row + 1)],
              ],
            } as const,
          ]
        : []),
    ]),
    {
      line: [
        [right + width / 2, top(0) + height],
        [right + width / 2, top(1)],
      ],
      dashed: true,
      arrow: false,
    },
    {
      line: [
        [right + width / 2, top(1) + height],
        [right + width / 2, top(2)],
      ],
      dashed: true,
      arrow: false,
    },
    {
      line: [
        [right, top(2) + height / 2],
        [right - 14, top(2) + height / 2],
        [right - 14, top(4) + height / 2],
        [right, top(4) + height / 2],
      ],
    },
    { words: 'its child', at: [right - 18, top(3) + height + 14], as: 'small', anchor: 'end' },
  ],
};
