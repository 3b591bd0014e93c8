import type { Drawing, Shape } from './shapes.ts';

/** From the program down to the hardware, for each kind of container. */
const columns = [
  {
    name: 'Docker, runc',
    layers: [
      ['program', 'filtered'],
      ['', ''],
      ['host’s kernel', 'shared by all'],
    ],
  },
  {
    name: 'LXC, Incus',
    layers: [
      ['init and services', 'with an id map'],
      ['', ''],
      ['host’s kernel', 'shared by all'],
    ],
  },
  {
    name: 'Kata',
    layers: [
      ['program', 'in a container'],
      ['guest’s kernel', 'agent beside it'],
      ['monitor, KVM', 'on a host’s kernel'],
    ],
  },
] as const;

const [width, height, gap, top, pitch] = [98, 46, 9, 30, 60];

export const threeWalls: Drawing = {
  title: 'What lies between a program and the host’s kernel',
  inWords:
    'Three kinds of containers. With Docker and runc, a program with its own root and a filter calls the host’s kernel, which all containers share. With LXC and Incus, an init and its services call the same kernel; with an id map, their root is another user there. With Kata, a program in a container calls the kernel of a guest, beside which an agent runs. That guest runs in a virtual machine monitor, which is a process of the host, by KVM.',
  height: top + 3 * pitch - 8,
  shapes: columns.flatMap(({ name, layers }, column): readonly Shape[] => {
    const left = column * (width + gap);
    const filled = layers.flatMap((says, row) => (says[0] === '' ? [] : [{ says, row }]));
    return [
      { words: name, at: [left + width / 2, 16], as: 'head' },
      ...filled.map(
        ({ says, row }): Shape => ({
          box: [left, top + row * pitch, width, height],
          kind: row === 2 ? 'answers' : row === 1 ? 'filter' : 'plain',
          says: [...says],
        }),
      ),
      ...filled.slice(1).map(
        ({ row }, index): Shape => ({
          line: [
            [left + width / 2, top + (filled[index]?.row ?? 0) * pitch + height],
            [left + width / 2, top + row * pitch],
          ],
        }),
      ),
    ];
  }),
};
