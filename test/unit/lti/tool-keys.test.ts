import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { makeToolKeys } from '../../../src/lti/tool-keys.ts';

const day = 86_400_000;
const hour = 3_600_000;

function open() {
  let kept: unknown;
  let written = 0;
  const at = { now: new Date('2026-01-01T00:00:00.000Z') };
  const file = {
    readToolKeys: () => kept,
    writeToolKeys: (keys: unknown) => {
      kept = JSON.parse(JSON.stringify(keys));
      written += 1;
    },
  };
  const keys = makeToolKeys({ file, now: () => at.now });
  const later = (ms: number) => {
    at.now = new Date(at.now.getTime() + ms);
  };
  const kidOf = async () => {
    const token = await keys.sign({ iss: 'us' }, hour);
    const set = (await keys.publicKeys()) as JSONWebKeySet;
    // Whoever has what we publish now can verify what we sign now.
    const { protectedHeader } = await jwtVerify(token, createLocalJWKSet(set), { currentDate: at.now });
    return protectedHeader.kid;
  };
  const shown = async () => (await keys.publicKeys()).keys.map(({ kid }) => kid);
  return {
    keys,
    later,
    kidOf,
    shown,
    kept: () => kept,
    written: () => written,
    damage: (value: unknown) => {
      kept = value;
    },
  };
}

test('the first key is made once, though many ask at the same time, and signs at once', async () => {
  const { keys, kidOf, written, shown } = open();
  const all = await Promise.all([
    keys.publicKeys(),
    keys.publicKeys(),
    keys.sign({}, hour),
    keys.publicKeys(),
  ]);
  expect(written()).toBe(1);
  expect(all[0]).toEqual(all[3]);
  expect(await shown()).toEqual([await kidOf()]);
});

test('what is published is public: of RSA, by its kid, without a private part', async () => {
  const { keys } = open();
  const [key] = (await keys.publicKeys()).keys;
  expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
});

test('after 90 days another is shown, signs an hour later, and the old one goes after a week', async () => {
  const { later, kidOf, shown } = open();
  const first = await kidOf();
  later(90 * day - 1);
  expect(await shown()).toEqual([first]);
  later(1);
  const [, second] = await shown();
  expect(second).toBeDefined();
  expect(await kidOf()).toBe(first);
  later(hour);
  expect(await kidOf()).toBe(second);
  later(7 * day - 1);
  expect(await shown()).toEqual([first, second]);
  later(1);
  expect(await shown()).toEqual([second]);
});

test('a file that holds something else is told, and not written over', async () => {
  const { keys, damage, kept } = open();
  damage([{ since: 'yesterday' }]);
  await expect(keys.publicKeys()).rejects.toThrow(expect.objectContaining({ code: 'setup-failed' }));
  expect(kept()).toEqual([{ since: 'yesterday' }]);
});
