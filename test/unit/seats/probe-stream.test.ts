import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExecProcess } from '../../../src/lab/ports/engine.ts';
import { makeProbe, readAnswers } from '../../../src/seats/probe-stream.ts';

async function collect(pieces: readonly Uint8Array[]): Promise<string[]> {
  const answers: string[] = [];
  async function* source() {
    yield* pieces;
  }
  for await (const answer of readAnswers(source())) answers.push(answer);
  return answers;
}

describe('readAnswers', () => {
  it('finds answers wherever the bytes were cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.integer({ min: 1, max: 9 }),
        async (answers, size) => {
          const bytes = Buffer.concat(
            answers.map((text) => Buffer.from(`${Buffer.byteLength(text)}\n${text}`)),
          );
          const count = Math.ceil(bytes.length / size);
          const pieces = Array.from({ length: count }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          expect(await collect(pieces)).toEqual(answers);
        },
      ),
    );
  });

  it('says what stood there instead of a length', async () => {
    await expect(collect([Buffer.from('perl: not found\n')])).rejects.toThrow('"perl: not found"');
  });
});

/** A process that answers each question by itself, doubled; a question `die` ends it. */
function fakeProcess(): ExecProcess {
  const waiting: { push?: (value: Uint8Array | undefined) => void } = {};
  const queue: (Uint8Array | undefined)[] = [];
  const push = (value: Uint8Array | undefined) => {
    const take = waiting.push;
    delete waiting.push;
    if (take) take(value);
    else queue.push(value);
  };
  async function* output() {
    for (;;) {
      const next =
        queue.length > 0
          ? queue.shift()
          : await new Promise<Uint8Array | undefined>((resolve) => {
              waiting.push = resolve;
            });
      if (next === undefined) return;
      yield next;
    }
  }
  async function* nothing() {}
  return {
    output: output(),
    errorOutput: nothing(),
    exit: Promise.resolve(0),
    async write(data) {
      const request = data.toString().trim();
      push(request === 'die' ? undefined : Buffer.from(`${request.length * 2}\n${request}${request}`));
    },
    endInput: () => push(undefined),
    resize: async () => {},
    [Symbol.asyncDispose]: async () => push(undefined),
  };
}

describe('makeProbe', () => {
  it('answers in order over one line', async () => {
    let started = 0;
    await using probe = makeProbe(async () => {
      started += 1;
      return fakeProcess();
    });
    expect(await Promise.all(['a', 'bb', 'ccc'].map((one) => probe.ask(one)))).toEqual([
      'aa',
      'bbbb',
      'cccccc',
    ]);
    expect(started).toBe(1);
  });

  it('opens a broken line once more for a question, and then gives up', async () => {
    let started = 0;
    await using probe = makeProbe(async () => {
      started += 1;
      return fakeProcess();
    });
    await expect(probe.ask('die')).rejects.toMatchObject({ code: 'engine-lost' });
    expect(started).toBe(2);
    expect(await probe.ask('x')).toBe('xx');
  });

  it('does not keep a line that could not be opened', async () => {
    let started = 0;
    await using probe = makeProbe(async () => {
      started += 1;
      if (started === 1) throw new Error('not yet');
      return fakeProcess();
    });
    await expect(probe.ask('x')).rejects.toThrow('not yet');
    expect(await probe.ask('x')).toBe('xx');
  });

  it('takes a process that answers nothing any more for a broken one', async () => {
    const processes: { asked: number; disposals: number }[] = [];
    await using probe = makeProbe(async () => {
      const seen = { asked: 0, disposals: 0 };
      processes.push(seen);
      const output = new PassThrough();
      return {
        ...fakeProcess(),
        output,
        write: async () => void seen.asked++,
        [Symbol.asyncDispose]: async () => {
          seen.disposals++;
          output.end();
        },
      };
    });
    const giveUp = new AbortController();
    const asked = Array.from({ length: 64 }, () => probe.ask('x', giveUp.signal));
    await expect.poll(() => processes[0]?.asked).toBe(64);
    giveUp.abort();
    for (const one of await Promise.allSettled(asked)) expect(one).toMatchObject({ status: 'rejected' });
    const last = new AbortController();
    const again = probe.ask('x', last.signal);
    await expect.poll(() => processes[1]?.asked).toBe(1);
    expect(processes[0]?.disposals).toBe(1);
    last.abort();
    await expect(again).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('takes one line a question, and none once it is closed', async () => {
    const probe = makeProbe(async () => fakeProcess());
    await expect(probe.ask('a\nb')).rejects.toMatchObject({ code: 'internal' });
    await probe[Symbol.asyncDispose]();
    await expect(probe.ask('a')).rejects.toMatchObject({ code: 'cancelled' });
  });
});
