import { expect, test } from 'vitest';
import {
  changedOutside,
  edited,
  failed,
  isDirty,
  keptMine,
  markOf,
  openDocument,
  recreated,
  refused,
  removedOutside,
  saved,
  sent,
  tookTheirs,
  wantsSave,
} from '../../../../../src/client/workspace/files/document-state.ts';

function content(text: string, revision: string) {
  return { path: 'compose.yaml', revision, sizeBytes: text.length, text };
}

const opened = openDocument(content('a', 'r1'));

test('what is typed while a save is under way is saved by the next one', () => {
  const typing = edited(sent(edited(opened, 'ab')), 'abc');
  expect(wantsSave(typing)).toBe(false);
  const after = saved(typing, content('ab', 'r2'));
  expect(after.base).toEqual({ revision: 'r2', text: 'ab' });
  expect(wantsSave(after)).toBe(true);
});

test('a refused save keeps both versions and waits for the choice', () => {
  const state = refused(sent(edited(opened, 'mine')), content('theirs', 'r2'));
  expect(markOf(state)).toBe('conflict');
  expect(wantsSave(state)).toBe(false);
  expect(state.text).toBe('mine');
  expect(state.theirs?.text).toBe('theirs');
});

test('keep mine saves over their revision, take theirs is clean at once', () => {
  const state = refused(edited(opened, 'mine'), content('theirs', 'r2'));
  const mine = keptMine(state);
  expect(mine.base.revision).toBe('r2');
  expect(wantsSave(mine)).toBe(true);
  const theirs = tookTheirs(state);
  expect(theirs.text).toBe('theirs');
  expect(isDirty(theirs)).toBe(false);
});

test('an untouched file follows what the terminal writes', () => {
  const state = changedOutside(opened, content('by vim', 'r2'));
  expect(state.text).toBe('by vim');
  expect(markOf(state)).toBe('saved');
});

test('a touched file is not overwritten by what the terminal writes', () => {
  const state = changedOutside(edited(opened, 'mine'), content('by vim', 'r2'));
  expect(state.text).toBe('mine');
  expect(markOf(state)).toBe('conflict');
});

test('the echo of our own save is no change of somebody else', () => {
  const sending = edited(sent(edited(opened, 'ab')), 'abc');
  expect(changedOutside(sending, content('ab', 'r2'))).toEqual(sending);
});

test('a refused save with the same text is no conflict', () => {
  expect(markOf(refused(sent(edited(opened, 'b')), content('b', 'r2')))).toBe('saved');
});

test('a failed save keeps the text and says so', () => {
  const state = failed(sent(edited(opened, 'b')), { code: 'disk-full', title: '', message: 'no room' });
  expect(markOf(state)).toBe('kept');
  expect(wantsSave(state)).toBe(true);
});

test('a removed file is not written again by itself, only when asked', () => {
  const state = removedOutside(edited(opened, 'mine'));
  expect(wantsSave(state)).toBe(false);
  const again = recreated(state);
  expect(wantsSave(again)).toBe(true);
  expect(again.base.revision).toBe('');
});
