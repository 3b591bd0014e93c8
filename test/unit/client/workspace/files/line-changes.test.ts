import { expect, test } from 'vitest';
import { findChangeAt, takeOver } from '../../../../../src/client/workspace/files/line-changes.ts';

const mine = 'a\nb\nc';
const solution = 'a\nx\ny\nc\nz';

/** Where Monaco says that the two differ. */
const replaced = {
  originalStartLineNumber: 2,
  originalEndLineNumber: 2,
  modifiedStartLineNumber: 2,
  modifiedEndLineNumber: 3,
};
const added = {
  originalStartLineNumber: 3,
  originalEndLineNumber: 0,
  modifiedStartLineNumber: 5,
  modifiedEndLineNumber: 5,
};

test('one change is taken over, the others stay', () => {
  expect(takeOver(mine, solution, replaced)).toBe('a\nx\ny\nc');
  expect(takeOver(mine, solution, added)).toBe('a\nb\nc\nz');
});

test('lines that the solution does without are taken out', () => {
  const removed = { ...replaced, modifiedStartLineNumber: 1, modifiedEndLineNumber: 0 };
  expect(takeOver(mine, 'a\nc', removed)).toBe('a\nc');
});

test('the change at the cursor, or the next below, or the last', () => {
  const changes = [replaced, added];
  expect(findChangeAt(changes, 3)).toBe(replaced);
  expect(findChangeAt(changes, 4)).toBe(added);
  expect(findChangeAt(changes, 9)).toBe(added);
  expect(findChangeAt([], 1)).toBeUndefined();
});
