import { expect, test } from 'vitest';
import type { Workbench } from '../../../../src/lab/ports/seat.ts';
import { NormalForms } from '../../../../src/runner/stage/normal-forms.ts';

const bench = () => ({}) as Workbench;
const files = (text: string, name = 'written.json') => new Map([[name, new TextEncoder().encode(text)]]);

/** Says how often it was asked. */
function reader() {
  let asked = 0;
  return async () => `${++asked}`;
}

test('the same files are read once in a workbench', async () => {
  const [forms, one, read] = [new NormalForms(), bench(), reader()];
  expect(await forms.of(one, files('a'), read)).toBe('1');
  expect(await forms.of(one, files('a'), read)).toBe('1');
});

test('other content, another name and another workbench are read anew', async () => {
  const [forms, one, read] = [new NormalForms(), bench(), reader()];
  await forms.of(one, files('a'), read);
  expect(await forms.of(one, files('b'), read)).toBe('2');
  expect(await forms.of(one, files('a', 'other.json'), read)).toBe('3');
  expect(await forms.of(bench(), files('a'), read)).toBe('4');
});

test('what could not be read is read again', async () => {
  const [forms, one] = [new NormalForms(), bench()];
  await expect(forms.of(one, files('a'), () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await forms.of(one, files('a'), reader())).toBe('1');
});

test('the oldest is forgotten of many', async () => {
  const [forms, one, read] = [new NormalForms(), bench(), reader()];
  for (let index = 0; index < 17; index++) await forms.of(one, files(`${index}`), read);
  expect(await forms.of(one, files('16'), read)).toBe('17');
  expect(await forms.of(one, files('0'), read)).toBe('18');
});
