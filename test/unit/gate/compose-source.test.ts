import { describe, expect, it } from 'vitest';
import { readCompose } from '../../../src/gate/compose-source.ts';

const read = (text: string) => readCompose(text, 'compose.yaml');

describe('a compose file as data', () => {
  it('has aliases and merges put in, what stands there winning', () => {
    const text = 'x-a: &a {user: "1", init: true}\nservices:\n  web:\n    <<: *a\n    user: "2"\n  db: *a\n';
    expect(read(text).source.tree).toMatchObject({
      services: { web: { user: '2', init: true }, db: { user: '1' } },
    });
  });

  it('has numbers as Compose reads them', () => {
    const text = 'a: 0440\nb: 0o17\nc: 1.5\nd: "0440"\ne: 99999999999999999999\nf: 22:22\ng: yes\n';
    expect({ ...read(text).source.tree }).toEqual({
      a: 0o440,
      b: 0o17,
      c: 1.5,
      d: '0440',
      e: '99999999999999999999',
      f: '22:22',
      g: 'yes',
    });
  });

  it.each([
    ['- a\n', 'is a list'],
    ['a: *nobody\n', 'the alias *nobody'],
    ['? [a]\n: b\n', 'a key that is no text'],
    ['a: .inf\n', 'a number without end'],
    ['a: 1\n---\nb: 2\n', 'a second document'],
    ['<<: 1\n', 'merges'],
  ])('refuses %j', (text, says) => {
    expect(read(text).problems[0]?.message).toContain(says);
  });
});

describe('a place', () => {
  const text = [
    'x-base: &base',
    '  privileged: true',
    'services:',
    '  web:',
    '    <<: *base',
    '    cap_add: [NET_ADMIN, SYS_ADMIN]',
    '    volumes:',
    '      - ./a:/a',
    '      - /etc:/b',
    '  db:',
    '    extends: web',
  ].join('\n');
  const { source } = read(text);

  it.each([
    ['a key', ['services', 'web', 'cap_add'], undefined, { line: 6, column: 5 }],
    ['an entry', ['services', 'web', 'cap_add', 1], undefined, { line: 6, column: 26 }],
    ['an entry by what it says', ['services', 'web', 'volumes'], '/etc', { line: 9, column: 9 }],
    ['a key that was merged', ['services', 'web', 'privileged'], undefined, { line: 2, column: 3 }],
    ['a key that was inherited', ['services', 'db', 'cap_add'], undefined, { line: 6, column: 5 }],
    ['what is nearest', ['services', 'web', 'nowhere', 'at', 'all'], undefined, { line: 4, column: 3 }],
  ] as const)('of %s', (_, path, hint, place) => {
    expect(source.locate(path, hint)).toEqual(place);
  });
});
