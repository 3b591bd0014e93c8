import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DrydockError } from '../../../../src/lab/errors.ts';
import { targetsIn } from '../../../../src/lab/probes/answer-lines.ts';
import { httpLine } from '../../../../src/lab/probes/http.ts';
import { decodeProbeValue } from '../../../../src/lab/probes/probe-value.ts';
import { parseFactsAnswer } from '../../../../src/observe/probe/probe-answer.ts';

const recorded = readFileSync(
  new URL('../../../fixtures/observe/three-containers.answer', import.meta.url),
  'utf8',
);

/** As `probe.pl` writes a value. */
const encode = (text: string) =>
  [...new TextEncoder().encode(text)]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');

const outcomesIn = (text: string) =>
  targetsIn(text, httpLine.verbs).map((answer) => httpLine.conclude([answer]));

describe('an answer of the probe', () => {
  it('gives files by container and process', () => {
    const { host, containers } = parseFactsAnswer(recorded);
    const web = containers.get('a1'.repeat(32));
    expect(host.get('last-capability')?.text).toBe('40\n');
    expect([...containers.keys()].map((id) => id.slice(0, 2))).toEqual(['b2', 'a1', 'c3']);
    expect(web?.files.get('cgroup/pids.max')).toEqual({ text: '64\n', cut: false });
    expect(web?.processes.map(({ pid }) => pid)).toEqual([9874]);
    expect(web?.processes[0]?.files.get('exe')?.text).toBe('/usr/bin/perl');
    expect(web?.processes[0]?.files.get('status')?.text).toMatch(/^Name:\tperl\nState:\t/);
  });

  it('marks what was cut and counts what was left out', () => {
    const text =
      'probe 1\ncontainer x\nof mountinfo ab\ncut mountinfo\nprocess 7\nis exe /a b\nleft 3\nend\n';
    const container = parseFactsAnswer(text).containers.get('x');
    expect(container?.files.get('mountinfo')).toEqual({ text: 'ab', cut: true });
    expect(container?.processes[0]?.files.get('exe')?.text).toBe('/a b');
    expect(container?.left).toBe(3);
  });

  it('gives HTTP answers in order', () => {
    const text =
      'probe 1\ntarget 0\ntook 3\nstatus 200\nbody  hello  world\\x0a\ntarget 1\ntook 1\nerror refused\nend\n';
    expect(outcomesIn(text)).toEqual([
      { durationMs: 3, status: 200, body: ' hello  world\n' },
      { durationMs: 1, error: 'refused' },
    ]);
  });

  it.each([
    ['', 'does not begin with its version'],
    ['probe 2\nend\n', 'version 2, not 1'],
    ['probe 1\ncontainer x\n', 'its end is missing'],
    ['probe 1\nerror no such request\\x0a\nend\n', 'it says: no such request.'],
    ['probe 1\nnonsense\nend\n', '"nonsense"'],
  ])('says what is wrong with %j', (text, why) => {
    expect(() => parseFactsAnswer(text)).toThrow(why);
  });

  it('refuses as an error of ours or reads, whatever the text', () => {
    const word = fc.constantFrom(
      'probe 1',
      'end',
      'container',
      'of',
      'is',
      'host',
      'process',
      'cut',
      'left',
      'target',
    );
    const text = fc.array(fc.oneof(word, fc.string())).map((lines) => `probe 1\n${lines.join('\n')}\nend\n`);
    for (const parse of [parseFactsAnswer, outcomesIn])
      fc.assert(
        fc.property(text, (answer) => {
          try {
            parse(answer);
          } catch (error) {
            expect(error).toBeInstanceOf(DrydockError);
          }
        }),
      );
  });

  it('gives back every text, however hostile, and no text ends a line', () => {
    const text = fc.string({ unit: 'binary' }).filter((each) => each.isWellFormed());
    fc.assert(
      fc.property(text, (value) => {
        const file = parseFactsAnswer(`probe 1\ncontainer x\nof f ${encode(value)}\nend\n`).containers.get(
          'x',
        )?.files;
        expect(file?.get('f')?.text).toBe(value);
      }),
    );
    fc.assert(fc.property(fc.string(), (value) => void decodeProbeValue(value)));
  });

  it('shows bytes that are no UTF-8 as U+FFFD', () => {
    expect(decodeProbeValue('a\\xffb\\xc3\\xa9')).toBe('a\ufffdbé');
  });
});
