import type { Drawing, Shape } from './shapes.ts';

const [width, height, step] = [150, 34, 46];
const top = (row: number) => 4 + row * step;

/** What becomes of a path in openat(2), and which program may look at that moment, by what. */
const moments = [
  ['openat', 'address of the path', ['seccomp filter:', 'the address']],
  ['sys_enter', 'still the address', ['BPF at the tracepoint:', 'the memory behind it']],
  ['copy', 'the kernel reads the path', []],
  ['walk', 'mounts, links, directories', []],
  ['mode', 'owner and bits', []],
  ['file_open', 'device and number', ['BPF as LSM:', 'the file itself']],
  ['descriptor', 'the call returns', []],
] as const;

export const pathOfOpen: Drawing = {
  title: 'What becomes of a path in openat',
  inWords:
    'A program calls openat with the address of a path. A seccomp filter is asked first, and sees the address. Then comes the tracepoint sys_enter, where a BPF program may read the memory behind the address. After that the kernel copies the path into memory of its own. It walks over mounts, links and directories to the file, and judges owner and mode. Then the hook file_open is called, where a BPF program that is a security module sees the file itself, with its device and number. At last the call returns a descriptor.',
  height: top(moments.length) - 8,
  shapes: moments.flatMap(([name, has, looks], row): readonly Shape[] => [
    { box: [0, top(row), width, height], kind: looks.length > 0 ? 'filter' : 'plain', says: [name, has] },
    ...looks.map(
      (words, line): Shape => ({
        words,
        at: [width + 14, top(row) + 14 + line * 14],
        as: line === 0 ? 'head' : 'small',
        anchor: 'start',
      }),
    ),
    ...(row === 0
      ? []
      : [
          {
            line: [
              [width / 2, top(row - 1) + height],
              [width / 2, top(row)],
            ],
          } as const,
        ]),
  ]),
};
