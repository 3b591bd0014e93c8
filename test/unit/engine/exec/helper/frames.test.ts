import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Frame, makeFrame, readFrames } from '../../../../../src/engine/exec/helper/frames.ts';

async function* cut(bytes: Buffer, at: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...new Set([0, ...at.map((each) => each % (bytes.length + 1)), bytes.length])];
  places.sort((a, b) => a - b);
  for (const [index, place] of places.slice(1).entries()) yield bytes.subarray(places[index], place);
}

async function read(source: AsyncIterable<Uint8Array>): Promise<readonly Frame[]> {
  const found: Frame[] = [];
  for await (const frame of readFrames(source)) found.push(frame);
  return found;
}

const frame = fc.record({
  letter: fc.constantFrom('O', 'X', 'D'),
  id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  bytes: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
});

test('frames come out as they went in, wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(frame, { maxLength: 8 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      async (frames, at) => {
        const whole = Buffer.concat(frames.map(({ letter, id, bytes }) => makeFrame(letter, id, bytes)));
        expect(await read(cut(whole, at))).toEqual(frames);
      },
    ),
  );
});

test('any bytes are frames or an error, and never more than a frame is held', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
      await read(cut(Buffer.from(bytes), [7, 100])).catch((error: unknown) =>
        expect(error).toBeInstanceOf(Error),
      );
    }),
  );
  const long = Buffer.alloc(9);
  long.write('O', 0);
  long.writeUInt32BE(2 ** 31, 5);
  await expect(read(cut(long, []))).rejects.toThrow('a frame of 2147483648 bytes came');
});
