import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../src/lab/ports/engine.ts';
import type { Seat, Workbench } from '../../src/lab/ports/seat.ts';
import { lackOf } from '../../src/seats/classes/class-limits.ts';
import { homeLabel } from '../../src/seats/labels.ts';
import { workbenchImage } from '../../src/seats/seat-images.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { whyNoEmbedded } from './machine.ts';
import { makeTestImage, testImage, testImageLabel } from './test-image.ts';

/** Sees that a home's seats work. `make` gives a provider of a home that nobody else uses. */
export interface SeatContract {
  readonly name: string;
  readonly make: (home: { path: string; id: string; workspacesDir: string }) => Promise<SeatProvider>;
  /** The workspace is one copy, which the server and the engine both see. */
  readonly oneCopy: boolean;
  /** Why these seats cannot be had on this machine. */
  readonly skip?: string | undefined;
}

/** Apart from those of other runs on the same engine. */
const project = `drydock-contract-${process.pid}`;
const port = 20_000 + (process.pid % 10_000);

const compose = `
services:
  web:
    image: ${testImage}
    user: "1000:1000"
    cap_drop: [ALL]
    command: ["/serve.pl"]
    volumes: ["./page.txt:/page.txt:ro"]
    ports: ["127.0.0.1:${port}:8080"]
    stop_grace_period: 0s
`;

export function describeSeatContract({ name, make, oneCopy, skip }: SeatContract): void {
  describe.skipIf(skip !== undefined)(
    `seats: ${name}${skip === undefined ? '' : ` (skipped: ${skip})`}`,
    () => {
      const folder = makeTemporaryFolder();
      const id = `contract-${name.replaceAll(/\W+/g, '-')}-${process.pid}`;
      const workspacesDir = join(folder.path, 'workspaces');
      const workspaceDir = join(workspacesDir, 'one');
      const spec = { runId: `${id}-run`, project, workspaceDir, env: { GREETING: 'hello' } };
      let provider: SeatProvider;
      let seat: Seat;
      let bench: Workbench;

      beforeAll(async () => {
        mkdirSync(workspaceDir, { recursive: true });
        provider = await make({ path: folder.path, id, workspacesDir });
        seat = await provider.open('seat-1');
        bench = await seat.openWorkbench(spec);
      }, 120_000);

      afterAll(async () => {
        // Gone with its seat already where the engine was nested.
        await seat?.engine.removeLabelled({ 'com.docker.compose.project': project }).catch(() => {});
        await seat?.[Symbol.asyncDispose]();
        await provider?.clean();
        // On the private engine other suites use it, at the same time even; on one of somebody's own nothing is left.
        if ((await whyNoEmbedded()) !== undefined)
          await (await provider?.connect())?.pruneImages(testImageLabel, 'unused');
        await provider?.[Symbol.asyncDispose]();
        folder[Symbol.dispose]();
      });

      it('says what it is', async () => {
        expect(seat.kind).toBe(provider.kind);
        expect(seat.seatClass).toBe(provider.seatClass);
        expect(await provider.isRunning()).toBe(true);
        expect(await provider.list()).toEqual([{ id: 'seat-1', state: 'running' }]);
        const info = await seat.engine.info();
        expect(info.version).toMatch(/^\d+\.\d+/);
        expect(info.runtimes).toContain('runc');
      });

      it('finds the same workbench again', async () => {
        await using again = await seat.openWorkbench(spec);
        expect(again.container).toBe(bench.container);
        expect(again.workspacePath).toBe(bench.workspacePath);
      });

      it('has a shell in the workspace with the project and the environment of the run', async () => {
        const { stdout } = await bench.run([
          'sh',
          '-c',
          'pwd; echo "$COMPOSE_PROJECT_NAME $GREETING $HOME"; command -v tmux',
        ]);
        expect(stdout.split('\n')).toEqual([
          bench.workspacePath,
          `${project} hello /root`,
          expect.stringMatching(/tmux$/),
          '',
        ]);
      });

      it('reaches its own engine with the docker command line', async () => {
        const { stdout } = await bench.run(['docker', 'info', '--format', '{{.ID}}']);
        expect(stdout.trim()).toBe((await seat.engine.info()).id);
      });

      it('brings files in, with their mode, and deletions', async () => {
        writeFileSync(join(workspaceDir, 'a.sh'), '#!/bin/sh\necho ran\n');
        chmodSync(join(workspaceDir, 'a.sh'), 0o755);
        mkdirSync(join(workspaceDir, 'deep/er'), { recursive: true });
        writeFileSync(join(workspaceDir, 'deep/er/b.txt'), 'b');
        await bench.syncIn();
        expect((await bench.run(['sh', '-c', './a.sh; cat deep/er/b.txt'])).stdout).toBe('ran\nb');
        rmSync(join(workspaceDir, 'deep'), { recursive: true });
        await bench.syncIn();
        expect((await bench.run(['ls'])).stdout).toBe('a.sh\n');
      });

      it('brings out what was made, changed and deleted inside', async () => {
        await bench.run(['sh', '-c', 'mkdir made; echo new > made/inside; echo "echo changed" >> a.sh']);
        await bench.syncOut();
        expect(readFileSync(join(workspaceDir, 'made/inside'), 'utf8')).toBe('new\n');
        expect(readFileSync(join(workspaceDir, 'a.sh'), 'utf8')).toBe('#!/bin/sh\necho ran\necho changed\n');
        await bench.run(['rm', '-r', 'made']);
        await bench.syncOut();
        expect(existsSync(join(workspaceDir, 'made'))).toBe(false);
      });

      it("keeps the server's file where both sides changed it", async (context) => {
        context.skip(oneCopy, 'the workspace is bound: server and engine have one copy');
        writeFileSync(join(workspaceDir, 'both'), 'before');
        await bench.syncIn();
        await bench.run(['sh', '-c', 'echo inside > both']);
        writeFileSync(join(workspaceDir, 'both'), 'server');
        await bench.syncOut();
        expect(readFileSync(join(workspaceDir, 'both'), 'utf8')).toBe('server');
        await bench.syncIn();
        expect((await bench.run(['cat', 'both'])).stdout).toBe('server');
      });

      it('takes no file along when a workbench is removed and opened again', async () => {
        const other = { ...spec, runId: `${id}-again`, workspaceDir: join(workspacesDir, 'again') };
        mkdirSync(other.workspaceDir, { recursive: true });
        writeFileSync(join(other.workspaceDir, 'mine'), 'work of hours');
        await using first = await seat.openWorkbench(other);
        await first.syncIn();
        await first.remove();
        await using again = await seat.openWorkbench(other);
        await again.syncOut();
        expect(readFileSync(join(other.workspaceDir, 'mine'), 'utf8')).toBe('work of hours');
        await again.syncIn();
        expect((await again.run(['cat', 'mine'])).stdout).toBe('work of hours');
        await again.remove();
      });

      it('deletes what containers left as root, and nothing outside of the workspace', async () => {
        await bench.run(['sh', '-c', 'mkdir -m 700 rooted; echo x > "rooted/a b"; chmod 000 "rooted/a b"']);
        await bench.syncOut();
        await bench.deletePaths(['rooted']);
        await bench.syncIn();
        expect(existsSync(join(workspaceDir, 'rooted'))).toBe(false);
        expect((await bench.run(['test', '-e', 'rooted'])).exitCode).toBe(1);
        await expect(bench.deletePaths(['../two'])).rejects.toMatchObject({ code: 'path-refused' });
        await expect(bench.deletePaths(['/etc'])).rejects.toMatchObject({ code: 'path-refused' });
      });

      it('runs a compose project whose relative bind mounts and published ports work', async () => {
        await makeTestImage(bench);
        writeFileSync(join(workspaceDir, 'compose.yaml'), compose);
        writeFileSync(join(workspaceDir, 'page.txt'), 'from the workspace');
        await bench.syncIn();
        const up = await bench.run(['docker', 'compose', 'up', '-d'], { timeoutMs: 60_000 });
        expect(up).toMatchObject({ exitCode: 0 });
        const get = [
          'curl',
          '-sS',
          '--max-time',
          '5',
          '--retry',
          '20',
          '--retry-all-errors',
          '--retry-delay',
          '0',
        ];
        expect((await bench.run([...get, `http://127.0.0.1:${port}/`])).stdout).toBe('from the workspace');
        const [web] = await seat.engine.inspectContainers({ 'com.docker.compose.project': project });
        expect(web).toMatchObject({ service: 'web', status: 'running', user: '1000:1000', capDrop: ['ALL'] });
        const address = web?.networks[0]?.ipv4 ?? '';
        expect((await bench.run([...get, `http://${address}:8080/`])).stdout).toBe('from the workspace');
      });

      it('sees the kernel facts of a container through a probe', async () => {
        const [web] = await seat.engine.inspectContainers({ 'com.docker.compose.project': project });
        const pid = web?.initPid ?? 0;
        const probe = await seat.openProbe(['perl', '-e', shellProbe]);
        expect(await probe.ask(`cat /proc/${pid}/status`)).toMatch(/^CapEff:\s0000000000000000$/m);
        expect(await probe.ask(`readlink /proc/${pid}/ns/net`)).toMatch(/^net:\[\d+\]\n$/);
        expect(await probe.ask(`cat /proc/${pid}/root/page.txt`)).toBe('from the workspace');
        expect(await probe.ask(`cat /proc/${pid}/mountinfo`)).toContain(' /page.txt ');
        const find = `find /sys/fs/cgroup/ -path '*${web?.id}*' -name pids.current -exec cat {} +`;
        expect(await probe.ask(find)).toMatch(lackOf(seat.seatClass, 'limits') ? /^$/ : /^[1-9]\d*\n$/);
        const answers = await Promise.all(['echo 1', 'echo 2', 'echo 3'].map((one) => probe.ask(one)));
        expect(answers).toEqual(['1\n', '2\n', '3\n']);
        expect(await seat.openProbe(['perl', '-e', shellProbe])).toBe(probe);
      });

      it('can change nothing through a probe, where that has a container of its own', async (context) => {
        context.skip(seat.kind === 'nested', 'the seat itself is the container of the probe');
        const [web] = await seat.engine.inspectContainers({ 'com.docker.compose.project': project });
        const pid = web?.initPid ?? 0;
        const probe = await seat.openProbe(['perl', '-e', shellProbe]);
        expect(await probe.ask('touch /x 2>&1 || echo refused')).toContain('refused');
        expect(await probe.ask('echo 0 > /sys/fs/cgroup/x 2>&1 || echo refused')).toContain('refused');
        expect(await probe.ask(`kill -9 ${pid} 2>&1 || echo refused`)).toContain('refused');
        expect(await probe.ask('ls /sys/class/net')).toBe('lo\n');
        // SYS_PTRACE; where only our labs run, SYS_ADMIN too, without which the kernel shows no filter.
        const held = seat.kind === 'embedded' ? '0000000000280000' : '0000000000080000';
        expect(await probe.ask("grep -E 'Cap(Eff|Bnd)' /proc/self/status")).toBe(
          `CapEff:\t${held}\nCapBnd:\t${held}\n`,
        );
      });

      it('opens a broken line of a probe again', async () => {
        const probe = await seat.openProbe(['perl', '-e', shellProbe]);
        const first = await probe.ask('echo $PPID');
        await expect(probe.ask('kill -9 $PPID')).rejects.toMatchObject({ code: 'engine-lost' });
        expect(await probe.ask('echo $PPID')).not.toBe(first);
        await expect(probe.ask('echo 1', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
      });

      it('has a line that reaches the networks of containers from the workbench', async () => {
        await using probe = await bench.openProbe(['perl', '-e', shellProbe]);
        expect(await probe.ask(`curl -sS --max-time 5 http://127.0.0.1:${port}/`)).toBe('from the workspace');
      });

      it('gives a terminal that can be resized and ends with its program', async () => {
        await using shell = await bench.exec({ argv: ['bash', '--norc'], tty: { columns: 101, rows: 33 } });
        let shown = '';
        const until = async (text: string) => {
          for await (const chunk of shell.output) {
            shown += Buffer.from(chunk).toString('utf8');
            if (shown.includes(text)) return;
          }
        };
        await shell.write('stty size\n');
        await until('33 101');
        await shell.resize({ columns: 80, rows: 24 });
        await shell.write('stty size; exit 4\n');
        await until('24 80');
        expect(await shell.exit).toBe(4);
      });

      it('tells both outputs and the exit code apart', async () => {
        const result = await bench.run(['sh', '-c', 'echo out; echo err >&2; exit 3']);
        expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', truncated: false });
        expect((await bench.run(['cat'], { input: 'given' })).stdout).toBe('given');
        const long = await bench.run(['sh', '-c', 'seq 1 100000'], { maxBytes: 7 });
        expect(long).toMatchObject({ stdout: '\n100000\n'.slice(1), truncated: true });
      });

      it('kills what runs too long, was cancelled or is let go of', async () => {
        const sleeping = async () =>
          (await bench.run(['sh', '-c', 'pgrep -x sleep -a | grep 4321 || true'])).stdout;
        await expect(bench.run(['sleep', '4321'], { timeoutMs: 200 })).rejects.toMatchObject({
          code: 'timed-out',
        });
        const stop = AbortSignal.timeout(200);
        await expect(bench.run(['sleep', '4321'], { signal: stop })).rejects.toMatchObject({
          code: 'cancelled',
        });
        {
          await using _one = await bench.exec({ argv: ['sh', '-c', 'trap "" TERM; sleep 4321; true'] });
        }
        // A group is killed at once; its members may end a moment after the one that was waited for.
        await expect.poll(sleeping).toBe('');
      });

      it('leaves nothing of what was cancelled while it started', async () => {
        const cancelled = Array.from({ length: 24 }, (_, index) =>
          bench.run(['sleep', '6543'], { signal: AbortSignal.timeout(index * 4) }),
        );
        for (const outcome of await Promise.allSettled(cancelled))
          expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
        expect((await bench.run(['sh', '-c', 'pgrep -x sleep -a | grep 6543 || true'])).stdout).toBe('');
      });

      it('leaves alone what a process sent off to live on', async () => {
        await bench.run(['tmux', '-L', 'contract', 'new-session', '-d', '-s', 'kept', 'sleep 5432']);
        {
          await using _viewer = await bench.exec({
            argv: ['tmux', '-L', 'contract', 'attach', '-t', 'kept'],
            tty: { columns: 80, rows: 24 },
          });
          for await (const _chunk of _viewer.output) break;
        }
        expect((await bench.run(['tmux', '-L', 'contract', 'has-session', '-t', 'kept'])).exitCode).toBe(0);
        await bench.run(['tmux', '-L', 'contract', 'kill-server']);
      });

      it('holds a fast program back while nobody reads', async () => {
        await using flood = await bench.exec({
          argv: ['sh', '-c', 'yes | head -c 200000000; echo done >&2'],
        });
        const reader = flood.output[Symbol.asyncIterator]();
        await reader.next();
        // Until it writes no more: it has to be there still, with most of its output unwritten.
        const written = 'sed -n "s/wchar: //p" /proc/$(pgrep -x yes)/io';
        const waits = `until [ "$(${written})" = "$a" ]; do a=$(${written}); sleep 0.5; done; echo "$a"`;
        const { stdout } = await bench.run(['sh', '-c', waits]);
        expect(Number(stdout)).toBeGreaterThan(0);
        expect(Number(stdout)).toBeLessThan(100_000_000);
      });

      it('follows events', async () => {
        const events: EngineEvent[] = [];
        const isDeath = ({ action, labels }: EngineEvent) =>
          action === 'die' && labels['com.docker.compose.project'] === project;
        const seen = Promise.withResolvers<void>();
        await using _following = await seat.engine.follow(
          (event) => {
            events.push(event);
            if (isDeath(event)) seen.resolve();
          },
          (cause) => seen.reject(cause),
        );
        await bench.run(['docker', 'compose', 'kill', 'web']);
        await seen.promise;
        const died = events.find(isDeath);
        expect(died).toMatchObject({ type: 'container', labels: { 'com.docker.compose.service': 'web' } });
      });

      it('shows the last lines of a container that ended', async () => {
        const [web] = await seat.engine.inspectContainers({ 'com.docker.compose.project': project });
        expect(web?.status).toBe('exited');
        expect(await seat.engine.logTail(web?.id ?? '', 1)).toBe('serving on 8080\n');
      });

      it('names a port that is taken', async () => {
        const two = compose.replace(
          'services:',
          `services:\n  other:\n    image: ${testImage}\n    command: ["/serve.pl"]\n    ports: ["127.0.0.1:${port}:8080"]\n`,
        );
        writeFileSync(join(workspaceDir, 'compose.yaml'), two);
        await bench.syncIn();
        const { exitCode, stderr } = await bench.run(['docker', 'compose', 'up', '-d', '--force-recreate']);
        expect(exitCode).not.toBe(0);
        const { readComplaint } = await import('../../src/engine/engine-error.ts');
        expect(readComplaint(stderr)).toMatchObject({
          code: 'port-taken',
          message: expect.stringContaining(String(port)),
        });
      });

      it('leaves nothing of its own after clean, and everything else', async () => {
        const engine = await provider.connect();
        const image = workbenchImage;
        const theirs = { [homeLabel]: `${id}-other` };
        const spec = { name: `drydock-${id}-other`, image, argv: ['sleep', 'infinity'], labels: theirs };
        const foreign = await engine.ensureContainer(spec);
        await bench.remove();
        await provider.clean();
        expect(await provider.list()).toEqual([]);
        expect(await engine.inspectContainers({ [homeLabel]: id })).toEqual([]);
        expect(await engine.inspectContainers(theirs)).toMatchObject([{ id: foreign, status: 'running' }]);
        expect(await engine.removeLabelled(theirs)).toMatchObject({ containers: 1 });
        expect(await engine.removeLabelled({ [homeLabel]: id })).toEqual({
          containers: 0,
          networks: 0,
          volumes: 0,
        });
      });
    },
  );
}

/** Answers each line with what a shell prints for it; `kill -9 $PPID` ends it. */
const shellProbe =
  '$| = 1; while (my $line = <STDIN>) { my $said = qx{$line}; exit 1 if $? < 0; print length($said), "\\n", $said }';
