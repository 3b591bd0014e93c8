import type { BoxKind, Drawing, Shape } from './shapes.ts';

const top = (row: number) => 26 + row * 44;

/** How a library may be in an image, and what a scanner reads of it. */
const ways: readonly (readonly [way: string, reads: readonly string[], kind: BoxKind])[] = [
  ['installed package', ['package database', 'name and version'], 'answers'],
  ['module of a Go program', ['build information', 'name and version'], 'answers'],
  ['folder in vendor', ['package.json in it', 'what it says of itself'], 'answers'],
  ['removed package', ['package database', 'a mark, rc, and no files'], 'plain'],
  ['copied file', ['no record'], 'gone'],
  ['part of a C program', ['no record'], 'gone'],
];

export const whereAScannerLooks: Drawing = {
  title: 'Where a scanner looks',
  inWords:
    'Six ways in which a library may be in an image, and what a scanner of records reads of each. An installed package is in the package database, with name and version. A module of a Go program is in the build information of the program. A folder in vendor has a package.json, which says what it is. A removed package may still be in the database, with the mark rc and without files; whoever overlooks the mark finds what is gone. A copied file has no record, and neither has a library that was linked into a C program: these two are in no document.',
  height: 300,
  shapes: [
    { words: 'in the image', at: [70, 14], as: 'head' },
    { words: 'what a scanner reads', at: [238, 14], as: 'head' },
    ...ways.flatMap(([way, reads, kind], row): readonly Shape[] => [
      { box: [0, top(row), 140, 36], says: [way] },
      {
        line: [
          [140, top(row) + 18],
          [164, top(row) + 18],
        ],
        dashed: kind === 'gone',
      },
      { box: [164, top(row), 148, 36], kind, says: reads },
    ]),
  ],
};
