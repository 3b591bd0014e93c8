/** What a helper may do to us that whoever is root in the container has stopped, replaced or written anew. */
import { describe, expect, test } from 'vitest';
import { runToEnd } from '../../../../../src/engine/exec/command.ts';
import { makeExecHelper } from '../../../../../src/engine/exec/helper/exec-helper.ts';
import { isAlive } from '../../../../../src/engine/is-alive.ts';
import type { ExecProcess } from '../../../../../src/lab/ports/engine.ts';
import { eventually } from '../../../../fixtures/eventually.ts';
import { startLocally } from '../../../../fixtures/local-process.ts';

async function read(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A helper that says that it is there, reads one start, and does this. */
const saying = (words: string) =>
  `$| = 1; print pack "a N N", "H", 0, 0; sysread STDIN, my $start, 65536; ${words}`;

function helperThat(words: string) {
  const pids: number[] = [];
  const helper = makeExecHelper(async (request) => {
    const isHelper = request.argv[0] === 'perl';
    const process = await startLocally(
      isHelper ? { ...request, argv: ['perl', '-e', saying(words)] } : request,
    );
    if (isHelper) pids.push(process.pid);
    return process;
  });
  return { helper, pids };
}

describe('a helper that stands still', () => {
  test('keeps nobody beyond their time, nor who comes after', async () => {
    const pids: number[] = [];
    await using helper = makeExecHelper(async (request) => {
      const process = await startLocally(request);
      pids.push(process.pid);
      return process;
    });
    await runToEnd(helper.start, ['true']);
    process.kill(pids[0] ?? 0, 'SIGSTOP');
    const large = runToEnd(helper.start, ['cat'], { input: Buffer.alloc(4_000_000), timeoutMs: 200 });
    const next = runToEnd(helper.start, ['true'], { timeoutMs: 200 });
    await expect(large).rejects.toMatchObject({ code: 'timed-out' });
    await expect(next).rejects.toMatchObject({ code: 'timed-out' });
    process.kill(pids[0] ?? 0, 'SIGCONT');
  });

  test('whose streams are full keeps nobody either', async () => {
    // What is written to it is never taken.
    await using helper = makeExecHelper(async (request): Promise<ExecProcess> => {
      const process = await startLocally({ ...request, argv: ['perl', '-e', saying('sleep 600')] });
      return { ...process, write: () => new Promise(() => undefined) };
    });
    const running = runToEnd(helper.start, ['true'], { timeoutMs: 200 });
    await expect(running).rejects.toMatchObject({ code: 'timed-out' });
  });

  test('tells of no end: what was let go of is lost, with what waits for it', async () => {
    const { helper } = helperThat('sleep 600');
    await using _helper = helper;
    const line = await helper.start({ argv: ['true'] });
    const waiting = expect(read(line.output)).rejects.toMatchObject({ code: 'engine-lost' });
    await line[Symbol.asyncDispose]();
    await waiting;
    await expect(line.exit).rejects.toMatchObject({ code: 'engine-lost' });
  });
});

test.each([
  ['outputs without bytes', 'print pack("a N N", "O", 1, 0) while 1'],
  ['outputs of what was never begun', 'print pack("a N N", "O", 7, 1), "x"; sleep 600'],
  ['that it is there, twice', 'print pack("a N N", "H", 0, 0); sleep 600'],
  ['that input was taken which was never sent', 'print pack("a N N", "T", 1, 1), "9"; sleep 600'],
])('a helper that tells of %s is ended', async (_, words) => {
  const { helper, pids } = helperThat(words);
  await using _helper = helper;
  const line = await helper.start({ argv: ['true'] });
  await expect(line.exit).rejects.toMatchObject({ code: 'engine-lost' });
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
  expect(await runToEnd(helper.start, ['echo', 'by the engine'])).toMatchObject({
    stdout: 'by the engine\n',
  });
});

describe('an honest helper', () => {
  const start = async (script: string, more: { stdin?: true } = {}) => {
    const helper = makeExecHelper(startLocally);
    return { helper, line: await helper.start({ argv: ['sh', '-c', script], ...more }) };
  };

  test('is not taken for a liar where both outputs flood whoever reads slowly', async () => {
    const { helper, line } = await start('head -c 3000000 /dev/zero & head -c 3000000 /dev/zero >&2; wait');
    await using _helper = helper;
    await read((await helper.start({ argv: ['sleep', '0.3'] })).output);
    const [output, errors] = await Promise.all([read(line.output), read(line.errorOutput)]);
    expect([output.length, errors.length, await line.exit]).toEqual([3_000_000, 3_000_000, 0]);
  });

  test('lets a program go on whose reader has left', async () => {
    const { helper, line } = await start('head -c 8000000 /dev/zero; exit 3');
    await using _helper = helper;
    for await (const _ of line.output) break;
    expect(await line.exit).toBe(3);
  });

  test('keeps the order of what is written, and the end after it', async () => {
    const { helper, line } = await start('cat', { stdin: true });
    await using _helper = helper;
    const all = read(line.output);
    void line.write(Buffer.alloc(3_000_000, 'a'));
    void line.write(Buffer.alloc(200_000, 'b'));
    line.endInput();
    const expected = Buffer.concat([Buffer.alloc(3_000_000, 'a'), Buffer.alloc(200_000, 'b')]);
    expect((await all).equals(expected)).toBe(true);
  });
});
