/** Links that a learner makes in a seat, by an accident or not, to folders that the server has too. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeExchange, secret } from './exchanged.ts';

it('case 89: a link in a seat to a folder that the server has too stays a link, and nothing is read through it', async () => {
  using exchange = makeExchange();
  symlinkSync(exchange.canary, join(exchange.seat, 'leak'));
  symlinkSync('../../canary', join(exchange.seat, 'near'));
  for (let turn = 0; turn < 3; turn += 1) {
    await exchange.link.syncOut();
    await exchange.link.syncIn();
  }
  expect(readlinkSync(join(exchange.server, 'leak'))).toBe(exchange.canary);
  expect(lstatSync(join(exchange.seat, 'leak')).isSymbolicLink()).toBe(true);
  expect(exchange.put.some((bytes) => Buffer.from(bytes).includes(secret))).toBe(false);
  expect(readFileSync(exchange.recordFile, 'utf8')).not.toContain('secret');
});

it('case 90: such a link that goes, becomes a folder, or stands where one was deletes nothing of the server', async () => {
  using exchange = makeExchange();
  const before = exchange.beside().canary;
  // A folder with files of the same names, then a link in its place, then a folder again, then nothing.
  writeFileSync(join(exchange.seat, 'other'), 'mine');
  mkdirSync(join(exchange.seat, 'data'));
  for (const name of ['secret', 'a']) writeFileSync(join(exchange.seat, 'data', name), 'mine');
  await exchange.link.syncOut();
  await exchange.link.syncIn();
  rmSync(join(exchange.seat, 'data'), { recursive: true });
  symlinkSync(exchange.canary, join(exchange.seat, 'data'));
  for (let turn = 0; turn < 2; turn += 1) {
    await exchange.link.syncOut();
    await exchange.link.syncIn();
  }
  expect(lstatSync(join(exchange.server, 'data')).isSymbolicLink()).toBe(true);
  rmSync(join(exchange.seat, 'data'));
  mkdirSync(join(exchange.seat, 'data'));
  writeFileSync(join(exchange.seat, 'data', 'new'), 'mine');
  await exchange.link.syncOut();
  expect(readFileSync(join(exchange.server, 'data', 'new'), 'utf8')).toBe('mine');
  rmSync(join(exchange.seat, 'data'), { recursive: true });
  await exchange.link.syncOut();
  expect(existsSync(join(exchange.server, 'data'))).toBe(false);
  expect(exchange.beside().canary).toEqual(before);
});

it('case 90: what is forgotten behind a link is not deleted', async () => {
  using exchange = makeExchange();
  const before = exchange.beside().canary;
  symlinkSync(exchange.canary, join(exchange.server, 'data'));
  await exchange.link.forget(['data/secret', 'data/deep']);
  expect(exchange.beside().canary).toEqual(before);
  await exchange.link.forget(['data']);
  expect(existsSync(join(exchange.server, 'data'))).toBe(false);
  expect(exchange.beside().canary).toEqual(before);
});

it('case 90: a record of an earlier version that names files behind a link deletes none of them', async () => {
  using exchange = makeExchange();
  const before = exchange.beside().canary;
  symlinkSync(exchange.canary, join(exchange.seat, 'leak'));
  await exchange.link.syncOut();
  writeFileSync(exchange.recordFile, JSON.stringify({ leak: 'x', 'leak/secret': 'file:600:0' }));
  await exchange.link.syncOut();
  await exchange.link.syncIn();
  expect(exchange.beside().canary).toEqual(before);
});

it('case 90: files called as what every object has travel like others', async () => {
  using exchange = makeExchange();
  for (const name of ['constructor', '__proto__', 'toString'])
    writeFileSync(join(exchange.seat, name), 'mine');
  await exchange.link.syncOut();
  for (const name of ['constructor', '__proto__', 'toString']) {
    expect(readFileSync(join(exchange.server, name), 'utf8')).toBe('mine');
    rmSync(join(exchange.server, name));
  }
  await exchange.link.syncIn();
  await exchange.link.syncOut();
  expect(existsSync(join(exchange.server, '__proto__'))).toBe(false);
  expect(existsSync(join(exchange.seat, 'constructor'))).toBe(false);
});
