import type { BoxKind, Drawing, Shape } from './shapes.ts';

const sets = [
  { name: 'effective', root: 'fourteen', meanwhile: '', after: 'NET_RAW' },
  { name: 'permitted', root: 'fourteen', meanwhile: 'NET_RAW too', after: 'NET_RAW' },
  { name: 'ambient', root: 'none', meanwhile: 'NET_RAW', after: 'NET_RAW' },
  { name: 'inheritable', root: 'none', meanwhile: 'NET_RAW', after: 'NET_RAW' },
  { name: 'bounding', root: 'fourteen', meanwhile: 'NET_RAW', after: 'NET_RAW' },
];
const [first, second, third, width, height] = [60, 145, 234, 78, 24];
const top = (row: number) => 36 + row * 36;
const middle = (row: number) => top(row) + height / 2;

const cell = (x: number, row: number, says: string): Shape[] => {
  const kind: BoxKind = says === 'none' ? 'gone' : says.includes('NET_RAW') ? 'answers' : 'plain';
  return says === '' ? [] : [{ box: [x, top(row), width, height], kind, says: [says] }];
};

export const stepDown: Drawing = {
  title: 'Stepping down with setpriv',
  inWords:
    'Root starts with fourteen capabilities in the effective, permitted and bounding set; ambient and inheritable are empty. setpriv becomes user 10001, keeps NET_RAW permitted meanwhile, makes it inheritable and ambient, and leaves nothing else in the bounding set. Then it executes grep, an ordinary file: what was ambient stays ambient and becomes permitted and effective. In the end all five sets have NET_RAW and nothing else.',
  height: top(sets.length) - 8,
  shapes: [
    ...(
      [
        ['root', 'user 0', first],
        ['setpriv', 'user 10001', second],
        ['grep', 'user 10001', third],
      ] as const
    ).flatMap(([words, who, x]): Shape[] => [
      { words, at: [x + width / 2, 12], as: 'head' },
      { words: who, at: [x + width / 2, 26], as: 'small' },
    ]),
    ...sets.flatMap(({ name, root, meanwhile, after }, row): Shape[] => [
      { words: name, at: [0, middle(row) + 4], as: 'plain', anchor: 'start' },
      ...cell(first, row, root),
      ...cell(second, row, meanwhile),
      ...cell(third, row, after),
      ...(row >= 2
        ? [
            {
              line: [
                [second + width, middle(row)],
                [third, middle(row)],
              ],
            } as const,
          ]
        : []),
    ]),
    // The ambient set is what an ordinary program keeps: into permitted, and from there into effective.
    {
      line: [
        [second + width, middle(2) - 6],
        [228, middle(2) - 6],
        [228, middle(1)],
        [third, middle(1)],
      ],
    },
    {
      line: [
        [third + width / 2, top(1)],
        [third + width / 2, top(0) + height],
      ],
    },
  ],
};
