import { afterEach, expect, it, vi } from 'vitest';
import { handOver, readStored, store } from '../../../../src/client/core/local-storage.ts';
import { isNumber, isText, listOf } from '../../../../src/client/core/shape.ts';
import { makeFakeStorage } from '../../../fixtures/fake-storage.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('reads what was stored, and nothing once it was removed', () => {
  vi.stubGlobal('localStorage', makeFakeStorage());
  store('terminals:a/b', ['shell-2']);
  expect(readStored('terminals:a/b', listOf(isText))).toEqual(['shell-2']);
  store('terminals:a/b', undefined);
  expect(readStored('terminals:a/b', listOf(isText))).toBeUndefined();
});

it.each(['"text"', '[1, "two"]', '{not json'])('throws away what it does not understand: %s', (text) => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const storage = makeFakeStorage();
  storage.setItem('drydock:numbers', text);
  vi.stubGlobal('localStorage', storage);
  expect(readStored('numbers', listOf(isNumber))).toBeUndefined();
  expect(warn.mock.calls).toEqual([[expect.stringContaining('drydock:numbers')]]);
  expect({ ...storage }).toEqual({});
});

it('does without storage', () => {
  expect(readStored('numbers', isNumber)).toBeUndefined();
  expect(() => store('numbers', 1)).not.toThrow();
  expect(() => handOver('ann')).not.toThrow();
});

it('hands what was nobody’s to one person, and leaves what is another’s and what is the browser’s', () => {
  const storage = makeFakeStorage({
    'drydock:answer:start/first/uid': '1000',
    'drydock:ben/answer:start/first/uid': '0',
    'drydock:drafts:start/first:page': [],
    'drydock:split': {},
    'drydock:sign-in': {},
  });
  vi.stubGlobal('localStorage', storage);
  handOver('ann');
  expect({ ...storage }).toEqual({
    'drydock:ann/answer:start/first/uid': '"1000"',
    'drydock:ben/answer:start/first/uid': '"0"',
    'drydock:ann/drafts:start/first:page': '[]',
    'drydock:split': '{}',
    'drydock:sign-in': '{}',
  });
});
