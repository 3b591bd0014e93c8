import { expect, test } from 'vitest';
import { makePart } from '../../../../src/client/core/part.ts';

test('is imported once, and there at once from then on', async () => {
  let imports = 0;
  const part = makePart(async () => ({ of: ++imports }));
  expect(part.now).toBeUndefined();
  const first = await part.load();
  expect(part.now).toBe(first);
  expect(await part.load()).toBe(first);
  expect(imports).toBe(1);
});

test('is asked for again where it did not come', async () => {
  let imports = 0;
  const part = makePart(async () => {
    if (++imports === 1) throw new Error('the server is away');
    return imports;
  });
  await expect(part.load()).rejects.toThrow('away');
  expect(part.now).toBeUndefined();
  expect(await part.load()).toBe(2);
});
