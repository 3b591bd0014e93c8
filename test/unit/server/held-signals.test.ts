import { expect, test } from 'vitest';
import { DrydockError } from '../../../src/lab/errors.ts';
import { HeldSignals } from '../../../src/server/held-signals.ts';

const over = new DrydockError('not-signed-in', { message: 'The time of this sign-in is over.' });

test('what is open under a key ends together, and nothing else', () => {
  const open = new HeldSignals();
  const [one, two, other] = [open.hold('a'), open.hold('a'), open.hold('b')];
  open.end('a', over);
  expect([one, two, other].map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  expect(one.signal.reason).toBe(over);
});

test('nothing is kept of what was closed or has ended', () => {
  const open = new HeldSignals();
  for (let at = 0; at < 1_000; at += 1) open.hold(`sign-in ${at}`)[Symbol.dispose]();
  const [first, second] = [open.hold('a'), open.hold('a')];
  first[Symbol.dispose]();
  expect(open.keys()).toEqual(['a']);
  open.end('a', over);
  const later = open.hold('a');
  // Closed after it was ended: what was opened meanwhile stays.
  second[Symbol.dispose]();
  expect([open.keys(), later.signal.aborted]).toEqual([['a'], false]);
  expect(open.hold('b', over).signal.aborted).toBe(true);
  expect(open.keys()).toEqual(['a']);
});
