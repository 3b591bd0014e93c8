import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRoster } from '../../../../src/grades/roster/roster.ts';
import { type KnownPerson, rosterChanges } from '../../../../src/grades/roster/roster-changes.ts';
import { writeTable } from '../../../../src/grades/tables/write-table.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';

const read = (text: string) => readRoster(new TextEncoder().encode(text), 'roster.csv');

describe('a roster', () => {
  test('is read by the heads that people and platforms write', () => {
    expect(read('Name,E-Mail,SIS ID,Section,Pair,Notes\nAnna Ärlig,anna@x.org,17,A; B,p1,late\n')).toEqual({
      entries: [
        {
          line: 2,
          name: 'Anna Ärlig',
          email: 'anna@x.org',
          sisId: '17',
          loginId: undefined,
          sections: ['A', 'B'],
          pair: 'p1',
        },
      ],
      problems: [],
      ignored: ['Notes'],
    });
    const moodle = read('First name,Surname,ID number,Email address,Groups\nAnna,Ärlig,17,anna@x.org,A\n');
    expect(moodle.entries[0]).toMatchObject({ name: 'Anna Ärlig', sisId: '17', sections: ['A'] });
    const canvas = read('Student,ID,SIS User ID,SIS Login ID,Section\n"Ärlig, Anna",4,17,anna,A and B\n');
    expect(canvas.entries[0]).toMatchObject({ name: 'Ärlig, Anna', sisId: '17', loginId: 'anna' });
  });

  test('keeps names as they are written, in one form of each letter', () => {
    const [entry] = read('name\n"  Zoe\u{301}   雪  می\u{200c}خواهم "\n').entries;
    expect(entry?.name).toBe('Zoé 雪 می\u{200c}خواهم');
  });

  test('names each problem with its line, and all at once', () => {
    const { problems, entries } = read(
      [
        'name,email,login',
        'Anna,anna@x.org,anna',
        ',ben@x.org,ben',
        'Cem,no address,cem',
        'Dora,ANNA@X.ORG,dora',
        'Eve \u{202e}x,eve@x.org,eve',
        `${'F'.repeat(201)},f@x.org,f`,
        'Gus,,',
        'gus,,',
        'Hal,,Anna',
      ].join('\n'),
    );
    expect(problems.map(({ message }) => message)).toEqual([
      'Line 3 of roster.csv: name is empty.',
      'Line 4 of roster.csv: email is no address of e-mail.',
      'Line 5 of roster.csv has the email “ANNA@X.ORG” of line 2.',
      'Line 6 of roster.csv: name has a sign that cannot be shown.',
      'Line 7 of roster.csv: name is longer than 200 letters.',
      'Line 9 of roster.csv has the name “gus” of line 8.',
      'Line 10 of roster.csv has the loginId “Anna” of line 2.',
    ]);
    expect(entries.map(({ name }) => name)).toEqual(['Anna', 'Dora', 'Gus', 'gus', 'Hal']);
  });

  test('tells two people of one name apart by anything else', () => {
    expect(read('name,email\nAnna,a@x.org\nAnna,b@x.org\n').problems).toEqual([]);
  });

  test.each([
    ['without names', 'email\na@x.org\n', 'roster.csv has no column for names.'],
    [
      'with two columns for one thing',
      'name,email,mail\nA,a@x.org,b@x.org\n',
      '“email” and “mail” of roster.csv mean the same column.',
    ],
  ])('%s is refused by its first line', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test('has every row of the table as an entry or as a problem', () => {
    const name = fc.constantFrom('Anna', 'anna', 'Ben', '', 'C\u{7}', '=1', '雪');
    const email = fc.constantFrom('a@x.org', 'A@x.org', 'b@x.org', '', 'none');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, email), { maxLength: 6 }), (rows) => {
        const { entries, problems } = read(writeTable([['name', 'email'], ...rows]));
        const lines = new Set([...entries, ...problems.map(({ place }) => place)].map((each) => each?.line));
        const filled = rows.flatMap(([a, b], index) => (`${a}${b}`.trim() === '' ? [] : [index + 2]));
        expect([...lines].sort()).toEqual(filled.sort());
        for (const one of entries)
          for (const other of entries)
            if (
              one.line < other.line &&
              one.email !== undefined &&
              one.email.toLowerCase() === other.email?.toLowerCase()
            )
              expect(problems.map(({ place }) => place?.line)).toContain(other.line);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a roster of any bytes', () => {
  test('is read, or refused by an error of the catalogue', () => {
    const piece = fc.constantFrom(
      'name',
      'email',
      ',',
      '"',
      '\n',
      '\r\n',
      ';',
      '\u{feff}',
      '雪',
      'Anna',
      '=',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(piece, { maxLength: 20 }).map((all) => new TextEncoder().encode(all.join(''))),
      fc.array(piece, { maxLength: 20 }).map((all) => new TextEncoder().encode(`name\n${all.join('')}`)),
    );
    const encoded = (text: string) => new TextEncoder().encode(text);
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(bytes, (file) => {
        try {
          outcomes.add(readRoster(file, 'r.csv').problems.length > 0 ? 'problems' : 'read');
        } catch (error) {
          if (!(error instanceof DrydockError)) throw error;
          expect(error.place?.file).toBe('r.csv');
          outcomes.add(error.code);
        }
      }),
      // One of each outcome, which drawn files need not come to.
      {
        numRuns: 2000,
        examples: ['', 'name\nAnna\n', 'name,email\nAnna,none\n'].map((text) => [encoded(text)]),
      },
    );
    expect([...outcomes].sort()).toEqual(['bad-table', 'problems', 'read']);
  });
});

describe('what a roster changes', () => {
  const known = (id: string, more: Partial<KnownPerson> = {}): KnownPerson => ({
    id,
    name: id,
    email: undefined,
    sisId: undefined,
    loginId: undefined,
    sections: [],
    pair: undefined,
    ...more,
  });
  const anna = known('Anna', { email: 'anna@x.org', sisId: '1' });
  const ben = known('Ben', { loginId: 'ben' });
  const cem = known('Cem');

  test('is who is new, who is otherwise, who is the same, and who is absent', () => {
    const { entries } = read(
      'name,email,sis id,login,section\nAnna A.,ANNA@x.org,1,,A\nBen,,,BEN,\nDora,,,,\n',
    );
    const changes = rosterChanges(entries, [anna, ben, cem], 'roster.csv');
    expect(changes).toMatchObject({
      added: [{ name: 'Dora' }],
      changed: [
        { person: anna, fields: ['name', 'email', 'sections'] },
        { person: ben, fields: ['loginId'] },
      ],
      same: [],
      absent: [cem],
      problems: [],
    });
  });

  test('finds by name who has nothing else, and takes nobody by name who has', () => {
    const { entries } = read('name,email\ncem,\nBen,other@x.org\n');
    const changes = rosterChanges(entries, [ben, cem], 'roster.csv');
    expect(changes.changed).toMatchObject([{ person: cem, fields: ['name'] }]);
    expect(changes.added).toMatchObject([{ name: 'Ben' }]);
  });

  test('is a problem where keys lead to two people, or two rows to one', () => {
    const { entries } = read('name,email,login\nX,anna@x.org,ben\n');
    expect(rosterChanges(entries, [anna, ben], 'roster.csv').problems.map(({ message }) => message)).toEqual([
      'Line 2 of roster.csv is Ben by one key, and Anna by another.',
    ]);
    const twice = read('name,email,sis id\nAnna,anna@x.org,\nAnna,,1\n').entries;
    expect(rosterChanges(twice, [anna], 'roster.csv').problems.map(({ message }) => message)).toEqual([
      'Line 3 of roster.csv is Anna, as line 2 is.',
    ]);
  });
});
