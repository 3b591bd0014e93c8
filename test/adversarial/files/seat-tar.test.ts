/** The program that packs in a seat is whoever's is root in there: it may fail, complain or stay. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { ConnectedEngine } from '../../../src/engine/connect.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import type { ExecProcess } from '../../../src/lab/ports/engine.ts';
import { ChangedWhileRead } from '../../../src/seats/changed-while-read.ts';
import { enterRootless } from '../../../src/seats/nested/rootless-exec.ts';
import { makeExchange } from './exchanged.ts';

/** A seat in which one program was started, which does as it is told. */
function seatWith(
  program: Pick<ExecProcess, 'output' | 'errorOutput' | 'exit'>,
  onEnd: () => void = () => undefined,
) {
  const process: ExecProcess = {
    ...program,
    write: async () => undefined,
    endInput: () => undefined,
    resize: async () => undefined,
    [Symbol.asyncDispose]: async () => onEnd(),
  };
  // Nothing else is asked of the outer engine where an archive is taken.
  return enterRootless({ exec: async () => process } as Partial<ConnectedEngine> as ConnectedEngine, 1);
}

async function take(inside: ReturnType<typeof enterRootless>): Promise<void> {
  for await (const _ of await inside.getArchive('seat', '/workspaces/one'));
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

it('case 100: a tar that fails and complains of 200 MiB: its last words, and what to do', async () => {
  async function* complaints() {
    for (let index = 0; index < 200; index += 1) yield Buffer.alloc(1024 * 1024, 'x');
    yield Buffer.from('tar: it was not me');
  }
  const seat = seatWith({ output: nothing(), errorOutput: complaints(), exit: Promise.resolve(2) });
  const failed = expect.objectContaining({
    code: 'engine-failed',
    message: expect.stringContaining(
      '/workspaces/one: tar failed there. What the server has of them is as it was.',
    ),
    output: expect.stringMatching(/^x{1,4000}tar: it was not me$/),
  });
  await expect(take(seat)).rejects.toEqual(failed);
});

it('case 100: a tar that does not end is ended', async () => {
  vi.useFakeTimers();
  try {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(512);
      await ended;
    }
    const seat = seatWith(
      { output: endless(), errorOutput: nothing(), exit: ended.then(() => 137) },
      resolve,
    );
    const taking = expect(take(seat)).rejects.toMatchObject({ code: 'timed-out', fix: expect.any(String) });
    await vi.advanceTimersByTimeAsync(120_000);
    await taking;
  } finally {
    vi.useRealTimers();
  }
});

const cut = 'tar: one/notes: File shrank by 3999990 bytes; padding with zeros';

it('case 226: a file that is cut while tar reads it is not taken with what tar makes up', async () => {
  async function* words(text: string) {
    yield Buffer.from(text);
  }
  const seat = (text: string) =>
    seatWith({ output: nothing(), errorOutput: words(text), exit: Promise.resolve(1) });
  await expect(take(seat(cut))).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringContaining('cut a file while it was read'),
    output: cut,
  });
  // What has grown is whole as it was.
  await take(seat('tar: one/log: file changed as we read it'));
});

it('case 226: it is read again, and an error where that goes on', async () => {
  let reads = 0;
  let cuts = 1;
  using at = makeExchange((local) => ({
    async getArchive(container, path) {
      reads += 1;
      if (reads <= cuts)
        throw new DrydockError('engine-failed', { message: cut, cause: new ChangedWhileRead() });
      return local.getArchive(container, path);
    },
  }));
  writeFileSync(join(at.seat, 'notes'), 'whole');
  await at.link.syncOut();
  expect([reads, readFileSync(join(at.server, 'notes'), 'utf8')]).toEqual([2, 'whole']);
  [reads, cuts] = [0, 1_000];
  await expect(at.link.syncOut()).rejects.toMatchObject({ code: 'engine-failed', message: cut });
  expect(readFileSync(join(at.server, 'notes'), 'utf8')).toBe('whole');
});
