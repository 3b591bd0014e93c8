/** What the recorder tells of a program is what strace(1) tells of the same, on a real engine. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadCatalogue } from '../../src/engine/images/catalogue.ts';
import { makeImageEngine } from '../../src/engine/images/image-engine.ts';
import { prepareImages } from '../../src/engine/images/prepare.ts';
import { requirePrepared } from '../../src/engine/images/prepare-request.ts';
import { readCallsUsed } from '../../src/lab/observation/calls-used.ts';
import type { ProbeResult } from '../../src/lab/observation/probe-result.ts';
import { syscallNumbersOf } from '../../src/lab/observation/syscall-table.ts';
import type { Workbench } from '../../src/lab/ports/seat.ts';
import { profileSchema } from '../../src/lab/seccomp/profile-schema.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { eventually } from '../fixtures/eventually.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { makeOuter, whyNoEmbedded } from './machine.ts';

const skip = await whyNoEmbedded();
const image = 'drydock/workbench:1';
const folderOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const profile = readFileSync(folderOf('labs/syscalls/allow-list/start/profiles/record.json'), 'utf8');
/** What the profile lets through without asking. */
const unasked =
  profileSchema
    .parse(JSON.parse(profile))
    .syscalls?.flatMap(({ names, action }) => (action === 'SCMP_ACT_ALLOW' ? (names ?? []) : [])) ?? [];

/** Files, processes, a pipe and an error, in numbers that are the same each time. */
const work = `
  for each in 1 2 3; do perl -e 'opendir $d, "/usr/lib" or die; @all = readdir $d; print scalar @all' > /dev/null; done
  cat /etc/passwd /nowhere 2> /dev/null
  ln -s here /tmp/link && rm /tmp/link
`;
/** Made by runc between the load of the filter and execve(2), and by no program of the work more often than strace saw. */
const ofTheRuntime = new Set(
  `brk capget capset chdir clone close close_range dup3 epoll_ctl epoll_pwait exit faccessat2 fchown fchownat fcntl fstat
  fstatfs futex getcwd getdents64 getpid getppid gettid ioctl madvise mmap munmap nanosleep newfstatat openat openat2
  prctl read readlinkat rt_sigreturn sched_yield setgid setgroups setuid statx tgkill umask`.split(/\s+/),
);
/** The runtime makes each of these some times; a hundred would be another program's. */
const mostOfTheRuntime = 100;

const compileBpf = `
  mount -t bpf bpf /sys/fs/bpf
  mkdir /sys/fs/bpf/count
  cat > /tmp/program.bpf.c
  clang -target bpf -O2 -g -I/usr/include/$(uname -m)-linux-gnu -c /tmp/program.bpf.c -o /tmp/program.o
`;
/** What bpftool prints of a map whose types the program tells. */
const MapSchema = z.array(
  z.object({
    formatted: z.object({
      key: z.union([z.number(), z.object({ group: z.string(), number: z.number() })]),
      value: z.number(),
    }),
  }),
);

describe.skipIf(skip !== undefined)('the recorder', () => {
  const home = makeTemporaryFolder();
  const project = `drydock-recorder-${process.pid}`;
  const dir = join(home.path, 'workspaces', 'one');
  const label = `com.docker.compose.project=${project}`;
  let provider: SeatProvider;
  let close: () => Promise<void>;
  let bench: Workbench;
  let runtimes: readonly string[];

  const docker = async (...words: string[]) => bench.run(['docker', ...words], { timeoutMs: 60_000 });
  const printed = async (...words: string[]) => {
    const { exitCode, stdout, stderr } = await docker(...words);
    expect(exitCode, stderr).toBe(0);
    return stdout;
  };
  const recorder = `${project}-recorder`;
  const asked = async (...words: string[]) => docker('exec', recorder, '/recorder', ...words);
  const common = ['--label', label, '--network', 'none', '--security-opt', 'no-new-privileges'];
  /** The profile of that text, where the Docker CLI of the workbench reads it. */
  const filtered = async (name: string, text: string) => {
    const file = `/tmp/${name}.json`;
    const { exitCode } = await bench.run(['sh', '-c', `cat > ${file}`], { input: text });
    expect(exitCode).toBe(0);
    return ['--security-opt', `seccomp=${file}`];
  };
  const recorded = async (name: string) =>
    filtered(
      name,
      profile
        .replace('./run/recorder.sock', join(dir, 'run', 'recorder.sock'))
        .replace('"rehearsal"', JSON.stringify(name)),
    );
  const record = async (name: string, ...argv: string[]) =>
    docker('run', '--rm', ...common, ...(await recorded(name)), image, ...argv);
  const callsOf = async (name: string) => {
    const { exitCode, stdout, stderr, durationMs } = await asked('calls', name);
    const result: ProbeResult = {
      ...{ id: 'calls', kind: 'exec', at: new Date(0).toISOString() },
      ...{ exitCode, stdout, stderr, durationMs },
    };
    const fact = readCallsUsed(result);
    if (fact.source === 'unknown') throw new Error(fact.reason);
    return fact.value;
  };

  beforeAll(async () => {
    mkdirSync(join(dir, 'run'), { recursive: true });
    provider = await makeOuter(home.path, project);
    const engine = await provider.connect();
    ({ runtimes } = await engine.info());
    const catalogue = await loadCatalogue(folderOf('labs/images'));
    requirePrepared(
      await prepareImages({
        ...makeImageEngine(engine, { owned: true, catalogue }),
        catalogue,
        images: ['workbench', 'recorder', 'bpf'],
      }),
    );
    const seat = await provider.open('seat-1');
    bench = await seat.openWorkbench({ runId: `${project}-run`, project, workspaceDir: dir });
    close = async () => {
      await seat.engine.removeLabelled({ 'com.docker.compose.project': project });
      await bench.remove();
      await seat[Symbol.asyncDispose]();
    };
    await printed(
      ...['run', '--detach', '--name', recorder, ...common, '--read-only', '--cap-drop', 'ALL'],
      ...['--volume', `${join(dir, 'run')}:/run`, 'drydock/recorder:1'],
    );
    await eventually(async () => expect((await asked('ready')).stdout).toBe('ready\n'));
  }, 600_000);
  afterAll(async () => {
    await close?.();
    await provider?.[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  }, 120_000);

  it('tells each call that strace tells, as often; what it has more is the runtime’s', async () => {
    expect(await record('worker', 'sh', '-c', work)).toMatchObject({ exitCode: 0 });
    const { calls, lost } = await callsOf('worker');
    expect(lost).toBe(0);
    const table = await printed(
      ...['run', '--rm', ...common, image, 'strace', '--follow-forks', '--summary-only'],
      ...['--summary-columns=calls,name', '--output=/dev/stdout', 'sh', '-c', work],
    );
    const traced = new Map(
      [...table.matchAll(/^ *(\d+) (\w+)$/gm)].map(([, count, name = '']) => [name, Number(count)]),
    );
    for (const aside of ['total', ...unasked]) traced.delete(aside);
    // strace counts calls as they return: not the last one of the shell, three times perl, cat, ln and rm.
    expect(calls.get('exit_group')).toBe(7);
    traced.set('exit_group', 7);
    expect(traced.size).toBeGreaterThan(20);
    const more = new Map(
      [...new Set([...calls.keys(), ...traced.keys()])]
        .map((name) => [name, (calls.get(name) ?? 0) - (traced.get(name) ?? 0)] as const)
        .filter(([, difference]) => difference !== 0),
    );
    const wrong = [...more].filter(
      ([name, difference]) => difference < 0 || difference > mostOfTheRuntime || !ofTheRuntime.has(name),
    );
    expect(wrong).toEqual([]);
  }, 120_000);

  it('tells each call that BPF counts in the same container, as often', async (task) => {
    const counter = `${project}-counter`;
    await printed(
      ...['run', '--detach', '--name', counter, '--label', label, '--network', 'none', '--privileged'],
      ...['drydock/bpf:1', 'sleep', 'infinity'],
    );
    const inCounter = async (script: string, input = '') =>
      bench.run(['docker', 'exec', '--interactive', counter, 'sh', '-ec', script], {
        input,
        timeoutMs: 60_000,
      });
    const { exitCode, stderr } = await inCounter(
      compileBpf,
      readFileSync(folderOf('test/fixtures/bpf/count.bpf.c'), 'utf8'),
    );
    expect(exitCode, stderr).toBe(0);
    const loaded = await inCounter(
      'bpftool prog loadall /tmp/program.o /sys/fs/bpf/count autoattach pinmaps /sys/fs/bpf',
    );
    if (loaded.exitCode !== 0) task.skip(`root of this host loads no BPF program: ${loaded.stderr}`);
    const id = (
      await printed('create', ...common, ...(await recorded('counted')), image, 'sh', '-c', work)
    ).trim();
    await printed('start', '--attach', id);
    const { calls, lost } = await callsOf('counted');
    const read = async (map: string) =>
      MapSchema.parse(JSON.parse((await inCounter(`bpftool -j map dump pinned /sys/fs/bpf/${map}`)).stdout));
    const numbers = syscallNumbersOf(process.arch === 'x64' ? 'amd64' : 'arm64') ?? new Map<string, number>();
    const nameOf = new Map([...numbers].map(([name, number]) => [number, name]));
    const counted = new Map<string, number>();
    for (const { formatted } of await read('counts')) {
      const { key, value } = formatted;
      // The name of the group is the container's id, or has it in its middle where systemd makes groups.
      if (typeof key === 'object' && key.group.includes(id))
        counted.set(nameOf.get(key.number) ?? `call ${key.number}`, value);
    }
    for (const aside of unasked) counted.delete(aside);
    expect({ lost, lostByBpf: (await read('lost'))[0]?.formatted.value }).toEqual({ lost: 0, lostByBpf: 0 });
    expect(counted.size).toBeGreaterThan(20);
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(calls));
    await printed('rm', '--force', id, counter);
  }, 240_000);

  it('counts of a name what its last container called, and adds what is started in that', async () => {
    await record('twice', 'rmdir', '/nowhere');
    expect((await callsOf('twice')).calls.get('rmdir')).toBe(1);
    await record('twice', 'true');
    expect((await callsOf('twice')).calls.has('rmdir')).toBe(false);
  }, 60_000);

  it('knows no container that it was not told of', async () => {
    expect(await asked('calls', 'nobody')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no container named nobody has handed over a listener'),
    });
  });

  it('makes a list that holds for the runtime under which it was recorded, and for no other', async (task) => {
    if (!runtimes.includes('crun')) task.skip('the engine has no crun');
    await record('list', 'true');
    const names = [...(await callsOf('list')).calls.keys(), ...unasked];
    const list = {
      defaultAction: 'SCMP_ACT_KILL_PROCESS',
      syscalls: [{ names, action: 'SCMP_ACT_ALLOW' }],
    };
    const under = async (runtime: string) =>
      docker(
        ...[
          'run',
          '--rm',
          '--runtime',
          runtime,
          ...common,
          ...(await filtered('made', JSON.stringify(list))),
        ],
        ...[image, 'true'],
      );
    expect(await under('runc')).toMatchObject({ exitCode: 0 });
    expect((await under('crun')).exitCode).toBeGreaterThan(0);
  }, 60_000);

  it('lets what ends together with it end in order, and leaves', async () => {
    const name = `${project}-ending`;
    await printed(
      ...['run', '--detach', '--name', name, ...common, ...(await recorded('ending')), image],
      ...['sh', '-c', 'trap "rmdir /nowhere; exit 3" TERM; while :; do sleep 0.1; done'],
    );
    await expect
      .poll(async () => (await callsOf('ending')).calls.get('clock_nanosleep') ?? 0)
      .toBeGreaterThan(1);
    await Promise.all([printed('stop', name), printed('stop', recorder)]);
    expect(await printed('inspect', '--format', '{{.State.ExitCode}}', name, recorder)).toBe('3\n0\n');
  }, 60_000);
});
