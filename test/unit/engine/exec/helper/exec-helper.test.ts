/** The helper is the real program, started on this machine in the place of a container. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runToEnd } from '../../../../../src/engine/exec/command.ts';
import { type ExecHelper, makeExecHelper } from '../../../../../src/engine/exec/helper/exec-helper.ts';
import { isAlive } from '../../../../../src/engine/is-alive.ts';
import type { ExecRequest, RunOptions } from '../../../../../src/lab/ports/engine.ts';
import { eventually } from '../../../../fixtures/eventually.ts';
import { startLocally } from '../../../../fixtures/local-process.ts';
import { makeTemporaryFolder } from '../../../../fixtures/temporary-folder.ts';

let helper: ExecHelper;
/** What the engine was asked to start. */
let started: { readonly request: ExecRequest; readonly pid: number }[];

beforeEach(() => {
  started = [];
  helper = makeExecHelper(async (request) => {
    const process = await startLocally(request);
    started.push({ request, pid: process.pid });
    return process;
  });
});
afterEach(() => helper[Symbol.asyncDispose]());

const run = (argv: readonly string[], options?: RunOptions) => runToEnd(helper.start, argv, options);

describe('a program through the helper', () => {
  test('has its arguments, directory, environment and outputs, and its exit status', async () => {
    const script = 'echo "$1|$GREETING|$PWD"; echo told >&2; exit 7';
    const result = await run(['sh', '-c', script, 'sh', 'a b\nc'], {
      cwd: '/usr',
      env: { GREETING: 'hé = "x"' },
    });
    expect(result).toMatchObject({ exitCode: 7, stdout: 'a b\nc|hé = "x"|/usr\n', stderr: 'told\n' });
  });

  test('gets its input, whole and ended', async () => {
    const input = 'line\n'.repeat(200_000);
    const result = await run(['sh', '-c', 'wc -c; cat >/dev/null'], { input });
    expect(result.stdout.trim()).toBe(String(input.length));
  });

  test('has an empty input where it is given none', async () => {
    expect(await run(['cat'])).toMatchObject({ exitCode: 0, stdout: '' });
  });

  test('says what it prints while it runs', async () => {
    const heard: string[] = [];
    const gate = new AbortController();
    const running = run(['sh', '-c', 'echo first; exec sleep 600'], {
      onOutput: (text) => heard.push(text),
      signal: gate.signal,
    });
    await eventually(() => expect(heard).toEqual(['first\n']));
    gate.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  test.each([
    [['/no/such/program'], 127],
    [['/etc/passwd'], 126],
  ] as const)('that cannot be started, %s, ends with %i and says why', async (argv, exitCode) => {
    expect(await run(argv)).toMatchObject({ exitCode, stderr: expect.stringContaining(argv[0]) });
  });

  test('whose directory is not there ends with 126', async () => {
    expect(await run(['true'], { cwd: '/no/such' })).toMatchObject({ exitCode: 126 });
  });

  test('that a signal ends has 128 and the signal for its status', async () => {
    expect(await run(['sh', '-c', 'kill -KILL $$'])).toMatchObject({ exitCode: 137 });
  });

  test('that is cancelled is ended with all of its group', async () => {
    using folder = makeTemporaryFolder();
    const pids = `${folder.path}/pids`;
    const gate = new AbortController();
    const script = 'sleep 600 & echo $$ $! > "$1"; trap "" TERM; wait; wait; sleep 600';
    const running = run(['sh', '-c', script, 'sh', pids], { signal: gate.signal });
    const both = await eventually(() => {
      const found = readFileSync(pids, 'utf8').trim().split(' ').map(Number);
      expect(found).toHaveLength(2);
      return found;
    });
    gate.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    await eventually(() => expect(both.filter(isAlive)).toEqual([]));
  });

  test('runs beside others, and each gets its own', async () => {
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        run(['sh', '-c', `head -c 100000 /dev/zero | tr "\\0" x; echo ${index}`]),
      ),
    );
    expect(results.map(({ stdout }) => stdout.replace(/^x+/, '').trim())).toEqual(
      Array.from({ length: 40 }, (_, index) => String(index)),
    );
    expect(started).toHaveLength(1);
  });

  test('that ends at once is told of, each of a thousand', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 1_000; round++)
      expect(await run(['true'], { timeoutMs: 5_000 })).toMatchObject({ exitCode: 0 });
  });

  test('whatever bytes it is given come back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200_000 }), async (bytes) => {
        const chunks: Uint8Array[] = [];
        await using process = await helper.start({ argv: ['cat'], stdin: true });
        const reading = (async () => {
          for await (const chunk of process.output) chunks.push(chunk);
        })();
        await process.write(bytes);
        process.endInput();
        await reading;
        expect(Buffer.concat(chunks).equals(Buffer.from(bytes))).toBe(true);
        expect(await process.exit).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  test('that leaves another with its output is told of within seconds', async () => {
    const since = performance.now();
    expect(await run(['sh', '-c', 'sleep 60 & echo left'])).toMatchObject({ exitCode: 0, stdout: 'left\n' });
    expect(performance.now() - since).toBeLessThan(30_000);
  });
});

describe('a helper', () => {
  test('that somebody killed is started anew for the next program', async () => {
    await run(['true']);
    process.kill(started[0]?.pid ?? 0, 'SIGKILL');
    await eventually(async () => expect(await run(['echo', 'again'])).toMatchObject({ stdout: 'again\n' }));
    expect(started.filter(({ request }) => request.argv[0] === 'perl').length).toBeGreaterThan(1);
  });

  test('that is killed while a program runs says that it is gone', async () => {
    const running = run(['sh', '-c', 'kill -KILL $PPID; sleep 600']);
    await expect(running).rejects.toMatchObject({ code: 'engine-lost' });
  });

  test('ends what runs when it is let go of', async () => {
    using folder = makeTemporaryFolder();
    const running = run(['sh', '-c', 'echo $$ > "$1"; exec sleep 600', 'sh', `${folder.path}/pid`]);
    running.catch(() => undefined);
    const pid = await eventually(() => {
      const found = Number(readFileSync(`${folder.path}/pid`, 'utf8'));
      expect(found).toBeGreaterThan(0);
      return found;
    });
    await helper[Symbol.asyncDispose]();
    await expect(running).rejects.toMatchObject({ code: 'engine-lost' });
    await eventually(() => expect(isAlive(pid)).toBe(false));
  });

  test('leaves to the engine what is for another user, or for a terminal', async () => {
    await using process = await helper.start({ argv: ['true'], user: '1000' });
    expect(await process.exit).toBe(0);
    expect(started.map(({ request }) => request.argv)).toEqual([['true']]);
  });

  test('that a container cannot have is not asked for again', async () => {
    const asked: string[] = [];
    await using without = makeExecHelper(async (request) => {
      asked.push(request.argv[0] ?? '');
      if (request.argv[0] === 'perl') throw new Error('no perl');
      return startLocally(request);
    });
    for (const word of ['one', 'two'])
      expect(await runToEnd(without.start, ['echo', word])).toMatchObject({ stdout: `${word}\n` });
    expect(asked).toEqual(['perl', 'echo', 'echo']);
  });

  test.each([
    ['ends at once, as where there is no perl', ['sh', '-c', 'exit 127']],
    ['says something else', ['sh', '-c', 'echo perl: command not found; exec sleep 600']],
    ['says nothing', ['sleep', '600']],
  ])('that %s is not asked for again, and the engine is', async (_, instead) => {
    const asked: string[] = [];
    await using without = makeExecHelper((request) => {
      asked.push(request.argv[0] ?? '');
      return startLocally(request.argv[0] === 'perl' ? { ...request, argv: instead } : request);
    }, 500);
    for (const word of ['one', 'two'])
      expect(await runToEnd(without.start, ['echo', word])).toMatchObject({ stdout: `${word}\n` });
    expect(asked).toEqual(['perl', 'echo', 'echo']);
  });

  test('that says nothing keeps nobody who gives up, neither the first nor who waits behind', async () => {
    const asked = Promise.withResolvers<void>();
    await using without = makeExecHelper((request) => {
      asked.resolve();
      return startLocally({ ...request, argv: ['sleep', '600'] });
    }, 60_000);
    const [first, second] = [new AbortController(), new AbortController()];
    const running = runToEnd(without.start, ['true'], { signal: first.signal });
    const behind = runToEnd(without.start, ['true'], { signal: second.signal });
    await asked.promise;
    second.abort();
    await expect(behind).rejects.toMatchObject({ code: 'cancelled' });
    first.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('that tells of an end that is none is believed no more', async () => {
    const hostile = [
      'perl',
      '-e',
      '$| = 1; print pack "a N N", "H", 0, 0; sysread STDIN, my $x, 9; print pack("a N N", "D", 1, 3), "yes"; sleep 600',
    ];
    await using lied = makeExecHelper((request) =>
      startLocally(request.argv[0] === 'perl' ? { ...request, argv: hostile } : request),
    );
    await expect(runToEnd(lied.start, ['true'])).rejects.toMatchObject({ code: 'engine-lost' });
    expect(await runToEnd(lied.start, ['echo', 'by the engine'])).toMatchObject({
      stdout: 'by the engine\n',
    });
  });
});
