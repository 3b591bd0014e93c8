/** Connections through the helper, and what waits for a slow reader. The helper is the real program. */
import { once } from 'node:events';
import { createServer as createHttp, request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { execStream } from '../../../../../src/engine/exec/exec-stream.ts';
import { type ExecHelper, makeExecHelper } from '../../../../../src/engine/exec/helper/exec-helper.ts';
import { shareHelper } from '../../../../../src/engine/exec/helper/share-helper.ts';
import { StreamAgent } from '../../../../../src/engine/exec/stream-agent.ts';
import { isAlive } from '../../../../../src/engine/is-alive.ts';
import type { ExecProcess } from '../../../../../src/lab/ports/engine.ts';
import { eventually } from '../../../../fixtures/eventually.ts';
import { startLocally } from '../../../../fixtures/local-process.ts';
import { makeTemporaryFolder } from '../../../../fixtures/temporary-folder.ts';

let helper: ExecHelper;
let folder: ReturnType<typeof makeTemporaryFolder>;
let pids: number[];

beforeEach(() => {
  folder = makeTemporaryFolder();
  pids = [];
  helper = makeExecHelper(async (request) => {
    const process = await startLocally(request);
    pids.push(process.pid);
    return process;
  });
});
afterEach(async () => {
  await helper[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

async function read(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function connect(path: string): Promise<ExecProcess> {
  const line = await helper.connect(path);
  if (line === undefined) throw new Error('there is no helper');
  return line;
}

describe('a connection', () => {
  let server: Server;
  let path: string;
  /** What each that connected sent, once it had ended its side. */
  let heard: Buffer[];

  beforeEach(async () => {
    path = `${folder.path}/socket`;
    heard = [];
    server = createServer({ allowHalfOpen: true }, async (socket) => {
      socket.on('error', () => undefined);
      const all = await read(socket).catch(() => Buffer.alloc(0));
      heard.push(all);
      socket.end(all);
    });
    await new Promise<void>((resolve) => {
      server.listen(path, resolve);
    });
  });
  afterEach(() => {
    server.close();
  });

  test('carries what is sent, its end, and the answer, however long', async () => {
    const sent = Buffer.alloc(8 * 1024 * 1024, 'what is sent, ');
    const stream = execStream(await connect(path));
    const answer = read(stream);
    stream.end(sent);
    expect((await answer).equals(sent)).toBe(true);
  });

  test('is one of many at once, each with its own answer', async () => {
    const answers = Array.from({ length: 30 }, async (_, index) => {
      const stream = execStream(await connect(path));
      stream.end(`number ${index}`);
      return String(await read(stream));
    });
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 30 }, (_, index) => `number ${index}`));
    expect(pids).toHaveLength(1);
  });

  test('that is let go of is closed at the other end', async () => {
    const line = await connect(path);
    await line.write('half of it');
    await line[Symbol.asyncDispose]();
    await eventually(() => expect(heard).toHaveLength(1));
    expect(await line.exit).toBe(0);
  });

  test('where nobody listens ends with 1, and says why', async () => {
    const line = await connect(`${folder.path}/nobody`);
    expect([String(await read(line.errorOutput)), await line.exit]).toEqual([
      `${folder.path}/nobody: No such file or directory\n`,
      1,
    ]);
    const stream = execStream(await connect(`${folder.path}/nobody`));
    await expect(read(stream)).rejects.toMatchObject({
      code: 'engine-lost',
      message: expect.stringContaining('No such file'),
    });
  });

  test('that the far end closes is closed here too, and takes nothing more', async () => {
    const closing = createServer((socket) => socket.end('over')).listen(`${folder.path}/closing`);
    try {
      const stream = execStream(await connect(`${folder.path}/closing`));
      const closed = once(stream, 'close');
      expect(String(await read(stream))).toBe('over');
      await closed;
      const error = await new Promise((resolve) => {
        stream.write('late', resolve);
      });
      expect(error).toBeInstanceOf(Error);
    } finally {
      closing.close();
    }
  });

  test('that an HTTP server closed is not taken for the next request', async () => {
    const http = createHttp((_, answer) => answer.end('here')).listen(`${folder.path}/http`);
    const agent = new StreamAgent(async () => execStream(await connect(`${folder.path}/http`)), {
      keepAlive: true,
    });
    try {
      const ask = async () => {
        const [answer] = await once(request({ agent, path: '/', host: 'here' }).end(), 'response');
        return String(await read(answer));
      };
      expect(await ask()).toBe('here');
      const [idle] = Object.values(agent.freeSockets).flatMap((each) => each ?? []);
      if (idle === undefined) throw new Error('the connection is not kept');
      const closed = once(idle, 'close');
      http.closeIdleConnections();
      await closed;
      expect(await ask()).toBe('here');
    } finally {
      agent.destroy();
      http.close();
    }
  });

  test('is known to be broken before anybody hears that its helper is gone', async () => {
    const stream = execStream(await connect(path));
    stream.on('error', () => undefined);
    const running = await helper.start({ argv: ['sleep', '600'] });
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await expect(running.exit).rejects.toMatchObject({ code: 'engine-lost' });
    expect(stream.destroyed).toBe(true);
  });

  test('is made by another helper where the first was killed', async () => {
    await connect(path);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await eventually(async () => {
      const stream = execStream(await connect(path));
      stream.end('again');
      expect(String(await read(stream))).toBe('again');
    });
  });

  test('is none where there is no helper', async () => {
    await using without = makeExecHelper(() => Promise.reject(new Error('no perl')));
    expect(await without.connect(path)).toBeUndefined();
  });
});

describe('a slow reader', () => {
  test('holds its program back, and no other', async () => {
    const script = 'head -c 8000000 /dev/zero; touch "$1"';
    const line = await helper.start({ argv: ['sh', '-c', script, 'sh', `${folder.path}/done`] });
    // Another gets through all its bytes meanwhile, so the first has had its turns.
    const other = await helper.start({ argv: ['head', '-c', '8000000', '/dev/zero'] });
    expect((await read(other.output)).length).toBe(8_000_000);
    await expect(read((await helper.start({ argv: ['ls', folder.path] })).output)).resolves.toHaveLength(0);
    expect((await read(line.output)).length).toBe(8_000_000);
    expect(await line.exit).toBe(0);
  });

  test('gets what a program left that has ended, however late', async () => {
    // As much as waits on the way, and a pipe full beyond it.
    const bytes = 1024 * 1024 + 60_000;
    const line = await helper.start({ argv: ['sh', '-c', `head -c ${bytes} /dev/zero; exit 3`] });
    await eventually(() =>
      expect((line.output as { readableLength?: number }).readableLength).toBeGreaterThan(0),
    );
    // For longer than others may hold the outputs of a program that has ended.
    await read((await helper.start({ argv: ['sleep', '3'] })).output);
    expect((await read(line.output)).length).toBe(bytes);
    expect(await line.exit).toBe(3);
  });

  test('of a program lets its writer wait, and go on', async () => {
    const script = `until [ -e "$1" ]; do sleep 0.02; done; wc -c`;
    const line = await helper.start({ argv: ['sh', '-c', script, 'sh', `${folder.path}/go`], stdin: true });
    let isWritten = false;
    const writing = line.write(Buffer.alloc(8_000_000)).then(() => {
      isWritten = true;
      line.endInput();
    });
    await read((await helper.start({ argv: ['sleep', '0.3'] })).output);
    expect(isWritten).toBe(false);
    await read((await helper.start({ argv: ['touch', `${folder.path}/go`] })).output);
    expect(String(await read(line.output)).trim()).toBe('8000000');
    await writing;
  });

  test('that ends without its input lets its writer go', async () => {
    const line = await helper.start({ argv: ['true'], stdin: true });
    await line.write(Buffer.alloc(8_000_000));
    expect(await line.exit).toBe(0);
  });
});

test.each([
  [
    'sends more than it was asked for',
    'my $x = "x" x 60000; print pack("a N N", "O", 1, 60000), $x for 1 .. 40',
  ],
  ['says that more was taken than a number holds', 'print pack("a N N", "T", 1, 12), "1" x 12'],
])('a helper that %s is believed no more', async (_, says) => {
  const hostile = `$| = 1; print pack "a N N", "H", 0, 0; sysread STDIN, my $y, 9; ${says}; sleep 600`;
  await using lied = makeExecHelper((request) =>
    startLocally(request.argv[0] === 'perl' ? { ...request, argv: ['perl', '-e', hostile] } : request),
  );
  const line = await lied.start({ argv: ['true'] });
  await expect(line.exit).rejects.toMatchObject({ code: 'engine-lost' });
  const next = await lied.start({ argv: ['echo', 'by the engine'] });
  expect(String(await read(next.output))).toBe('by the engine\n');
});

test('one of many who share a helper ends what it started, and nothing of the others', async () => {
  const [one, other] = [shareHelper(helper), shareHelper(helper)];
  const start = async ({ start: begin }: Pick<ExecHelper, 'start'>, name: string) => {
    const line = await begin({ argv: ['sh', '-c', 'echo $$; exec sleep 600', name] });
    for await (const chunk of line.output) return { line, pid: Number(String(chunk)) };
    throw new Error('it said nothing');
  };
  const [mine, theirs] = [await start(one, 'mine'), await start(other, 'theirs')];
  await one[Symbol.asyncDispose]();
  expect([isAlive(mine.pid), isAlive(theirs.pid)]).toEqual([false, true]);
  const late = await one.start({ argv: ['sleep', '600'] });
  expect(await late.exit).toBeGreaterThan(128);
  await other[Symbol.asyncDispose]();
});
