import { describe, expect, it } from 'vitest';
import { execStream } from '../../../../src/engine/exec/exec-stream.ts';
import type { ExecProcess } from '../../../../src/lab/ports/engine.ts';

/** A process of a connection: it ends when its input does, or, where it is `stubborn`, when it is signalled. */
function makeProcess({ stubborn = false } = {}) {
  const { promise: exit, resolve: end } = Promise.withResolvers<number>();
  const said: string[] = [];
  async function* sayLast(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`ended with ${await exit}`);
  }
  const process: ExecProcess = {
    output: sayLast(),
    errorOutput: sayLast(),
    exit,
    write: async () => undefined,
    endInput: () => {
      said.push('input ended');
      if (!stubborn) end(0);
    },
    resize: async () => undefined,
    [Symbol.asyncDispose]: async () => {
      said.push((await Promise.race([exit, Promise.resolve('runs')])) === 'runs' ? 'signalled' : 'let go of');
      end(143);
    },
  };
  return { process, said };
}

const closed = (stream: ReturnType<typeof execStream>) =>
  new Promise<void>((resolve) => stream.once('close', () => resolve()).destroy());

describe('a process as a stream', () => {
  it('ends by itself where the end of its input is enough', async () => {
    const { process, said } = makeProcess();
    await closed(execStream(process));
    expect(said).toEqual(['input ended', 'let go of']);
  });

  it('is signalled where it is not', async () => {
    const { process, said } = makeProcess({ stubborn: true });
    await closed(execStream(process));
    expect(said).toEqual(['input ended', 'signalled']);
  });
});
