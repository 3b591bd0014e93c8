import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BpfInstruction, type BpfWord, runBpf } from '../../../../src/lab/seccomp/bpf.ts';

const op = (code: number, k = 0, jt = 0, jf = 0): BpfInstruction => ({ code, jt, jf, k });
const run = (program: readonly BpfInstruction[], words: readonly BpfWord[] = []) =>
  [...runBpf(program, (offset) => words[offset / 4], { left: 10_000 })].sort();

const loadWord = (index: number) => op(0x20, index * 4);
const giveBack = (k: number) => op(0x06, k);

describe('a program of classic BPF', () => {
  it('compares what it loads, and returns', () => {
    const program = [loadWord(0), op(0x15, 7, 0, 1), giveBack(1), giveBack(2)];
    expect(run(program, [7])).toEqual([1]);
    expect(run(program, [8])).toEqual([2]);
  });

  it('may return several values where a word can be anything', () => {
    const program = [loadWord(4), op(0x15, 7, 0, 1), giveBack(1), giveBack(2)];
    expect(run(program)).toEqual([1, 2]);
  });

  it('is followed once from places that many ways lead to', () => {
    const ways = Array.from({ length: 200 }, (_, index) => [loadWord(4), op(0x15, index, 1, 0)]).flat();
    const jumps = Array.from({ length: 2 }, () => giveBack(1));
    const budget = { left: 5_000 };
    expect([...runBpf([...ways, ...jumps], () => undefined, budget)]).toEqual([1]);
    expect(budget.left).toBeGreaterThan(0);
  });

  it.each([
    ['adds without a sign', [op(0x00, 0xffffffff), op(0x04, 2), op(0x16)], 1],
    ['subtracts without a sign', [op(0x00, 0), op(0x14, 1), op(0x16)], 0xffffffff],
    ['negates', [op(0x00, 1), op(0x84), op(0x16)], 0xffffffff],
    ['multiplies 32 bits', [op(0x00, 0x10001), op(0x24, 0x10001), op(0x16)], 0x20001],
    ['shifts', [op(0x00, 0x80000000), op(0x74, 31), op(0x64, 2), op(0x16)], 4],
    ['has registers and memory', [op(0x00, 5), op(0x02, 3), op(0x61, 3), op(0x87), op(0x0c), op(0x16)], 10],
    ['tests bits', [op(0x00, 0x80000001), op(0x45, 0x80000000, 0, 1), op(0x06, 1), op(0x06, 2)], 1],
    ['returns 0 when it divides by zero', [op(0x00, 9), op(0x01, 0), op(0x3c), op(0x06, 3)], 0],
    ['knows the length of the data', [op(0x80), op(0x16)], 64],
  ])('%s', (_, program, value) => {
    expect(run(program)).toEqual([value]);
  });

  it.each([
    ['has no end', [op(0x05, 0)]],
    ['jumps past its end', [op(0x05, 9), giveBack(1)]],
    ['has what seccomp does not take', [op(0x28, 12), giveBack(1)]],
  ])('is refused where it %s', (_, program) => {
    expect(() => run(program)).toThrow(RangeError);
  });

  it('may return, of what is not known, whatever it returns for some data', () => {
    const word = fc.constantFrom(0, 1, 2, 7, 0x7fffffff, 0xffffffff);
    const length = 12;
    const code = fc.constantFrom(
      0x20,
      0x20,
      0x04,
      0x14,
      0x54,
      0x74,
      0x15,
      0x15,
      0x25,
      0x45,
      0x07,
      0x1d,
      0x3c,
    );
    const step = fc.record({ code, k: word, jt: fc.nat(3), jf: fc.nat(3) });
    const program = fc
      .array(step, { minLength: length, maxLength: length })
      .map((steps) => [
        ...steps.map((each) => (each.code === 0x20 ? { ...each, k: (each.k % 8) * 4 } : each)),
        ...[op(0x16), giveBack(11), op(0x16), giveBack(12)],
      ]);
    fc.assert(
      fc.property(program, fc.array(word, { minLength: 8, maxLength: 8 }), (steps, data) => {
        const really = run(steps, data);
        expect(really).toHaveLength(1);
        const possible = run(steps, [data[0], data[1]]);
        expect(possible.includes(really[0]) || possible.includes(undefined)).toBe(true);
      }),
    );
  });
});
