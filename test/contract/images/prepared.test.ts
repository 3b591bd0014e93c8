/** What the images hold and do, on a real engine that Drydock owns, without network. */
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectedEngine } from '../../../src/engine/connect.ts';
import type { Catalogue } from '../../../src/engine/images/catalogue.ts';
import { getImage, loadCatalogue } from '../../../src/engine/images/catalogue.ts';
import { makeImageEngine } from '../../../src/engine/images/image-engine.ts';
import { listImages } from '../../../src/engine/images/list-images.ts';
import { prepareImages } from '../../../src/engine/images/prepare.ts';
import { requirePrepared } from '../../../src/engine/images/prepare-request.ts';
import type { ImageFacts, InspectedImage } from '../../../src/lab/observation/container.ts';
import type { ProgressEvent } from '../../../src/lab/wire/jobs.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { makeOuter, whyNoEmbedded } from '../machine.ts';
import { startContainer } from './running-container.ts';

const skip = await whyNoEmbedded();

describe.skipIf(skip !== undefined)('prepared images', () => {
  const home = makeTemporaryFolder();
  let provider: SeatProvider;
  let engine: ConnectedEngine;
  let catalogue: Catalogue;
  const image = async (id: string): Promise<InspectedImage> => {
    const found = await engine.findImage(getImage(catalogue, id).reference);
    if (found === undefined) throw new Error(`${id} is not there`);
    return found;
  };
  const facts = async (id: string): Promise<ImageFacts> => engine.readImageFacts((await image(id)).id);
  const wasMade = async (id: string) => 'dev.drydock.image' in (await image(id)).labels;

  beforeAll(async () => {
    catalogue = await loadCatalogue(new URL('../../../labs/images', import.meta.url).pathname);
    provider = await makeOuter(home.path, 'images');
    engine = await provider.connect();
    requirePrepared(
      await prepareImages({ ...makeImageEngine(engine, { owned: true, catalogue }), catalogue }),
    );
  }, 900_000);
  afterAll(async () => {
    await provider?.[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });

  it('preparing again does nothing', async () => {
    const events: ProgressEvent[] = [];
    const { ready } = await prepareImages(
      { ...makeImageEngine(engine, { owned: true, catalogue }), catalogue },
      (event) => events.push(event),
    );
    expect(ready.filter(({ made }) => made)).toEqual([]);
    expect(events).toEqual([]);
  });

  it('are listed as present and current; what a recipe made says which', async () => {
    const { architecture } = await engine.info();
    for (const row of await listImages(engine, catalogue)) {
      const { likeness, platforms } = getImage(catalogue, row.id);
      if (likeness.kind === 'own' && !platforms.some((platform) => platform === architecture)) continue;
      expect(row, row.id).toMatchObject({ present: true, current: true });
      const { labels } = await image(row.id);
      if (row.origin === 'pulled') continue;
      expect(labels).toMatchObject({
        'dev.drydock.image': row.id,
        'dev.drydock.recipe': expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      expect(labels['dev.drydock.stand-in']).toBe(row.origin === 'stand-in' ? row.standIn : undefined);
    }
  });

  it('debian: what upstream’s slim image has, and nothing of the machine that made it', async () => {
    const { packages, distribution, libc, setuid } = await facts('debian');
    expect(distribution).toBe('debian 13');
    expect(libc).toBe('glibc');
    expect(packages.manager).toBe('dpkg');
    expect(packages.installed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['apt', 'bash', 'coreutils', 'libc6', 'perl-base']),
    );
    expect(packages.installed.length).toBeLessThan(90);
    expect(setuid).toContain('/usr/bin/su');
    expect((await image('debian')).sizeBytes).toBeLessThan(90e6);
    await using container = await startContainer(engine, 'debian:trixie-slim', {
      argv: ['sleep', 'infinity'],
    });
    expect(await container.sh('cat /etc/apt/sources.list.d/*')).toMatch(
      /^URIs: http:\/\/deb.debian.org\/debian$/m,
    );
    expect((await container.run(['/usr/sbin/policy-rc.d'])).exitCode).toBe(101);
    expect(await container.sh('apt-config dump')).not.toMatch(
      /Acquire::http::Proxy|Check-Valid-Until "false"/,
    );
    expect(
      await container.sh(
        'find /usr/share/man /usr/share/locale /var/cache/apt /var/lib/apt/lists -type f -size +4k',
      ),
    ).toBe('');
  });

  it('alpine: a shell on musl that says what it is', async (context) => {
    await using container = await startContainer(engine, 'alpine:3.22', { argv: ['sleep', 'infinity'] });
    expect(await container.sh('busybox | head -n 1; readlink -f /bin/ls')).toMatch(
      /^BusyBox v1\.\d+\.\d+ .*\n\/bin\/busybox\n$/,
    );
    expect(await container.sh('ldd /bin/busybox')).toContain('ld-musl');
    expect(await container.sh('echo aXQgd29ya3MK | base64 -d | sed s/it/this/')).toBe('this works\n');
    if (!(await wasMade('alpine'))) context.skip('the original was pulled');
    const { distribution, libc, packages, setuid } = await facts('alpine');
    expect({ distribution, libc, packages, setuid }).toEqual({
      distribution: 'drydock-stand-in alpine-3.22',
      libc: 'musl',
      packages: { manager: 'none', installed: [] },
      setuid: [],
    });
    expect((await image('alpine')).sizeBytes).toBeLessThan(3e6);
    expect((await container.run(['sh', '-c', 'command -v apk'])).exitCode).not.toBe(0);
  });

  it('distroless: certificates, zones and users, and no shell', async () => {
    const { shells, executables, distribution, sizeBytes } = await facts('distroless-static');
    expect({ shells, distribution }).toEqual({ shells: [], distribution: 'debian 13' });
    expect(executables).toBeLessThan(3);
    expect(sizeBytes).toBeLessThan(5e6);
    expect((await image('distroless-static')).user).toBe('65532');
    const id = await engine
      .ensureContainer({
        name: `drydock-image-test-${process.pid}-distroless`,
        image: getImage(catalogue, 'distroless-static').reference,
        // What it would be told to start is not there; it is only looked into.
        argv: ['/nothing'],
        labels: { 'dev.drydock.role': 'test' },
        networkMode: 'none',
      })
      .catch((error: unknown) => String(error));
    expect(id).toMatch(/\/nothing|no such file/i);
  });

  it('python: two images that differ in libexpat1 alone, and leave no sources of the build behind', async () => {
    const [archive, security] = await Promise.all([facts('python-12'), facts('python-12-security')]);
    const versionsOf = ({ packages: { installed } }: ImageFacts) =>
      installed.map(({ name, version }) => `${name} ${version}`);
    const fixed = versionsOf(security).filter((each) => !versionsOf(archive).includes(each));
    expect(versionsOf(archive)).toContain('libexpat1 2.5.0-1+deb12u2');
    expect(fixed).toEqual([expect.stringMatching(/^libexpat1 2\.5\.0-1\+deb12u([4-9]|\d\d)$/)]);
    await using container = await startContainer(engine, 'drydock/python:12', {
      argv: ['sleep', 'infinity'],
    });
    expect(await container.sh('ls -A /tmp; find / -xdev -name "*.sources"')).toBe(
      '/etc/apt/sources.list.d/debian.sources\n',
    );
    expect(await container.sh('python3 -c "import pyexpat, signal, socket"')).toBe('');
  });

  it('golang: builds a static program without network, its standard library being compiled already', async () => {
    await using container = await startContainer(engine, 'golang:1.24-trixie', {
      argv: ['sleep', 'infinity'],
    });
    const program = `package main
import ("fmt"; "net/http")
func main() { fmt.Println("status", http.StatusTeapot) }
`;
    const made = await container.run(
      ['sh', '-ec', 'mkdir /src && cd /src && cat > main.go && go mod init x && go build -trimpath -o /x .'],
      {
        input: program,
        timeoutMs: 110_000,
      },
    );
    expect(made.exitCode, made.stderr).toBe(0);
    expect(await container.sh('/x; go version; go env GOTOOLCHAIN GOTELEMETRY')).toMatch(
      /^status 418\ngo version go1\.24\.\S+ linux\/\S+\nlocal\noff\n$/,
    );
    // ldd fails on a static program.
    expect((await container.run(['ldd', '/x'])).exitCode).toBe(1);
  });

  it('workbench: the tools are there, and a shell looks as a learner should find it', async () => {
    await using container = await startContainer(engine, 'drydock/workbench:1', {
      argv: ['sleep', 'infinity'],
      env: { DRYDOCK_WORKSPACE: '/srv/lab' },
    });
    const tools =
      'docker bash tmux capsh getcap strace bwrap gcc ip ss bpftool cosign jq curl vi vim nano less ps unshare nsenter perl';
    expect(
      await container.sh(`for tool in ${tools}; do command -v $tool > /dev/null || echo $tool; done`),
    ).toBe('');
    expect(await container.sh('docker compose version --short; docker buildx version')).toMatch(
      /^2\.\d+.*\n.*buildx/,
    );
    expect(
      await container.sh(
        'echo "int main(void){return 7;}" > /tmp/x.c && gcc -o /tmp/x /tmp/x.c -lseccomp; /tmp/x || echo $?',
      ),
    ).toBe('7\n');
    expect(await container.sh('cat /etc/os-release /proc/self/environ | tr "\\0" "\\n"')).toMatch(
      /VERSION_ID="13"[\s\S]*LANG=C\.UTF-8/,
    );
    const shell = await container.run(
      [
        'bash',
        '-c',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: bash expands it
        'mkdir -p /srv/lab/in && cd /srv/lab/in && bash -ic \'echo "${PS1@P}"; cd; pwd; echo kept\' && HISTFILE= ; ls -a /srv/lab',
      ],
      {},
    );
    const plain = stripVTControlCharacters(shell.stdout).replace(/[^ -~\n]/g, '');
    expect(plain).toBe('drydock:~/in$ \n/srv/lab\nkept\n.\n..\nin\n');
    const tmux =
      'tmux -f /etc/tmux.conf new-session -d -s t && tmux show -gv status && tmux show -gv history-limit && tmux show -gv prefix && tmux list-keys -T root 2>/dev/null | wc -l';
    expect(await container.sh(tmux)).toBe('off\n50000\nNone\n0\n');
  });

  it('case 77: seat: an engine answers, with every runtime, and runs containers without a registry', async () => {
    await using seat = await startContainer(engine, 'drydock/seat:1', {
      privileged: true,
      networkMode: 'bridge',
    });
    await seat.run(['sh', '-c', 'until docker version > /dev/null 2>&1; do sleep 0.02; done'], {
      timeoutMs: 30_000,
    });
    await seat.run([
      'sh',
      '-c',
      'mkdir /tmp/r && cp -r /usr/bin/sleep /tmp/r/ && ldd /usr/bin/sleep | grep -o "/[^ ]*" | xargs cp --parents -t /tmp/r && tar -C /tmp/r -c . | docker import - tiny',
    ]);
    for (const runtime of ['runc', 'crun', 'runsc']) {
      const ran = await seat.run(['docker', 'run', '--rm', '--runtime', runtime, 'tiny', '/sleep', '0'], {
        timeoutMs: 60_000,
      });
      expect(ran.exitCode, `${runtime}: ${ran.stderr}`).toBe(0);
    }
    expect(await seat.sh('stat -fc %T /sys/fs/bpf; ps -o args= -p 1')).toMatch(
      /^bpf_fs\ntini -- drydock-seat/,
    );
  });

  it('postgres: takes upstream’s settings, serves, and keeps its data', async () => {
    await using container = await startContainer(engine, 'postgres:17', {
      env: { POSTGRES_USER: 'bot', POSTGRES_DB: 'notes', POSTGRES_PASSWORD: 's3cret' },
    });
    const ready = ['sh', '-c', 'until pg_isready -q -h 127.0.0.1 -U bot; do sleep 0.05; done'];
    await container.run(ready, { timeoutMs: 30_000 });
    const ask = (password: string, query: string) =>
      container.run(['psql', '-h', '127.0.0.1', '-U', 'bot', '-d', 'notes', '-Atc', query], {
        env: { PGPASSWORD: password },
      });
    expect((await ask('s3cret', 'select current_user, current_database()')).stdout).toBe('bot|notes\n');
    expect((await ask('wrong', 'select 1')).stderr).toContain('password authentication failed');
    expect(await container.sh('stat -c %U /proc/1; cat "$PGDATA/PG_VERSION"')).toBe('postgres\n17\n');
  });

  it('postgres: without a password it says what to set', async () => {
    await using container = await startContainer(engine, 'postgres:17');
    const log = await container.run(['true']).then(
      () => '',
      () => '',
    );
    expect(log).toBe('');
    await expect
      .poll(() => engine.logTail(container.id, 5), { timeout: 20_000 })
      .toContain('set POSTGRES_PASSWORD');
  });
});
