import { describe, expect, it } from 'vitest';
import { Tally } from '../../../../src/runner/verify/tally.ts';
import { result } from './result.ts';

const wrong = { wrong: true };
const right = { wrong: false };

describe('what never failed', () => {
  it('is what passed in every start and mistake', () => {
    const tally = new Tally();
    tally.add([result('a', 'fail'), result('b', 'pass'), result('c', 'blocked')], wrong);
    tally.add([result('a', 'pass'), result('b', 'pass'), result('c', 'pass')], right);
    expect(tally.neverFailed(['a', 'b', 'c', 'unseen'])).toEqual(['b', 'c', 'unseen']);
  });

  it('is not excused by failing where it should have passed', () => {
    const tally = new Tally();
    tally.add([result('a', 'fail')], right);
    expect(tally.neverFailed(['a'])).toEqual(['a']);
  });

  it('does not count what this machine cannot judge, or what broke', () => {
    const tally = new Tally();
    tally.add([result('a', 'skip'), result('b', 'error'), result('c', 'skip')], wrong);
    tally.add([result('a', 'skip'), result('b', 'pass'), result('c', 'pass')], right);
    expect(tally.neverFailed(['a', 'b', 'c'])).toEqual(['c']);
  });
});

it('keeps the reason of what was skipped', () => {
  const tally = new Tally();
  tally.add([result('a', 'skip', { message: 'Not judged here: no runsc.' })], right);
  expect(tally.skipped).toEqual([{ check: 'a', reason: 'Not judged here: no runsc.' }]);
});
