import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DrydockError } from '../../../../src/lab/errors.ts';
import { applyEdits, type Edit, EditSchema, edit } from '../../../../src/lab/manifest/edit.ts';

const compose = edit('compose.yaml');
const files = {
  'compose.yaml': `# the shop
services:
  web:
    image: alpine:3.22 # small
    command: [sleep, "60"]
`,
  Dockerfile: 'FROM a\nRUN b\nRUN c\n',
};
const apply = (...edits: Edit[]) => applyEdits(files, edits);
const yaml = (...edits: Edit[]) => parse(apply(...edits)['compose.yaml'] ?? '');
function refusal(each: Edit): string {
  try {
    apply(each);
  } catch (error) {
    if (error instanceof DrydockError) return `${error.code} ${error.place?.file}: ${error.message}`;
    throw error;
  }
  return 'it applied';
}

describe('edits of YAML', () => {
  it('set a key, make the maps on the way, and keep comments', () => {
    const text = apply(
      compose.set('services.web.user', '10001'),
      compose.set('services.db.environment.A', 1),
    )['compose.yaml'];
    expect(text).toContain('# the shop\n');
    expect(text).toContain('image: alpine:3.22 # small\n');
    expect(parse(text ?? '').services).toEqual({
      web: { image: 'alpine:3.22', command: ['sleep', '60'], user: '10001' },
      db: { environment: { A: 1 } },
    });
  });

  it('set lists and maps, and take the place of what was there', () => {
    expect(yaml(compose.set('services.web.command', { a: [1] })).services.web.command).toEqual({ a: [1] });
    expect(yaml(compose.set('services', {}))).toEqual({ services: {} });
  });

  it('delete a key that is there', () => {
    expect(yaml(compose.unset('services.web.command'))).toEqual({
      services: { web: { image: 'alpine:3.22' } },
    });
  });

  it('find again what was set, whatever it was', () => {
    const key = fc.stringMatching(/^[a-z][a-z_]{0,8}$/);
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (path, value) => {
        const each: Edit = { kind: 'set', file: 'new.yaml', path, value: value as string };
        const text = applyEdits({ 'new.yaml': '' }, [each])['new.yaml'] ?? '';
        const found = path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], parse(text));
        // Whether a zero is negative is not kept by every writer.
        const plain = (each: unknown): unknown => JSON.parse(JSON.stringify(each));
        expect(plain(found)).toEqual(plain(value));
      }),
    );
  });
});

describe('edits of JSON', () => {
  const profile = edit('profile.json');
  const json = (...edits: Edit[]) =>
    applyEdits(
      { 'profile.json': '{\n  "defaultAction": "SCMP_ACT_ALLOW",\n  "syscalls": [{ "names": ["a"] }]\n}\n' },
      edits,
    )['profile.json'];

  it('leave JSON behind', () => {
    const text = json(
      profile.set('defaultAction', 'SCMP_ACT_ERRNO'),
      profile.set('syscalls.0.names', ['b', 'c']),
    );
    expect(JSON.parse(text ?? '')).toEqual({
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [{ names: ['b', 'c'] }],
    });
    expect(JSON.parse(json(profile.unset('syscalls')) ?? '')).toEqual({ defaultAction: 'SCMP_ACT_ALLOW' });
  });
});

describe('a key with a dot in it', () => {
  it('is named in a list of keys', () => {
    const key = ['services', 'web', 'sysctls', 'net.ipv4.ip_forward'];
    expect(yaml(compose.set(key, '1')).services.web.sysctls).toEqual({ 'net.ipv4.ip_forward': '1' });
    expect(yaml(compose.set(key, '1'), compose.unset(key)).services.web.sysctls).toEqual({});
  });
});

describe('edits of text', () => {
  it('insert after the one line that is named, blanks around it apart', () => {
    expect(apply(edit('Dockerfile').insertAfter('  RUN b ', 'USER 1')).Dockerfile).toBe(
      'FROM a\nRUN b\nUSER 1\nRUN c\n',
    );
  });

  it('replace a text that is there once, and take the new one as it is', () => {
    expect(apply(edit('Dockerfile').replace('RUN b', 'RUN $& $1')).Dockerfile).toBe(
      'FROM a\nRUN $& $1\nRUN c\n',
    );
  });

  it('replace back to what it was', () => {
    const unlike = fc.stringMatching(/^[x-z]{1,9}$/);
    fc.assert(
      fc.property(unlike, (text) => {
        const there = edit('Dockerfile').replace('RUN b', text);
        const back = edit('Dockerfile').replace(text, 'RUN b');
        expect(apply(there, back)).toEqual(files);
      }),
    );
  });

  it('write and delete whole files', () => {
    expect(apply(edit('new/file').write('x'), edit('Dockerfile').remove())).toEqual({
      'compose.yaml': files['compose.yaml'],
      'new/file': 'x',
    });
  });

  it('are applied in order, and leave what they were given', () => {
    const before = structuredClone(files);
    const after = apply(edit('a').write('1'), edit('a').replace('1', '2'));
    expect(after).toMatchObject({ a: '2' });
    expect(files).toEqual(before);
  });
});

describe('an edit that does not apply', () => {
  it.each([
    [compose.unset('services.web.user'), 'compose.yaml has no services.web.user to delete'],
    [
      compose.set('services.web.image', 'alpine:3.22'),
      'services.web.image of compose.yaml has that value already',
    ],
    [
      compose.set('services.web.command', ['sleep', '60']),
      'services.web.command of compose.yaml has that value already',
    ],
    [edit('Dockerfile').replace('RUN', 'x'), '“RUN” stands 2 times in Dockerfile, not once'],
    [edit('Dockerfile').replace('USER', 'x'), '“USER” stands 0 times in Dockerfile, not once'],
    [edit('Dockerfile').insertAfter('USER', 'x'), 'the line “USER” stands 0 times in Dockerfile, not once'],
    [edit('Makefile').remove(), 'there is no file Makefile to edit; files: compose.yaml, Dockerfile'],
    [edit('Makefile').set('a', 1), 'there is no file Makefile to edit; files: compose.yaml, Dockerfile'],
  ])('says why: %j', (each, why) => {
    expect(refusal(each)).toBe(
      `bad-edit ${each.file}: The edit ${each.kind} of ${each.file} does not apply: ${why}.`,
    );
  });

  it('says that a file is not YAML', () => {
    const broken = { 'compose.yaml': 'a: [1' };
    expect(() => applyEdits(broken, [compose.set('b', 1)])).toThrow(/compose\.yaml is not YAML: /);
  });

  it('says so of a key below a value that is no map', () => {
    expect(refusal(compose.set('services.web.image.tag', '3.22'))).toBe(
      'bad-edit compose.yaml: The edit set of compose.yaml does not apply: services.web.image of compose.yaml is a value, which has no keys.',
    );
    expect(refusal(compose.unset('services.web.image.tag'))).toMatch(/has no services\.web\.image\.tag/);
  });
});

it('is data that can be written down and read again', () => {
  const edits = [
    compose.set('a.b', { c: [1, null, true] }),
    compose.unset('a.b'),
    compose.insertAfter('a', 'b'),
    compose.replace('a', 'b'),
    compose.write('a'),
    compose.remove(),
  ];
  expect(edits.map((each) => EditSchema.parse(JSON.parse(JSON.stringify(each))))).toEqual(edits);
  expect(EditSchema.safeParse({ ...edits[0], more: 1 }).success).toBe(false);
});
