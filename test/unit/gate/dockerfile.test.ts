import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usedImages } from '../../../src/gate/dockerfile/images.ts';
import { readDockerfile } from '../../../src/gate/dockerfile/instructions.ts';
import { judgeDockerfile, judgeTrigger } from '../../../src/gate/dockerfile/judge.ts';

const read = (text: string) =>
  readDockerfile(text).instructions.map(({ line, name, flags, rest }) => [line, name, [...flags], rest]);

const word = fc.stringMatching(/^[a-z./-]{1,8}$/).filter((text) => !text.startsWith('-'));
const instruction = fc.tuple(
  fc.constantFrom('RUN', 'copy', 'Env', 'CMD'),
  fc.array(word, { minLength: 1, maxLength: 4 }),
);
const noise = fc.constantFrom('', '# a comment', '   ', '\t# ADD http://127.0.0.1/ /x');

describe('a Dockerfile', () => {
  it('is read into instructions with their lines, flags and words', () => {
    const text = [
      '# escape=\\',
      'FROM --platform=linux/amd64 alpine AS "one"',
      '',
      '# a comment',
      'RUN --mount=type=cache,target="/a b" \\',
      '  # another',
      '',
      '  make \\',
      '    all',
      'copy <<EOF <<-"END" /x',
      'FROM none',
      'EOF',
      '\t# no comment',
      '\tEND',
      '\tCMD ["a"]',
    ].join('\n');
    expect(read(text)).toEqual([
      [2, 'from', ['--platform=linux/amd64'], 'alpine AS "one"'],
      [5, 'run', ['--mount=type=cache,target=/a b'], 'make     all'],
      [10, 'copy', [], '<<EOF <<-"END" /x'],
      [15, 'cmd', [], '["a"]'],
    ]);
  });

  it('with another escape character goes on where that says so', () => {
    expect(read('# escape=`\nRUN a `\n  b\nRUN c:\\\nCMD d')).toEqual([
      [2, 'run', [], 'a   b'],
      [4, 'run', [], 'c:\\'],
      [5, 'cmd', [], 'd'],
    ]);
  });

  it.each([
    ['below another comment', '# x\n# escape=`\nRUN a'],
    ['after a directive', '# syntax=x\n# escape=`\nRUN a'],
    ['behind a space', ' # escape=`\nRUN a'],
    ['of another value', '# escape=x\nRUN a'],
  ])('does not take an escape directive %s', (_, text) => {
    expect(judgeDockerfile(text).map(({ refuse }) => refuse)).toContainEqual(
      expect.stringContaining('escape character'),
    );
  });

  it('reads the same whatever stands between its lines and words, and however they end', () => {
    const many = fc.array(fc.tuple(instruction, fc.array(noise, { maxLength: 3 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(many, fc.constantFrom('\n', '\r\n'), fc.boolean(), (made, end, mark) => {
        const lines = made.flatMap(([[name, words], between]) => [
          ...between,
          `${name} \\`,
          ...between,
          ...words.map((each, index) => `  ${each}${index + 1 === words.length ? '' : ' \\'}`),
        ]);
        const { instructions, faults } = readDockerfile(`${mark ? '\ufeff' : ''}${lines.join(end)}`);
        expect(faults).toEqual([]);
        expect(instructions.map(({ name, rest }) => [name, ...rest.split(/\s+/)])).toEqual(
          made.map(([[name, words]]) => [name.toLowerCase(), ...words]),
        );
      }),
    );
  });

  it('that hides an address anywhere among its instructions is refused', () => {
    const hidden = fc.constantFrom(
      'ADD http://127.0.0.1/ /x',
      '  add --chown=1 "https://a/b" /x',
      'ONBUILD ADD ["git://x/y", "/x"]',
      'ADD \\\n\n# x\n git@h:p.git /x',
    );
    const lines = fc.array(
      instruction.map(([name, words]) => `${name} ${words.join(' ')}`),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(lines, hidden, lines, fc.boolean(), (before, bad, after, document) => {
        const start = document ? ['RUN cat <<EOF', 'x', 'EOF'] : [];
        const text = ['FROM x', ...start, ...before, bad, ...after].join('\n');
        return judgeDockerfile(text).some(({ refuse }) => refuse.includes('fetch'));
      }),
    );
  });

  it('of any text is read without harm, and told of by lines that it has', () => {
    const part = fc.constantFrom(
      ...['FROM x', 'RUN <<A', 'A', '\\', '`', '"', "'", '# escape=`', '[', '$', '{', '--from=', ' '],
      ...['\n', '\r', '\0', 'ONBUILD ', 'ADD ', 'LABEL ', '='],
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(part).map((all) => all.join('')),
      fc.array(part).map((all) => all.join('\n')),
    );
    fc.assert(
      fc.property(text, (written) => {
        const count = written.split('\n').length;
        const { images, faults } = usedImages(written, { args: {}, contexts: [] });
        judgeTrigger(written);
        return [...judgeDockerfile(written), ...images, ...faults].every(
          ({ line }) => line >= 1 && line <= count,
        );
      }),
    );
  });

  // One that is read many times over takes minutes, and so more than a test has.
  it.each([
    ['lines that go on', 'RUN a \\\n'.repeat(100_000)],
    ['spaces in a directive', `# a=${' '.repeat(900_000)}x`],
    ['at signs', `ADD ${'@'.repeat(900_000)} /x`],
    ['here-documents', 'RUN <<A\nA\n'.repeat(80_000)],
    ['quotes', `RUN ${'"'.repeat(900_001)}<<A`],
    ['flags', `RUN ${'--a '.repeat(200_000)}x`],
  ])('of a megabyte of %s is read in one pass', (_, text) => {
    expect(judgeDockerfile(text).length).toBeLessThan(100_000);
    expect(usedImages(text, { args: {}, contexts: [] }).images).toEqual([]);
  });
});

describe('the images of a Dockerfile', () => {
  const of = (
    text: string,
    args: Readonly<Record<string, string>> = {},
    contexts: readonly string[] = [],
  ) => {
    const { images, faults } = usedImages(text, { args, contexts });
    return [
      ...images.map(({ line, reference }) => `${line} ${reference}`),
      ...faults.map(({ line }) => `${line} ?`),
    ];
  };

  it('are those of FROM, COPY and mounts, without stages, contexts and scratch', () => {
    const text = `FROM a:1 AS One
FROM scratch
FROM one
COPY --from=ONE /x /x
COPY --from=2 /x /x
COPY --from=b:1 /x /x
RUN --mount=type=bind,FROM=c:1,target=/x true
COPY --from=shared /x /x
FROM d:1
COPY --from=4 /x /x`;
    expect(of(text, {}, ['Shared'])).toEqual(['1 a:1', '6 b:1', '7 c:1', '9 d:1', '10 4']);
  });

  it('are named by arguments that stand above, and by those of the build', () => {
    const text = `ARG A=x\nARG B=\${A}y\nFROM \${B}:\${C:-1}\nARG A=z\nFROM "$A"`;
    expect(of(text)).toEqual(['3 xy:1', '5 x']);
    expect(of(text, { A: 'q', C: '2' })).toEqual(['3 qy:1', '5 q']);
  });

  it.each([
    'FROM $X',
    'ARG X\nFROM $X',
    'ARG X=\nFROM $X',
    `FROM a\${X:+b}`,
    `ARG X=a\nFROM \${X%b}`,
    'FROM a\nCOPY --from=$X / /',
  ])('are told of where only the build decides: %s', (text) => {
    expect(of(text).some((each) => each.endsWith('?'))).toBe(true);
  });
});
