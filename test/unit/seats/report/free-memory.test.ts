import { expect, test } from 'vitest';
import { freeForSeats } from '../../../../src/seats/report/free-memory.ts';

const gibibyte = 2 ** 30;
const free = { ofMachine: 20 * gibibyte, ofProcess: 1.7 * gibibyte };

test.each([
  ['what a server that knows of no other limit may have', undefined, 1.7],
  ['what the engine may have, whatever the limit of the server', 8, 8],
  ['no more than the machine has', 64, 20],
])('seats can be given %s', (_, engine, expected) => {
  expect(freeForSeats(engine && engine * gibibyte, free)).toBe(expected * gibibyte);
});
