import { expect, test } from 'vitest';
import { makePointers } from '../../../../src/server/sessions/pointers.ts';

function open() {
  let ids = 0;
  const pointers = makePointers({
    clock: () => new Date('2026-11-24T08:00:00Z'),
    newId: () => {
      ids += 1;
      return `P${ids}`;
    },
  });
  const to = (person: string) => ({ person, author: 'Ada' });
  return { pointers, to };
}

test('of each learner the last ten are kept, in their order', () => {
  const { pointers, to } = open();
  pointers.send('S', to('ben'), { note: 'first of all' });
  for (let index = 1; index <= 12; index += 1) pointers.send('S', to('anna'), { line: `echo ${index}` });
  const all = pointers.list('S');
  expect(all.map(({ line, note }) => line ?? note)).toEqual([
    'first of all',
    ...Array.from({ length: 10 }, (_, index) => `echo ${index + 3}`),
  ]);
  expect(pointers.list('T')).toEqual([]);
  pointers.forget('S');
  expect(pointers.list('S')).toEqual([]);
});

test('it is answered once, by whom it was sent to, and everybody concerned hears of it', () => {
  const { pointers, to } = open();
  const heard: string[] = [];
  using _ = pointers.onChange((session, person) => heard.push(`${session} ${person}`));
  const { id } = pointers.send('S', to('anna'), { line: 'id' });
  expect(pointers.answer('S', 'ben', id, 'inserted')).toBe(false);
  expect(pointers.answer('T', 'anna', id, 'inserted')).toBe(false);
  expect(pointers.answer('S', 'anna', id, 'inserted')).toBe(true);
  expect(pointers.answer('S', 'anna', id, 'dismissed')).toBe(false);
  expect(pointers.list('S')).toMatchObject([{ id, state: 'inserted' }]);
  expect(heard).toEqual(['S anna', 'S anna']);
});
