import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/lab/observation/fact.ts';
import type {
  Observation,
  ObservedContainer,
  ObservedProcess,
} from '../../../src/lab/observation/observation.ts';
import type { Seat, Workbench } from '../../../src/lab/ports/seat.ts';
import { type ActiveProbeInput, ActiveProbeSchema } from '../../../src/lab/probes/active-probe.ts';
import { type LiveMoment, type WatchTools, watchProject } from '../../../src/observe/live.ts';
import { observe } from '../../../src/observe/observe.ts';
import { probeArgv } from '../../../src/observe/probe/probe-program.ts';
import { parseMountinfo } from '../../../src/observe/proc/mountinfo.ts';
import { parseProcessStatus } from '../../../src/observe/proc/process-status.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { observedProject, removeObserved, startObserved } from './observed-project.ts';

/** Sees that an observation of a seat tells what is true in its containers. */
export interface ObservationContract {
  readonly name: string;
  readonly make: (home: { path: string; id: string; workspacesDir: string }) => Promise<SeatProvider>;
  readonly skip?: string | undefined;
}

/** The same, that writes down the name of each method that is called. */
function countCalls<T extends object>(of: T, calls: string[]): T {
  return new Proxy(of, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]): unknown => {
        calls.push(String(name));
        return Reflect.apply(value, target, args);
      };
    },
  });
}

/** Loads the BPF program "return 0", attaches it to the tracepoint of all system calls, and holds that: bpf(2), amd64. */
const holdBpfLink = `
my ($program, $license, $name) = (pack("C C s l", 0xb7, 0, 0, 0) . pack("C C s l", 0x95, 0, 0, 0), "GPL\\0", "sys_enter\\0");
my $at = sub { unpack "Q", pack "p", $_[0] };
my $load = pack "L L Q Q L L Q", 17, 2, $at->($program), $at->($license), 0, 0, 0;
my $number = syscall 321, 5, $load, length $load;
my $open = pack "Q L L", $at->($name), $number, 0;
syscall 321, 17, $open, 16;
sleep 300`;

/** Prints the namespaces, as `net:[4026531840]`, of the process that runs it. */
const printNamespaces = 'print join " ", map { readlink "/proc/self/ns/$_" } qw(ipc mnt net pid user uts)';

export function describeObservationContract({ name, make, skip }: ObservationContract): void {
  describe.skipIf(skip !== undefined)(
    `observations: ${name}${skip === undefined ? '' : ` (skipped: ${skip})`}`,
    () => {
      const folder = makeTemporaryFolder();
      const id = `observe-${name}-${process.pid}`;
      let provider: SeatProvider;
      let seat: Seat;
      let bench: Workbench;
      let tools: WatchTools;
      let all: Observation;
      let hasRunsc = false;

      beforeAll(async () => {
        const workspacesDir = join(folder.path, 'workspaces');
        const workspaceDir = join(workspacesDir, 'one');
        mkdirSync(workspaceDir, { recursive: true });
        provider = await make({ path: folder.path, id, workspacesDir });
        seat = await provider.open('seat-1');
        bench = await seat.openWorkbench({ runId: `${id}-run`, project: observedProject, workspaceDir });
        const info = await seat.engine.info();
        hasRunsc = info.runtimes.includes('runsc');
        tools = {
          engine: seat.engine,
          info,
          openProbe: (signal) => seat.openProbe(probeArgv(), signal),
          openHttpProbe: (signal) => bench.openProbe(probeArgv(), signal),
        };
        await startObserved(bench, { withRunsc: hasRunsc });
        all = await untilStarted();
      });

      afterAll(async () => {
        if (bench) await removeObserved(bench);
        await bench?.remove();
        await seat?.[Symbol.asyncDispose]();
        await provider?.clean();
        await provider?.[Symbol.asyncDispose]();
        folder[Symbol.dispose]();
      });

      /** Once every container's program has come as far as the tests look at it. */
      async function untilStarted(): Promise<Observation> {
        for await (const moment of watchProject(observedProject, tools, {
          signal: AbortSignal.timeout(60_000),
        })) {
          if (moment.kind === 'unseen') continue;
          const { containers } = moment.observation;
          const started = (service: string, when: (process: ObservedProcess) => boolean) => {
            const processes = containers.find((each) => each.service === service)?.processes;
            return processes?.source === 'kernel' && processes.value.some(when);
          };
          const gone = containers.find((each) => each.service === 'gone');
          const listens = containers.find((each) => each.service === 'web')?.listening;
          if (
            gone?.declared.status === 'exited' &&
            listens?.source === 'kernel' &&
            listens.value.some(({ port }) => port === 80) &&
            started('side', ({ argv }) => argv[0]?.startsWith('x\n') === true) &&
            started('mapped', ({ uidMap }) => uidMap[0]?.length === 1) &&
            started('group', (process) => !process.init && process.name === 'sleep')
          )
            return moment.observation;
        }
        throw new Error('the project never got there');
      }

      const container = (service: string): ObservedContainer => {
        const found = all.containers.find((each) => each.service === service);
        if (!found) throw new Error(`no container of ${service}`);
        return found;
      };
      const known = <T>(fact: Fact<T>): T => {
        if (fact.source === 'unknown') throw new Error(fact.reason);
        return fact.value;
      };
      const init = (service: string): ObservedProcess => {
        const found = known(container(service).processes).find((each) => each.init);
        if (!found) throw new Error(`no init of ${service}`);
        return found;
      };
      const inside = async (service: string, ...argv: string[]) =>
        (await seat.engine.run(container(service).declared.id, argv)).stdout;

      it('finds every container, and says of each fact where it comes from', () => {
        const services = ['few', 'gone', 'group', 'mapped', ...(hasRunsc ? ['sand'] : []), 'side', 'web'];
        expect(all.containers.map(({ service }) => service)).toEqual(services);
        for (const service of ['group', 'mapped', 'side', 'web'])
          expect(container(service).processes.source).toBe('kernel');
        expect(container('gone').processes).toEqual({
          source: 'unknown',
          reason: 'it is not running (exited)',
          cause: 'not-seen',
        });
        expect(container('gone').declared.exitCode).toBe(3);
      });

      it.each(['web', 'side', 'group'])('says of %s what its own /proc says', async (service) => {
        const declared = container(service).declared;
        const innerPid = init(service).innerPid;
        const own = parseProcessStatus(await inside(service, 'cat', `/proc/${innerPid}/status`));
        const { name, uids, gids, groups, capabilities, seccompMode, seccompFilters } = init(service);
        expect(own).toMatchObject({ name, uids, gids, groups, capabilities, seccompMode, seccompFilters });
        expect(own?.noNewPrivileges).toBe(init(service).noNewPrivileges);
        expect(declared.initPid).toBe(init(service).pid);
        const mounts = parseMountinfo(await inside(service, 'cat', `/proc/${innerPid}/mountinfo`));
        expect(known(container(service).mounts)).toEqual(mounts);
      });

      it('has the facts of a hardened container right', () => {
        expect(init('web')).toMatchObject({
          innerPid: 1,
          executable: '/usr/bin/perl',
          argv: ['/usr/bin/perl', '/serve.pl'],
          uids: [10001, 10001, 10001, 10001],
          gids: [10002, 10002, 10002, 10002],
          capabilities: { effective: [], bounding: [], permitted: [], inheritable: [], ambient: [] },
          seccompMode: 2,
          noNewPrivileges: true,
        });
        expect(init('web').groups).toContain(10003);
        expect(container('web').rootReadOnly).toEqual({ source: 'kernel', value: true });
        expect(container('mapped').rootReadOnly).toEqual({ source: 'kernel', value: false });
        expect(known(container('web').mounts)).toContainEqual(
          expect.objectContaining({ mountPoint: '/tmp', type: 'tmpfs', readOnly: false }),
        );
        const { memoryUsedBytes, pidsUsed, ...limits } = known(container('web').limits);
        expect(limits).toEqual({ memoryBytes: 64 * 1024 * 1024, cpus: 0.5, pids: 64 });
        expect(pidsUsed).toBe(1);
        expect(memoryUsedBytes).toBeGreaterThan(0);
        expect(known(container('web').listening)).toContainEqual({
          protocol: 'tcp',
          address: '0.0.0.0',
          port: 80,
        });
      });

      it('names capabilities as capsh does', async () => {
        const { bounding } = init('side').capabilities;
        expect(bounding).toContain('NET_ADMIN');
        const status = await inside('side', 'cat', `/proc/${init('side').innerPid}/status`);
        const [, mask = ''] = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status) ?? [];
        const { stdout } = await bench.run(['capsh', `--decode=${mask}`]);
        expect(stdout.trim().split('=')[1]?.split(',')).toEqual(
          bounding.map((each) => `cap_${each.toLowerCase()}`),
        );
      });

      it('tells namespaces by the numbers that processes inside see', async () => {
        for (const service of ['web', 'side']) {
          const seen = await inside(service, 'perl', '-e', printNamespaces);
          const { ipc, mnt, net, pid, user, uts } = init(service).namespaces;
          expect(seen).toBe(
            `ipc:[${ipc}] mnt:[${mnt}] net:[${net}] pid:[${pid}] user:[${user}] uts:[${uts}]`,
          );
        }
        expect(init('side').namespaces.pid).toBe(init('web').namespaces.pid);
        expect(init('side').namespaces.net).toBe(init('web').namespaces.net);
        expect(init('side').namespaces.mnt).not.toBe(init('web').namespaces.mnt);
        const host = known(all.host).namespaces;
        expect(host.user).toBe(init('web').namespaces.user);
        expect(host.net).toBeDefined();
        expect(host.net).not.toBe(init('web').namespaces.net);
        expect(host.user).not.toBe(init('mapped').namespaces.user);
      });

      it('keeps processes of a shared pid namespace with their own container', () => {
        const pids = (service: string) => known(container(service).processes).map(({ pid }) => pid);
        expect(pids('web')).toHaveLength(1);
        expect(pids('side')).not.toContain(pids('web')[0]);
        expect(init('side').innerPid).toBeGreaterThan(1);
      });

      it('maps ids of a user namespace', () => {
        expect(init('mapped')).toMatchObject({
          uids: [10005, 10005, 10005, 10005],
          uidMap: [{ inside: 0, outside: 10005, length: 1 }],
          name: 'sleep',
        });
        expect(init('mapped').capabilities.effective).toContain('SYS_ADMIN');
      });

      it('is not misled by what a process calls itself, and leaves zombies out', () => {
        expect(known(container('side').processes)).toHaveLength(1);
        expect(init('side').argv).toEqual(['x\nprocess 1\nis status Name:\\x09forged']);
      });

      it('finds processes in cgroups below the container’s', () => {
        const processes = known(container('group').processes);
        expect(processes.map(({ name }) => name).sort()).toEqual(['sh', 'sleep']);
        expect(processes.filter((each) => each.init).map(({ name }) => name)).toEqual(['sh']);
        expect(init('group').capabilities.effective).toContain('SYS_ADMIN');
        expect(init('group').seccompMode).toBe(0);
        expect(container('group').limits.source).toBe('kernel');
      });

      it('tells the sysctls that the engine set in private networks, also of who shares one', () => {
        expect(known(container('web').sysctls)['net.ipv4.ip_unprivileged_port_start']).toBe('0');
        expect(container('side').sysctls).toEqual(container('web').sysctls);
      });

      it('lets a sandboxed container speak for itself', ({ skip: skipTest }) => {
        if (!hasRunsc) skipTest('this engine has no runsc');
        expect(container('sand').processes).toMatchObject({
          source: 'sandbox',
          value: [{ innerPid: 1, name: 'sleep', argv: ['sleep', '100000'], capabilities: { bounding: [] } }],
        });
        expect(container('sand').mounts.source).toBe('sandbox');
        expect(container('sand').limits).toMatchObject({
          source: 'kernel',
          value: { memoryBytes: 96 * 1024 * 1024 },
        });
      });

      it('tells what the filters in force answer, and leaves their processes running', async () => {
        const answersOf = (service: string) => {
          const { pid } = init(service);
          const group = known(container(service).filters).find(({ pids }) => pids.includes(pid));
          return group?.answers;
        };
        expect(answersOf('web')).toMatchObject({ source: 'kernel', value: { filters: 1, usual: 'allow' } });
        expect(
          known(answersOf('web') ?? { source: 'unknown', reason: 'web has none', cause: 'not-seen' }).unusual,
        ).toMatchObject({
          'errno 1': expect.arrayContaining(['keyctl', 'mount', 'bpf']),
          'errno 38': expect.arrayContaining(['clone3']),
          'by-arguments': expect.arrayContaining(['personality']),
        });
        expect(container('web').syscalls.source).toBe('kernel');
        // One profile, two runtimes, two answers to a call that it does not name.
        expect(answersOf('web')).toMatchObject({ value: { beyond: 'errno 38' } });
        expect(answersOf('side')).toMatchObject({ source: 'kernel', value: { beyond: 'errno 1' } });
        expect(answersOf('group')).toMatchObject({ source: 'kernel', value: { filters: 0, usual: 'allow' } });
        const status = await inside('side', 'cat', `/proc/${init('web').innerPid}/status`);
        expect(status).toMatch(/^State:\s+[SR]/m);
        expect(status).toMatch(/^TracerPid:\s+0$/m);
      });

      it('tells what limits did', async () => {
        const { limitEffects } = container('web');
        expect(known(limitEffects.oomKills)).toBe(0);
        expect(known(limitEffects.pidsRefused)).toBe(0);
        expect(known(limitEffects.throttling).periods).toBeGreaterThan(0);
        // Forty children that stay are too many for a limit of 16; perl tells how many it could not make.
        const tooMany =
          'my $no = 0; for (1..40) { my $pid = fork; $no++ unless defined $pid; if (defined $pid && !$pid) { sleep 2; exit } } print $no';
        const refused = Number(await inside('few', 'perl', '-e', tooMany));
        expect(refused).toBeGreaterThan(0);
        const { containers } = await observe(observedProject, tools);
        const few = containers.find(({ service }) => service === 'few')?.limitEffects;
        expect(few && known(few.pidsRefused)).toBeGreaterThan(0);
      });

      it('tells what the Engine was told of networks, restarts and covered paths, and modes of mounted files', async () => {
        expect(container('few').declared).toMatchObject({
          restartPolicy: 'on-failure',
          restartMaximum: 3,
          networks: [{ internal: true }],
          maskedPaths: expect.arrayContaining(['/proc/kcore']),
          readonlyPaths: expect.arrayContaining(['/proc/sys']),
        });
        expect(container('group').declared).toMatchObject({
          maskedPaths: [],
          networks: [{ internal: false }],
        });
        const hosts = known(container('web').mountedFiles).find(({ path }) => path === '/etc/hosts');
        const stat = 'my @s = stat shift; printf "%d %d %d %d", $s[2] & 07777, @s[4, 5, 7]';
        const own = (await inside('web', 'perl', '-e', stat, '/etc/hosts')).split(' ').map(Number);
        expect(hosts && [hosts.mode, hosts.uid, hosts.gid, hosts.bytes]).toEqual(own);
      });

      it('tells the host', () => {
        expect(known(all.host)).toMatchObject({
          kernel: expect.stringMatching(/^\d+\.\d+/),
          lastCapability: expect.any(Number),
          sysctls: { 'user.max_user_namespaces': expect.stringMatching(/^\d+$/) },
        });
      });

      it('tries what a manifest declares', async () => {
        const probes = (
          [
            { id: 'home', kind: 'http', service: 'web', port: 80 },
            { id: 'through-side', kind: 'http', service: 'side', port: 80 },
            { id: 'closed', kind: 'http', service: 'web', port: 81 },
            { id: 'gone', kind: 'http', service: 'gone', port: 80 },
            { id: 'write', kind: 'exec', service: 'web', argv: ['sh', '-c', 'echo x > /x'] },
            { id: 'as-root', kind: 'exec', service: 'web', argv: ['cat', '/proc/self/status'], user: '0' },
            { id: 'absent', kind: 'exec', service: 'web', argv: ['no-such-program'] },
            { id: 'slow', kind: 'exec', service: 'mapped', argv: ['sleep', '100'], timeoutMs: 300 },
          ] satisfies ActiveProbeInput[]
        ).map((each) => ActiveProbeSchema.parse(each));
        const results = (await observe(observedProject, tools, { probes })).probes;
        expect(results.home).toMatchObject({ status: 200, body: 'hello\n', kind: 'http' });
        expect(results['through-side']).toMatchObject({ status: 200, body: 'hello\n' });
        expect(results.closed).toMatchObject({ error: 'Connection refused' });
        expect(results.gone).toMatchObject({ error: 'gone is not running (exited)' });
        expect(results.write?.exitCode).not.toBe(0);
        expect(results.write?.stderr).toMatch(/Read-only file system/);
        expect(results['as-root']?.stdout).toMatch(/^Uid:\t0\t/m);
        expect(results.absent?.exitCode ?? 127).not.toBe(0);
        expect(results.slow?.error).toMatch(/300 ms/);
      });

      it('tells what is asked for: other namespaces and who owns them, BPF links, what the host can do', async () => {
        const start = (script: string) =>
          seat.engine.run(container('group').declared.id, ['sh', '-c', `(${script}) >/dev/null 2>&1 &`]);
        await start('exec unshare --map-root-user --net --mount sleep 300');
        await start(`exec perl -e '${holdBpfLink}'`);
        const names = ['btf', 'bpf-tracing', 'bpf-lsm', 'ids-65536', 'images-containerd'];
        const options = { asked: { facts: ['namespaces', 'bpf'], abilities: names } } as const;
        const look = () => observe(observedProject, tools, options);
        const found = (seen: Observation) => {
          const group = seen.containers.find(({ service }) => service === 'group');
          if (!group) throw new Error('no container of group');
          const apart = known(group.processes).find(({ uidMap }) => uidMap[0]?.length === 1);
          return { group, apart, canLoad: seen.abilities['bpf-tracing']?.has === true };
        };
        const isThere = (seen: Observation) => {
          const { group, apart, canLoad } = found(seen);
          return apart?.name === 'sleep' && (!canLoad || known(group.asked.bpfLinks).length > 0);
        };
        let seen = await look();
        await eventually(async () => {
          seen = await look();
          expect(isThere(seen)).toBe(true);
        });
        const { group, apart, canLoad } = found(seen);
        if (!apart) throw new Error('no process in namespaces of its own');
        const { net = 0, user } = apart.namespaces;
        const network = known(group.asked.networks).find(({ inode }) => inode === net);
        expect(network).toMatchObject({ interfaces: ['lo'], routes: [], listening: { value: [] } });
        const own = known(group.asked.networks).find(({ inode }) => inode !== net);
        expect(own?.addresses).toContain(group.declared.networks[0]?.ipv4);
        expect(own?.routes).toContainEqual(expect.objectContaining({ to: '0.0.0.0/0', on: 'eth0' }));
        expect(known(group.asked.namespaceOwners)[net]).toBe(user);
        expect(known(group.asked.mountViews).map(({ pids }) => pids)).toContainEqual([apart.pid]);
        expect(known(group.asked.bpfLinks).map(({ type }) => type)).toEqual(
          canLoad ? ['raw_tracepoint'] : [],
        );
        expect(Object.keys(seen.abilities)).toEqual(names);
        expect(container('group').asked.networks).toMatchObject({ source: 'unknown', cause: 'not-yet' });
      });

      it('tries connections from the network of one container to another', async ({ skip: skipTest }) => {
        const tried = (id: string, to: string, port: number) =>
          ActiveProbeSchema.parse({ kind: 'reach', id, service: 'mapped', to, port, timeoutMs: 500 });
        const { probes } = await observe(observedProject, tools, {
          probes: [tried('open', 'web', 80), tried('silent', 'web', 81), tried('apart', 'few', 80)],
        });
        if (probes.open?.cause === 'host-lacks') return skipTest(probes.open.error);
        expect(probes.open).toMatchObject({ kind: 'reach', reached: 'arrived' });
        expect(probes.silent).toMatchObject({ reached: 'refused' });
        expect(probes.apart).toMatchObject({ reached: 'shut' });
      });

      it('moves by itself when a container changes', async () => {
        const moments: LiveMoment[] = [];
        const stop = new AbortController();
        let isKilled = false;
        let isSeen = false;
        const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)]);
        for await (const moment of watchProject(observedProject, tools, { signal })) {
          moments.push(moment);
          const mapped =
            moment.kind === 'observation'
              ? moment.observation.containers.find(({ service }) => service === 'mapped')
              : undefined;
          if (mapped?.declared.status === 'running' && !isKilled) {
            isKilled = true;
            void bench.run(['docker', 'kill', mapped.declared.id]);
          } else if (mapped?.declared.status === 'exited') {
            isSeen = true;
            stop.abort();
          }
        }
        expect(moments.every(({ kind }) => kind === 'observation')).toBe(true);
        expect(isSeen).toBe(true);
      });

      it('costs one question of a probe that is open, and starts no program', async () => {
        const asked: string[] = [];
        const counted = {
          ...tools,
          engine: countCalls(tools.engine, asked),
          openProbe: async (signal?: AbortSignal) =>
            countCalls(await seat.openProbe(probeArgv(), signal), asked),
        };
        const filter = {
          'com.docker.compose.service': 'web',
          'com.docker.compose.project': observedProject,
        };
        const line = await seat.openProbe(probeArgv());
        for (let round = 0; round < 5; round += 1) await observe(observedProject, counted, { filter });
        expect(asked.filter((call) => call === 'ask')).toHaveLength(5);
        expect(asked).not.toContain('run');
        expect(asked).not.toContain('exec');
        expect(await seat.openProbe(probeArgv())).toBe(line);
      });
    },
  );
}
