import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTranscript } from '../../../../src/lab/transcripts/transcript.ts';
import { findMismatch, updateOutput } from '../../../../src/lab/transcripts/transcript-match.ts';

function outputOf(lines: readonly string[], words = '') {
  const { commands, vary, order } = parseTranscript(
    `lab=a/b at=start ${words}`,
    ['$ x', ...lines].join('\n'),
    { file: 'x' },
  );
  return { output: commands[0]?.output ?? [], options: { vary, order } };
}
function mismatch(recorded: readonly string[], printed: string, words = '') {
  const { output, options } = outputOf(recorded, words);
  return findMismatch(output, printed, options);
}

describe('findMismatch', () => {
  it('takes the same output, whatever its colours and line ends', () => {
    expect(mismatch(['a', 'b'], '\u001b[32ma\u001b[0m  \r\nb\n')).toBeUndefined();
    expect(mismatch([], '')).toBeUndefined();
  });

  it('names the first line that is different, missing or too many', () => {
    expect(mismatch(['a', 'b'], 'a\nc\n')).toEqual({ expected: 'b', actual: 'c' });
    expect(mismatch(['a', 'b'], 'a\n')).toEqual({ expected: 'b', actual: undefined });
    expect(mismatch(['a'], 'a\nb\n')).toEqual({ expected: undefined, actual: 'b' });
  });

  it.each([
    ['Container bot-1  Started  0.4s (~time)', 'Container bot-1  Started  12.1s'],
    ['Up 3 seconds (healthy) (~time)', 'Up About a minute (healthy)'],
    ['built in 1m 3s (~time)', 'built in 59s'],
    ['2025-01-02T03:04:05.678Z ok (~time)', '2026-11-12T13:14:15.1Z ok'],
    ['Jan  2 03:04 bin (~time space)', 'Nov 24 15:01 bin'],
    [
      'crw-rw-rw- 1 root root 1, 9 Nov 24 19:39 /dev/x (~time)',
      'crw-rw-rw- 1 root root 1, 9 Dec  2 00:01 /dev/x',
    ],
    ['made 24 Nov 15:01 here (~time)', 'made 2 Dec 3:07 here'],
    ['bot 12.3MB (~size)', 'bot 9 kB'],
    ['3f1c9a7b2d4e web (~id)', '0123456789ab web'],
    ['sha256:0011aabbccdd done (~digest)', 'sha256:ffeeddccbbaa99887766 done'],
    ['pid 12 of 1,204 (~number)', 'pid 7 of 3'],
    ['a   b (~space)', 'a b'],
    ['whatever (~any)', ''],
    ['Linux 6.12.8 (~re ^Linux \\d)', 'Linux 5.10.0-foo'],
  ])('lets %j vary to %j', (recorded, printed) => {
    expect(mismatch([recorded], `${printed}\n`)).toBeUndefined();
    expect(mismatch([recorded.replace(/ \(~.*\)$/, '')], `${printed}\n`)).toBeDefined();
  });

  it('lets nothing else of such a line vary', () => {
    expect(mismatch(['web Started 0.4s (~time)'], 'db Started 0.4s')).toBeDefined();
    expect(mismatch(['id 3f1c9a7b2d4e (~time)'], 'id 0123456789ab')).toBeDefined();
  });

  it('applies what the fence says to every line', () => {
    expect(mismatch(['a 1', 'b 2'], 'a 3\nb 4', 'vary=number')).toBeUndefined();
  });

  it('lets a gap stand for any number of lines', () => {
    expect(mismatch(['a', '...', 'z'], 'a\nz')).toBeUndefined();
    expect(mismatch(['a', '...', 'z'], 'a\nb\nz\nc\nz')).toBeUndefined();
    expect(mismatch(['...'], '')).toBeUndefined();
    expect(mismatch(['a', '...', 'z'], 'a\nb')).toEqual({ expected: 'z', actual: 'b' });
    expect(mismatch(['...', 'a', '...', 'b'], 'x\na\ny\nb')).toBeUndefined();
  });

  it('takes lines in any order only where the fence says so', () => {
    expect(mismatch(['b', 'a'], 'a\nb')).toBeDefined();
    expect(mismatch(['b (~any)', 'a'], 'a\nc', 'order=any')).toBeUndefined();
    expect(mismatch(['a', 'b'], 'a\nb\nc', 'order=any')).toEqual({ expected: undefined, actual: 'c' });
    expect(mismatch(['a', 'b'], 'a\nc', 'order=any')).toEqual({ expected: 'b', actual: 'c' });
  });
});

describe('updateOutput', () => {
  const line = fc.stringMatching(/^[a-z0-9 ]{0,6}[a-z0-9]$/);

  it('makes the output match what was printed', () => {
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (recorded, printed) => {
        const { output, options } = outputOf(recorded);
        expect(
          findMismatch(updateOutput(output, printed.join('\n'), options), printed.join('\n'), options),
        ).toBeUndefined();
      }),
    );
  });

  it('changes nothing that still matches', () => {
    const { output, options } = outputOf(['took 1s (~time)', '...', 'end']);
    expect(updateOutput(output, 'took 9s\nx\ny\nend', options)).toBe(output);
  });

  it('keeps suffixes and gaps where lines changed', () => {
    const { output, options } = outputOf(['took 1s (~time)', '...', 'end']);
    expect(updateOutput(output, 'lasted 9s\nx\ny\nfin', options)).toEqual([
      { kind: 'text', text: 'lasted 9s', vary: ['time'] },
      { kind: 'gap' },
      { kind: 'text', text: 'fin', vary: [] },
    ]);
  });
});
