import { describe, expect, it } from 'vitest';
import { markCode } from '../../../../src/lab/seccomp/marked-code.ts';

const kindsOf = (line: string, language: Parameters<typeof markCode>[1]) =>
  markCode(line, language).map(({ text, kind }) => (kind ? `${kind}:${text}` : text));

describe('code with colours', () => {
  it.each([
    ['json', '  "index": 12,', ['  ', 'key:"index"', ': ', 'number:12', ',']],
    [
      'pfc',
      '  if ($a0 & 0x7e == 0)',
      ['  ', 'word:if', ' (', 'key:$a0', ' & ', 'number:0x7e', ' == ', 'number:0', ')'],
    ],
    ['pfc', '# filter for arch', ['comment:# filter for arch']],
    ['bpf', '0002: ret  ALLOW', ['comment:0002:', ' ', 'word:ret', '  ALLOW']],
  ] as const)('%s: %s', (language, line, pieces) => {
    expect(kindsOf(line, language)).toEqual(pieces);
  });

  it('loses no character', () => {
    for (const line of ['', 'jeq  83 true:0004 false:0003', '"a": "if 12"'])
      for (const language of ['json', 'pfc', 'bpf'] as const)
        expect(
          markCode(line, language)
            .map(({ text }) => text)
            .join(''),
        ).toBe(line);
  });
});
