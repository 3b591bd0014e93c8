import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/lab/ports/seat.ts';
import { targetsIn } from '../../../src/lab/probes/answer-lines.ts';
import { httpLine } from '../../../src/lab/probes/http.ts';
import { parseFactsAnswer } from '../../../src/observe/probe/probe-answer.ts';
import { probeArgv } from '../../../src/observe/probe/probe-program.ts';
import { openCommandLine } from './command-line.ts';

/** The probe with nothing but what Debian's essential package perl-base brings. */
function bareArgv(): readonly string[] {
  const [perl = '', flag = '', program = ''] = probeArgv();
  return [perl, flag, `BEGIN { @INC = grep m{/perl-base$}, @INC }\n${program}`];
}

/** A server on loopback that gives each connection the bytes given, and closes it or not. */
async function serve(
  reply: string,
  { close = true, until = Promise.resolve(), whenAsked = () => {} } = {},
): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', async () => {
      whenAsked();
      await until;
      if (close) socket.end(reply);
      else socket.write(reply);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

/** A child of this process that runs until it is let go of; waits until it has executed what it is to be. */
async function startChild(name: string, ...argv: string[]): Promise<ChildProcess & Disposable> {
  const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: 'ignore' });
  await once(child, 'spawn');
  await expect.poll(() => readFileSync(`/proc/${child.pid}/comm`, 'utf8').trim()).toBe(name);
  return Object.assign(child, { [Symbol.dispose]: () => void child.kill('SIGKILL') });
}

const mayUnshare = spawnSync('unshare', ['--map-root-user', '--mount', 'true']).status === 0;

/** What each target of a request came to. */
const outcomesIn = (text: string) =>
  targetsIn(text, httpLine.verbs).map((answer) => httpLine.conclude([answer]));

describe.skipIf(!existsSync('/usr/bin/perl') || !existsSync('/proc/self/status'))(
  'the probe’s program',
  () => {
    let probe: Probe;
    const ask = async (timeoutMs: number, port: number, path = '/', most = 65_536) =>
      outcomesIn(await probe.ask(`http ${most} ${timeoutMs}:127.0.0.1:${port}:${path}`))[0];

    beforeAll(() => {
      probe = openCommandLine(bareArgv());
    });
    afterAll(() => probe[Symbol.asyncDispose]());

    it('gives status and body of an HTTP answer', async () => {
      await using server = await serve(
        'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\nné\n\0\\x41 end',
      );
      expect(await ask(2_000, server.port)).toMatchObject({ status: 404, body: 'né\n\0\\x41 end' });
    });

    it('does not wait for a connection to close when the length is known', async () => {
      await using server = await serve('HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nhello', { close: false });
      const answer = await ask(60_000, server.port);
      expect(answer).toMatchObject({ status: 200, body: 'hello' });
      expect(answer?.durationMs).toBeLessThan(60_000);
    });

    it('takes what came where a server neither says a length nor closes', async () => {
      await using server = await serve('HTTP/1.0 200 OK\r\n\r\nhello', { close: false });
      expect(await ask(200, server.port)).toMatchObject({ status: 200, body: 'hello' });
    });

    it('keeps no more of a body than asked', async () => {
      await using server = await serve(`HTTP/1.0 200 OK\r\n\r\n${'x'.repeat(300_000)}`);
      expect((await ask(2_000, server.port))?.body).toHaveLength(65_536);
      expect((await ask(2_000, server.port, '/', 10))?.body).toBe('x'.repeat(10));
    });

    it('says why there is no answer', async () => {
      await using silent = await serve('', { close: false });
      await using rude = await serve('');
      await using other = await serve('SSH-2.0-OpenSSH_10.0\r\n');
      const closed = await serve('');
      await closed[Symbol.asyncDispose]();
      expect(await ask(100, silent.port)).toMatchObject({ error: 'no answer within 100 ms' });
      expect(await ask(2_000, rude.port)).toMatchObject({
        error: 'it closed the connection without an answer',
      });
      expect(await ask(2_000, other.port)).toMatchObject({ error: 'what it answered is not HTTP' });
      expect(await ask(2_000, closed.port)).toMatchObject({ error: 'Connection refused' });
    });

    it('asks many at once, each for its own time', async () => {
      await using silent = await serve('', { close: false });
      // Neither answers before both were asked.
      const asked = Promise.withResolvers<void>();
      await using one = await serve('HTTP/1.0 204 No Content\r\n\r\n', { until: asked.promise });
      await using other = await serve('HTTP/1.0 404 Not Found\r\n\r\n', { whenAsked: asked.resolve });
      const target = (timeoutMs: number, port: number) => `${timeoutMs}:127.0.0.1:${port}:/`;
      const request = [target(400, silent.port), target(20_000, one.port), target(20_000, other.port)];
      const answers = outcomesIn(await probe.ask(`http 100 ${request.join(' ')}`));
      expect(answers.map(({ status, error }) => status ?? error)).toEqual([
        'no answer within 400 ms',
        204,
        404,
      ]);
    });

    it.each([
      '',
      'nonsense',
      'http',
      'http 5 http://x/',
      'http 5 1:1.1.1.1:1:/a b',
      'facts ../../etc:1',
      'facts 1',
    ])('refuses the request %j and goes on', async (request) => {
      await expect(async () => outcomesIn(await probe.ask(request))).rejects.toThrow(/it says: /);
      expect(parseFactsAnswer(await probe.ask('facts')).host.get('last-capability')?.text).toMatch(/^\d+\n$/);
    });

    it('knows nothing of a container that is not there', async () => {
      const id = '0'.repeat(64);
      const { containers } = parseFactsAnswer(await probe.ask(`facts ${id}:0`));
      expect(containers.get(id)).toEqual({ files: new Map(), processes: [], left: 0 });
    });

    it('finds an init and what descends from it where there are no cgroups to go by', async () => {
      const id = 'd'.repeat(64);
      const { containers } = parseFactsAnswer(await probe.ask(`facts ${id}:${process.pid}`));
      const pids = containers.get(id)?.processes.map(({ pid }) => pid);
      expect(pids?.[0]).toBe(process.pid);
      expect(pids?.length).toBeGreaterThan(1);
    });

    // As a shim has it: init and what was executed in its namespaces later are its children, and so is runc.
    it.skipIf(!mayUnshare)(
      'finds what was executed in a container later where there are no cgroups',
      async () => {
        const id = 'e'.repeat(64);
        using init = await startChild('sleep', 'unshare', '--map-root-user', '--mount', 'sleep', '60');
        const enter = ['nsenter', `--target=${init.pid}`, '--user', '--mount', '--preserve-credentials'];
        using later = await startChild('perl', ...enter, 'perl', '-e', 'sleep 60');
        using again = await startChild('perl', ...enter, 'unshare', '--mount', 'perl', '-e', 'sleep 60');
        using outside = await startChild('perl', 'perl', '-e', 'sleep 60');
        const { containers } = parseFactsAnswer(await probe.ask(`facts ${id}:${init.pid}`));
        const pids = containers.get(id)?.processes.map(({ pid }) => pid);
        expect(pids).toEqual([init.pid, later.pid, again.pid]);
        expect(pids).not.toContain(outside.pid);
      },
    );

    it('tells who holds a socket that listens, where that is asked for', async () => {
      await using server = await serve('HTTP/1.0 200 OK\r\n\r\n');
      const id = 'f'.repeat(64);
      const told = async (request: string) =>
        parseFactsAnswer(await probe.ask(request))
          .containers.get(id)
          ?.files.get('listeners');
      expect(await told(`facts ${id}:${process.pid}`)).toBeUndefined();
      const listeners = await told(`facts sockets ${id}:${process.pid}`);
      expect(listeners).toMatchObject({ cut: false });
      expect(listeners?.text.split('\n')).toContain(`${process.pid} ${server.port}`);
    });

    // As the embedded seat has it: the probe is root with SYS_PTRACE, and who serves is another user.
    it.skipIf(process.getuid?.() !== 0)(
      'tells it of another user’s process too, with SYS_PTRACE alone',
      async () => {
        const serving =
          'use IO::Socket::INET; my $s = IO::Socket::INET->new(Listen => 1, LocalPort => 0) or die; sleep 60';
        const as = ['setpriv', '--reuid=10001', '--regid=10001', '--clear-groups'];
        using server = await startChild('perl', ...as, 'perl', '-e', serving);
        await using bare = openCommandLine(['setpriv', '--bounding-set=-all,+sys_ptrace', ...bareArgv()]);
        const id = 'f'.repeat(64);
        const told = async () => {
          const { containers } = parseFactsAnswer(await bare.ask(`facts sockets ${id}:${server.pid}`));
          return containers.get(id)?.files.get('listeners');
        };
        await expect
          .poll(told)
          .toMatchObject({ cut: false, text: expect.stringMatching(`^${server.pid} \\d+\n$`) });
      },
    );

    it('ends when its input does', async () => {
      const line = openCommandLine(bareArgv());
      await line.ask('facts');
      await line[Symbol.asyncDispose]();
      await expect(line.ask('facts')).rejects.toMatchObject({ code: 'engine-lost' });
    });
  },
);
