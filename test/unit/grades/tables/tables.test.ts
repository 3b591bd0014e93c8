import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../../../src/grades/tables/read-table.ts';
import { rewriteTable, writeTable } from '../../../../src/grades/tables/write-table.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string | Uint8Array) =>
  readTable(typeof text === 'string' ? bytes(text) : text, 'roster.csv');

function errorOf(work: () => unknown): DrydockError {
  try {
    work();
  } catch (error) {
    if (error instanceof DrydockError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const odd = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '"',
  ',',
  ';',
  ' ',
  "'",
  'é',
  '雪',
  '＝',
  '👩‍🔬',
  '7',
  'a',
);
const cell = fc.array(odd, { maxLength: 5 }).map((signs) => signs.join(''));

describe('a table', () => {
  test('is read with the lines on which its rows begin', () => {
    expect(read('a,b\r\n1,"x\ny"\r\n\r\n3,4\r\n,\r\n"5",6').rows).toEqual([
      { line: 2, cells: ['1', 'x\ny'] },
      { line: 5, cells: ['3', '4'] },
      { line: 7, cells: ['5', '6'] },
    ]);
  });

  test('is read with the delimiter of its header', () => {
    expect(read('a;b;"c,d,e,f"\n1;2;3\n')).toMatchObject({ delimiter: ';', header: ['a', 'b', 'c,d,e,f'] });
    expect(read('a\tb\n1\t2\n').delimiter).toBe('\t');
    expect(read('a\n1\n').header).toEqual(['a']);
  });

  test('is read with marks of UTF-8 and UTF-16, and without', () => {
    const utf16 = (swap: boolean) => {
      const units = [0xfeff, ...[...'näme\nJürgen 雪\n'].map((sign) => sign.charCodeAt(0))];
      return Uint8Array.from(
        units.flatMap((unit) => (swap ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])),
      );
    };
    for (const file of [
      bytes('\u{feff}näme\nJürgen 雪\n'),
      bytes('näme\nJürgen 雪\n'),
      utf16(false),
      utf16(true),
    ])
      expect(read(file)).toMatchObject({ header: ['näme'], rows: [{ cells: ['Jürgen 雪'] }] });
    expect(read(bytes('\u{feff}a\n1\n')).hasMark).toBe(true);
  });

  test.each([
    [
      'of another encoding',
      Uint8Array.from([0x61, 0x0a, 0x62, 0x0a, 0xfc, 0x0a]),
      'Line 3 of roster.csv is not UTF-8.',
    ],
    [
      'of UTF-16 without its mark',
      Uint8Array.from([0x61, 0, 0x0a, 0]),
      'Line 1 of roster.csv has a zero byte.',
    ],
    [
      'that is a workbook',
      Uint8Array.from([0x50, 0x4b, 3, 4, 20]),
      'roster.csv is a workbook of a spreadsheet, not a table of text.',
    ],
    ['that is empty', '', 'Line 1 of roster.csv is empty, as all of it is.'],
    [
      'with a quotation mark left open',
      'a,b\n1,2\n3,"4\n5,6\n7,8',
      'Line 3 of roster.csv cannot be read: a quotation mark is opened there and not closed.',
    ],
    [
      'with a quotation mark in a cell',
      'a,b\n1,2\n3,x"4"\n',
      'Line 3 of roster.csv cannot be read: a quotation mark stands in the middle of a cell.',
    ],
  ])('%s is refused with the line', (_, file, message) => {
    expect(errorOf(() => read(file))).toMatchObject({ code: 'bad-table', message });
  });

  test('is refused with every line that has more or fewer cells', () => {
    const { message, problems } = errorOf(() => read('a,b\n1,2\n3\n4,5,6\n'));
    expect(message).toBe('Line 3 of roster.csv has 1 cells, and its header 2.');
    expect(problems?.map(({ place }) => place?.line)).toEqual([3, 4]);
  });

  test('is refused where it is too big, before it is read', () => {
    const bounds = { mostBytes: 10, mostRows: 2 };
    expect(errorOf(() => readTable(bytes('a\n'.repeat(6)), 'r.csv', bounds)).code).toBe('too-big');
    expect(errorOf(() => readTable(bytes('a\n1\n2\n3\n'), 'r.csv', bounds)).code).toBe('too-big');
    expect(readTable(bytes('a\n1\n2\n'), 'r.csv', bounds).rows).toHaveLength(2);
  });

  test('that is written has no cell which a spreadsheet takes for a formula', () => {
    expect(writeTable([['=1+1', '+1', '-1', '@a', '\tb', '\rc', '\nd', 'fine', -5, 7.5, 0, undefined]])).toBe(
      `'=1+1,'+1,'-1,'@a,"'\tb","'\rc","'\nd",fine,-5,7.5,0,\r\n`,
    );
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 2, maxLength: 4 }),
        fc.double({ noNaN: true }),
        (cells, number) => {
          const [row] = read(
            `${writeTable([
              ['h', ...cells.map(() => 'h'), 'n'],
              ['x', ...cells, number],
            ])}`,
          ).rows;
          const [, ...back] = row?.cells ?? [];
          expect(Number(back.at(-1)) === number, `${number}`).toBe(true);
          for (const [index, written] of cells.entries()) {
            const seen = back[index] ?? '';
            expect(seen).not.toMatch(/^[=+\-@\t\r\n]/);
            expect([written, `'${written}`]).toContain(seen);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is written as it was read, cell by cell', () => {
    const rows = [['h'], ['a\rb'], ['a\nb'], [' a']];
    expect(rewriteTable(rows, { delimiter: ',', hasMark: false })).toBe('h\r\n"a\rb"\r\n"a\nb"\r\n" a"\r\n');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 4 }),
        fc.constantFrom(',' as const, ';' as const, '\t' as const),
        fc.boolean(),
        (rows, delimiter, hasMark) => {
          const all = [['h', 'i', 'j'], ...rows.map(([a, b, c]) => [`x${a}`, b, `${c}y`])];
          const back = read(rewriteTable(all, { delimiter, hasMark }));
          expect([back.header, ...back.rows.map(({ cells }) => cells)]).toEqual(all);
          expect(back).toMatchObject({ delimiter, hasMark });
        },
      ),
      { numRuns: 300 },
    );
  });
});
