import { expect, test } from 'vitest';
import { isEngineAway, isEngineLost } from '../../../src/lab/engine-away.ts';
import { DrydockError } from '../../../src/lab/errors.ts';

const [lost, absent, other] = (['engine-lost', 'engine-absent', 'engine-failed'] as const).map(
  (code) => new DrydockError(code, { message: 'x' }),
);

test('an engine is away when it was lost while it was asked, or was never there', () => {
  expect([lost, absent, other].map(isEngineAway)).toEqual([true, true, false]);
  expect(isEngineAway(undefined)).toBe(false);
});

test('it was lost while it was asked only where that is what failed', () => {
  expect([lost, absent, other, new Error('engine-lost'), undefined].map(isEngineLost)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
