import { expect, test } from 'vitest';
import { signInProtocolOf, terminalProtocol } from '../../../../src/lab/wire/terminal.ts';
import { bearerOf, offeredKeyOf } from '../../../../src/server/login/sign-in-key.ts';

test('a bearer is one word after its scheme', () => {
  expect(bearerOf('Bearer abc-_9')).toBe('abc-_9');
  expect(bearerOf('bearer abc')).toBe('abc');
  for (const other of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer a,b',
    'Basic abc',
    'x Bearer a',
  ])
    expect(bearerOf(other), other).toBeUndefined();
});

test('a key is found among the sub-protocols that are offered', () => {
  expect(offeredKeyOf(`${terminalProtocol}, ${signInProtocolOf('abc')}`)).toBe('abc');
  expect(offeredKeyOf(signInProtocolOf('abc'))).toBe('abc');
  for (const other of [undefined, '', terminalProtocol, `x${signInProtocolOf('abc')}`])
    expect(offeredKeyOf(other), other).toBeUndefined();
});
