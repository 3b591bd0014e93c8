import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compress } from '../../../src/bundle/compress.ts';

/** Neither random nor all the same. */
const content = Buffer.concat(
  Array.from({ length: 9_000 }, (_, index) =>
    Buffer.from(
      createHash('sha256')
        .update(String(index % 700))
        .digest('hex')
        .slice(0, 7 + (index % 50)),
    ),
  ),
);

/** In pieces of these sizes, the last of them again and again, with turns of the event loop between. */
async function packed(sizes: readonly number[], turns: number): Promise<Buffer> {
  async function* pieces() {
    let at = 0;
    for (let index = 0; at < content.length; index += 1) {
      const size = sizes[Math.min(index, sizes.length - 1)] ?? 1;
      yield content.subarray(at, at + size);
      at += size;
      for (let count = 0; count < turns; count += 1) await turn();
    }
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of compress(pieces())) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('what comes in other pieces, or at another pace, is packed into the same bytes', async () => {
  const whole = await packed([content.length], 0);
  expect(zstdDecompressSync(whole).equals(content)).toBe(true);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 3_000, max: 200_000 }), { minLength: 1, maxLength: 8 }),
      fc.nat({ max: 2 }),
      async (sizes, turns) => (await packed(sizes, turns)).equals(whole),
    ),
    { numRuns: 60 },
  );
});

test('content that breaks off is told', async () => {
  async function* broken() {
    yield content;
    throw new Error('broke off');
  }
  const reading = (async () => {
    for await (const _ of compress(broken()));
  })();
  await expect(reading).rejects.toThrow('broke off');
});
