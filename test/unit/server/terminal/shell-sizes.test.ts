import { expect, test } from 'vitest';
import type { TerminalSession } from '../../../../src/runner/lab-runner.ts';
import { makeShellSizes } from '../../../../src/server/terminal/shell-sizes.ts';

const shell = (): TerminalSession => ({
  resumed: false,
  output: (async function* () {})(),
  write: async () => undefined,
  resize: async () => undefined,
  exit: Promise.resolve(0),
  [Symbol.asyncDispose]: async () => undefined,
});
const large = { columns: 120, rows: 40 };
const small = { columns: 80, rows: 24 };

test('a shell is as large as the window that was sized last, as long as one shows it', async () => {
  const sizes = makeShellSizes();
  const told: unknown[] = [];
  using _ = sizes.onChange('a main', (size) => told.push(size));
  expect(sizes.find('a main')).toBeUndefined();
  const first = sizes.watch('a main', small, shell());
  const second = sizes.watch('a main', large, shell());
  sizes.watch('b main', { columns: 5, rows: 5 }, shell());
  expect(sizes.find('a main')).toEqual(large);
  await first.resize({ columns: 90, rows: 20 });
  expect(sizes.find('a main')).toEqual({ columns: 90, rows: 20 });
  await first[Symbol.asyncDispose]();
  expect(sizes.find('a main')).toEqual(large);
  await first.resize(small);
  expect(sizes.find('a main')).toEqual(large);
  await second[Symbol.asyncDispose]();
  expect(sizes.find('a main')).toBeUndefined();
  expect(told).toEqual([small, large, { columns: 90, rows: 20 }, large]);
});
