/** A chain that was exported: what was removed, moved, put in twice or changed is found, and named by its line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkChain } from '../../../src/evidence/chain.ts';
import { verifyText } from '../../../src/evidence/verify-lines.ts';
import { drawSigner, publicHalf, sealChain } from '../../fixtures/evidence.ts';

const signer = drawSigner();
const keys = [publicHalf(signer)];
const rows = sealChain(8, signer);
const lines = rows.map(({ dsse }) => dsse);
const head = rows.at(-1)?.hash;

const told = (...given: readonly string[]) => {
  const { ok, chain, lines: verdicts } = verifyText(given.join('\n'), keys);
  const wrong = verdicts.flatMap(({ line, verdict }) => (verdict.ok ? [] : [`${line} ${verdict.fault}`]));
  return { ok, faults: [...wrong, ...(chain?.faults.map(({ line, why }) => `${line} ${why}`) ?? [])] };
};
const pick = (...numbers: readonly number[]) => told(...numbers.map((number) => lines[number - 1] ?? ''));

describe('case 331: a chain', () => {
  it('holds as it was written, with empty lines and ends of lines of any kind', () => {
    const { ok, chain } = verifyText(`\n${lines.join('\r\n\n')}\n`, keys, head);
    expect({ ok, chain }).toEqual({ ok: true, chain: { first: 1, last: 8, head, faults: [] } });
  });

  it('holds from its middle on, which its first number says', () => {
    expect(verifyText(lines.slice(3).join('\n'), keys)).toMatchObject({
      ok: true,
      chain: { first: 4, last: 8 },
    });
  });

  it.each([
    [[1, 2, 4], '3 does not follow line 2: number 3 is missing between them'],
    [[1, 2, 6], '3 does not follow line 2: numbers 3 to 5 are missing between them'],
    [[1, 3, 2, 4], '3 was moved: it stands behind line 1, and not behind 2'],
    [
      [2, 1],
      '2 does not follow line 1: it is number 1 of another chain, or what stood before it was changed',
    ],
    [[1, 2, 2, 3], '3 is line 2 once more'],
  ])('of the rows %j is found out', (numbers, fault) => {
    const { ok, faults } = pick(...numbers);
    expect(ok).toBe(false);
    expect(faults).toContain(fault);
  });

  it('with a line changed names that line, and that nothing follows it', () => {
    const changed = lines.with(2, JSON.stringify({ ...JSON.parse(lines[2] ?? ''), payload: 'e30=' }));
    expect(told(...changed)).toEqual({
      ok: false,
      faults: ['3 wrong-signature', '4 does not follow line 2: number 3 is missing between them'],
    });
  });

  it('with a line of another chain of the same home, such as one that was restored, names it', () => {
    const other = sealChain(3, signer, 'job').map(({ dsse }) => dsse);
    const why =
      'does not follow line 2: it is number 3 of another chain, or what stood before it was changed';
    expect(told(...lines.slice(0, 2), other[2] ?? '')).toEqual({ ok: false, faults: [`3 ${why}`] });
  });

  it('with a line that somebody else signed names it', () => {
    const foreign = sealChain(3, drawSigner()).map(({ dsse }) => dsse);
    expect(told(lines[0] ?? '', foreign[1] ?? '')).toEqual({ ok: false, faults: ['2 unknown-key'] });
  });

  it('that was cut off at its end is found out by who kept its head', () => {
    const cut = lines.slice(0, 5).join('\n');
    expect(verifyText(cut, keys)).toMatchObject({ ok: true, lacksHead: false });
    expect(verifyText(cut, keys, head)).toMatchObject({ ok: false, lacksHead: true });
    // One that went on since holds it all the same.
    expect(verifyText(lines.join('\n'), keys, rows[4]?.hash)).toMatchObject({ ok: true, lacksHead: false });
  });

  it('holds only for rows that follow one another, each once', () => {
    const numbers = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 8 });
    const ranges = fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
      .map(([from, to]) => Array.from({ length: Math.max(1, to - from + 1) }, (_, index) => from + index));
    fc.assert(
      fc.property(fc.oneof(numbers, ranges), (chosen) => {
        const follows = chosen.every(
          (number, index) => index === 0 || number === (chosen[index - 1] ?? 0) + 1,
        );
        expect(pick(...chosen).ok).toBe(follows);
      }),
    );
  });

  it.each([
    [5, null, 'says that it is number 5, and names nothing before it'],
    [1, 'aa', 'says that it is number 1, and names aa before it'],
  ])('that begins with number %j behind %j contradicts itself', (seq, prev, why) => {
    expect(checkChain([{ line: 1, hash: 'bb', seq, prev }])?.faults).toEqual([{ line: 1, why }]);
  });

  it('is never one of nothing', () => {
    expect(verifyText('', keys)).toMatchObject({ ok: false, lines: [], chain: undefined });
    expect(verifyText('\n \n', keys).ok).toBe(false);
  });

  it('of more lines than are read at once is refused', () => {
    expect(() => verifyText('1\n'.repeat(100_001), keys)).toThrow(
      expect.objectContaining({ code: 'too-big' }),
    );
  });

  it('of one envelope may be laid out over lines', () => {
    const [first = ''] = lines;
    expect(verifyText(JSON.stringify(JSON.parse(first), null, 2), keys).ok).toBe(true);
  });
});
