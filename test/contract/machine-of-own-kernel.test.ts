/** A machine of its own kernel, as a service without powers: in a seat of root's and in one of nobody's. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../src/engine/connect.ts';
import { loadCatalogue } from '../../src/engine/images/catalogue.ts';
import { copyImages } from '../../src/engine/images/copy-images.ts';
import { makeImageEngine } from '../../src/engine/images/image-engine.ts';
import { prepareImages } from '../../src/engine/images/prepare.ts';
import { requirePrepared } from '../../src/engine/images/prepare-request.ts';
import type { Workbench } from '../../src/lab/ports/seat.ts';
import { makeNestedProvider } from '../../src/seats/nested/nested-provider.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { makeOuter, whyNoEmbedded } from './machine.ts';

const skip =
  (await whyNoEmbedded()) ??
  (process.arch === 'x64' ? undefined : 'the machine’s image has QEMU and a kernel of x86_64 alone');
const folderOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const image = 'drydock/kernel:1';

/** Clang of the catalogue makes the object, which the guest’s kernel then fits to its own types. */
const compile = `
  cat > /tmp/program.bpf.c
  clang -target bpf -O2 -g -I/usr/include/$(uname -m)-linux-gnu -c /tmp/program.bpf.c -o /tmp/program.o
  base64 --wrap=0 /tmp/program.o
`;

/** Holds the outer engine with the images in it; both suites use it. */
async function openOuter(
  home: string,
  id: string,
): Promise<{ outer: SeatProvider; engine: ConnectedEngine }> {
  const outer = await makeOuter(home, id);
  const engine = await outer.connect();
  const catalogue = await loadCatalogue(folderOf('labs/images'));
  requirePrepared(
    await prepareImages({
      ...makeImageEngine(engine, { owned: true, catalogue }),
      catalogue,
      images: ['workbench', 'kernel', 'bpf'],
    }),
  );
  return { outer, engine };
}

for (const kind of ['embedded', 'rootless'] as const) {
  describe.skipIf(skip !== undefined)(`a machine of its own kernel, in a seat that is ${kind}`, () => {
    const home = makeTemporaryFolder();
    const id = ulid();
    const project = `drydock-machine-${process.pid}-${kind}`;
    const name = `${project}-guarded`;
    const label = `com.docker.compose.project=${project}`;
    const dir = join(home.path, 'workspaces', 'one');
    const modest = [
      ...['--label', label, '--network', 'none', '--read-only', '--cap-drop', 'ALL'],
      ...['--security-opt', 'no-new-privileges'],
    ];
    let bench: Workbench;
    let object: string;
    let close: () => Promise<void>;

    const docker = async (words: readonly string[], input = '') =>
      bench.run(['docker', ...words], { input, timeoutMs: 120_000 });
    const printed = async (...words: string[]) => {
      const { exitCode, stdout, stderr } = await docker(words);
      expect(exitCode, stderr).toBe(0);
      return stdout;
    };
    const guest = async (argv: readonly string[], input = '') =>
      docker(['exec', '--interactive', name, 'machine-exec', ...argv], input);
    const inGuest = async (script: string) => {
      const { exitCode, stdout, stderr } = await guest(['--', 'sh', '-ec', script]);
      expect(exitCode, stderr).toBe(0);
      return stdout;
    };

    beforeAll(async () => {
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, 'note'), 'from the workspace\n');
      const { outer, engine } = await openOuter(home.path, id);
      const provider =
        kind === 'embedded'
          ? outer
          : makeNestedProvider({
              outer,
              homeId: id,
              workspacesDir: join(home.path, 'workspaces'),
              seatClass: kind,
            });
      const seat = await provider.open('main');
      if (kind === 'rootless')
        await copyImages(engine, seat.engine, [{ from: image, to: image }], () => undefined);
      bench = await seat.openWorkbench({ runId: `${project}-run`, project, workspaceDir: dir });
      await bench.syncIn();
      close = async () => {
        await seat.engine.removeLabelled({ 'com.docker.compose.project': project });
        await bench.remove();
        await seat[Symbol.asyncDispose]();
        if (kind === 'rootless') await provider.clean();
        await provider[Symbol.asyncDispose]();
        if (kind === 'rootless') await outer[Symbol.asyncDispose]();
      };
      const compiler = await engine.ensureContainer({
        name: `${project}-compiler`,
        image: 'drydock/bpf:1',
        argv: ['sleep', 'infinity'],
        labels: { 'dev.drydock.role': 'test' },
        networkMode: 'none',
      });
      const made = await engine.run(compiler, ['sh', '-ec', compile], {
        input: readFileSync(folderOf('test/fixtures/bpf/deny.bpf.c'), 'utf8'),
        timeoutMs: 60_000,
      });
      await engine.removeContainer(compiler);
      expect(made.exitCode, made.stderr).toBe(0);
      object = made.stdout;
      const volume = `${bench.workspacePath}:/workspace:ro`;
      await printed('run', '--detach', '--name', name, ...modest, '--volume', volume, image);
    }, 900_000);
    afterAll(async () => {
      await close?.();
      home[Symbol.dispose]();
    }, 120_000);

    it('boots another kernel than the seat’s, and becomes healthy', async () => {
      await expect
        .poll(async () => await printed('inspect', '--format', '{{.State.Health.Status}}', name), {
          timeout: 150_000,
          interval: 500,
        })
        .toBe('healthy\n');
      expect(await printed('logs', name)).toContain('machine: the guest has booted, after ');
      const [its, seats] = [await inGuest('uname -r'), await printed('exec', name, 'uname', '-r')];
      expect(its).toMatch(/^6\.12\.\d+\+deb13-amd64\n$/);
      expect(its).not.toBe(seats);
    }, 180_000);

    it('has no power as its seat’s kernel sees it', async () => {
      const status = await printed('exec', name, 'cat', '/proc/1/status');
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
        expect(status).toContain(`${set}:\t0000000000000000\n`);
      expect(status).toMatch(/^Uid:\t10001\t/m);
      expect(status).toContain('NoNewPrivs:\t1\nSeccomp:\t2\n');
      const [inspected] = JSON.parse(await printed('inspect', name));
      expect(inspected.HostConfig).toMatchObject({
        Privileged: false,
        ReadonlyRootfs: true,
        CapAdd: null,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
      });
      expect(inspected.HostConfig.Devices ?? []).toEqual([]);
    }, 60_000);

    it('runs a program as docker exec does: words, input, output, errors and status are its own', async () => {
      expect(
        await guest(['sh', '-c', 'cat; echo "$1" >&2; exit 7', 'sh', 'two words'], 'said'),
      ).toMatchObject({
        exitCode: 7,
        stdout: 'said',
        stderr: 'two words\n',
      });
      expect(await guest(['--', 'sh', '-c', 'kill -KILL $$'])).toMatchObject({ exitCode: 137 });
      expect(await guest(['nowhere'])).toMatchObject({
        exitCode: 127,
        stderr: 'nowhere: No such file or directory\n',
      });
      const many = '0123456789'.repeat(100_000);
      expect((await guest(['cat'], many)).stdout.length).toBe(many.length);
    }, 120_000);

    it('ends what took longer than it may, and what nobody waits for any more', async () => {
      expect(await guest(['--within', '2', '--', 'sleep', '1001'])).toMatchObject({
        exitCode: 124,
        stderr: 'machine-exec: sleep did not end within 2 s\n',
      });
      expect(
        await docker(['exec', name, 'timeout', '--signal=KILL', '3', 'machine-exec', 'sleep', '1002']),
      ).toMatchObject({ exitCode: 137 });
      expect(await inGuest('cat /proc/[0-9]*/cmdline | tr "\\0" " "')).not.toMatch(/sleep 100[12]/);
    }, 120_000);

    it('shows the guest the workspace as it is now, and lets it write nothing there', async () => {
      expect(await inGuest('cat note')).toBe('from the workspace\n');
      writeFileSync(join(dir, 'later'), 'written later\n');
      await bench.syncIn();
      expect(await inGuest('cat /workspace/later')).toBe('written later\n');
      expect((await guest(['touch', '/workspace/mine'])).stderr).toContain('Read-only file system');
    }, 120_000);

    it('has AppArmor, and confines by a profile that is loaded in it', async () => {
      expect(await inGuest('cat /sys/module/apparmor/parameters/enabled')).toBe('Y\n');
      await inGuest("echo 'profile narrow /bin/cat { /usr/** mr, /proc/** r, }' | apparmor_parser --replace");
      expect(await inGuest('aa-exec -p narrow -- cat /proc/self/attr/current')).toBe('narrow (enforce)\n');
      expect((await guest(['aa-exec', '-p', 'narrow', '--', 'cat', '/etc/os-release'])).exitCode).toBe(0);
      expect(await guest(['aa-exec', '-p', 'narrow', '--', 'cat', '/etc/passwd'])).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('Permission denied'),
      });
    }, 120_000);

    it('loads a security module that is a BPF program, which refuses', async () => {
      expect((await guest(['sh', '-c', 'base64 --decode > /root/deny.o'], object)).exitCode).toBe(0);
      await inGuest('cp /usr/bin/true /tmp/program; /tmp/program');
      await inGuest('mkdir /sys/fs/bpf/deny; bpftool prog loadall /root/deny.o /sys/fs/bpf/deny autoattach');
      expect(await guest(['/tmp/program'])).toMatchObject({
        exitCode: 126,
        stderr: '/tmp/program: Operation not permitted\n',
      });
      // The kernel lets go of a program a moment after its last name is gone.
      await inGuest('rm -r /sys/fs/bpf/deny; until /tmp/program 2> /dev/null; do sleep 0.1; done');
    }, 120_000);

    it('has wireless devices without hardware', async () => {
      expect(await inGuest('modprobe mac80211_hwsim radios=2; iw dev')).toMatch(/^phy#\d[\s\S]*^phy#0$/m);
    }, 120_000);

    it('says the guest’s last lines where it does not boot', async () => {
      const { exitCode, stderr } = await docker([
        ...['run', '--rm', ...modest, image, 'boot', 'rdinit=/nowhere', 'init=/nowhere'],
      ]);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('machine: the guest ended before it had booted. Its last lines:\n');
      expect(stderr).toContain('Kernel panic - not syncing');
    }, 180_000);

    it('says so within the time that it may take', async () => {
      const { exitCode, stderr } = await docker([
        'run',
        ...['--rm', '--env', 'MACHINE_BOOT_SECONDS=1', ...modest, image],
      ]);
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('machine: the guest did not boot within 1 s. Its last lines:\n'),
      });
    }, 60_000);

    it('ends with its service, and nothing of it is left', async () => {
      const since = performance.now();
      await printed('stop', name);
      expect(performance.now() - since).toBeLessThan(9_000);
      expect(await printed('inspect', '--format', '{{.State.ExitCode}} {{.State.Pid}}', name)).toBe('0 0\n');
    }, 60_000);
  });
}
