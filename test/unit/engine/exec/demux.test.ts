import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passTerminal, splitFrames } from '../../../../src/engine/exec/demux.ts';
import { joinFrames } from '../../../../src/engine/log-tail.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

async function readAll(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

describe('splitFrames', () => {
  it('parts the outputs wherever the bytes were cut', async () => {
    const pieces = fc.array(fc.tuple(fc.constantFrom<1 | 2>(1, 2), fc.string({ unit: 'binary' })), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 20 }), async (frames, size) => {
        const bytes = Buffer.concat(frames.map(([stream, text]) => frame(stream, text)));
        const { stdout, stderr, done } = splitFrames(Readable.from(cut(bytes, size)));
        const [out, err] = await Promise.all([readAll(stdout), readAll(stderr), done]);
        const of = (wanted: number) =>
          Buffer.concat(
            frames.filter(([one]) => one === wanted).map(([, text]) => Buffer.from(text)),
          ).toString('utf8');
        expect([out, err]).toEqual([of(1), of(2)]);
        expect(joinFrames(bytes).toString('utf8')).toBe(
          Buffer.concat(frames.map(([, text]) => Buffer.from(text))).toString('utf8'),
        );
      }),
    );
  });

  it('holds on to nothing of the times that it waited for a slow reader', async () => {
    const many = Array.from({ length: 200 }, () => frame(1, 'x'.repeat(64 * 1024)));
    const { stdout, done } = splitFrames(Readable.from(many));
    let most = 0;
    for await (const _ of stdout) {
      most = Math.max(most, stdout.listenerCount('close'), stdout.listenerCount('error'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    expect(most).toBeLessThan(6);
  });

  it('holds the source back while nobody reads', async () => {
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken += 1;
        yield frame(1, 'x'.repeat(64 * 1024));
      }
    }
    const source = Readable.from(endless());
    const { stdout, done } = splitFrames(source);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThan(40);
    source.destroy(new Error('enough'));
    stdout.destroy();
    await expect(done).rejects.toThrow('enough');
  });

  it('breaks its outputs when the source breaks', async () => {
    async function* broken() {
      yield frame(1, 'before');
      throw new Error('cut off');
    }
    const { stdout, done } = splitFrames(Readable.from(broken()));
    await expect(done).rejects.toThrow('cut off');
    await expect(readAll(stdout)).rejects.toThrow('cut off');
  });
});

describe('passTerminal', () => {
  it('has one output', async () => {
    const { stdout, stderr } = passTerminal(Readable.from([Buffer.from('\x01\x00bytes')]));
    expect(await readAll(stdout)).toBe('\x01\x00bytes');
    expect(await readAll(stderr)).toBe('');
  });
});
