import type { Drawing, Shape } from './shapes.ts';

const column = [0, 162] as const;
const row = (index: number) => 48 + index * 40;

/** The last steps of runc before the program, without and with no_new_privs: standard_init_linux.go of runc. */
const orders = [
  ['without no_new_privs', ['load the filter', 'capabilities, user', 'check open files', 'execve']],
  ['with no_new_privs', ['capabilities, user', 'load the filter', 'check open files', 'execve']],
] as const;

export const filterMoment: Drawing = {
  title: 'When runc loads the filter',
  inWords:
    'Two columns show the last steps of runc. Without no_new_privs, runc loads the filter while it still has SYS_ADMIN. Then it gives up capabilities and becomes the user of the container. Then it checks its open files and calls execve. All of these steps are made under the filter, and so is the program. With no_new_privs a process without capabilities may load a filter. So runc first gives up capabilities and becomes the user, and loads the filter then. What is left under the filter is the check of open files, execve, and the program.',
  height: 250,
  shapes: orders.flatMap(([title, steps], index): readonly Shape[] => {
    const x = column[index] ?? 0;
    const loaded = steps.indexOf('load the filter');
    return [
      { words: title, at: [x + 75, 18], as: 'head' },
      { words: 'filled: under the filter', at: [x + 75, 34], as: 'small' },
      ...[...steps, 'the program'].flatMap((step, place): readonly Shape[] => [
        {
          box: [x, row(place), 150, 26],
          kind: place === loaded ? 'filter' : place > loaded ? 'answers' : 'plain',
          says: [step],
        },
        ...(place === 0
          ? []
          : [
              {
                line: [
                  [x + 75, row(place) - 14],
                  [x + 75, row(place)],
                ],
              } satisfies Shape,
            ]),
      ]),
    ];
  }),
};
