import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { makeLog } from '../../../src/server/log.ts';
import { countTurnedAway } from '../../../src/server/turned-away.ts';

test('who is turned away is counted, and summed up once in a while and at the end', () => {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  let now = 1_000;
  const counted = countTurnedAway({ log: makeLog({ destination }), now: () => now, everyMs: 100 });
  expect(counted.fact().value).toBe('nobody since the server was started');
  expect(counted.count('bad-request')).toBe(true);
  expect(counted.count('bad-request')).toBe(false);
  expect(counted.count('too-big')).toBe(true);
  expect(lines).toEqual([]);
  now += 100;
  expect(counted.count('bad-request')).toBe(true);
  counted[Symbol.dispose]();
  counted[Symbol.dispose]();
  expect(lines.map((line) => JSON.parse(line).refused)).toEqual([
    { 'bad-request': 2, 'too-big': 1 },
    { 'bad-request': 1 },
  ]);
  expect(counted.fact().value).toContain('4 requests');
});
