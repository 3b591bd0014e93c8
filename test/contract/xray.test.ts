/** `drydock xray` on a compose project that no lab owns. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation, ObservedContainer } from '../../src/lab/observation/observation.ts';
import type { Seat, Workbench } from '../../src/lab/ports/seat.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { findBarriers } from '../e2e/harness/accessibility.ts';
import { openBrowser, openReader, whyNoBrowser } from '../e2e/harness/browser.ts';
import { sidewaysPixels } from '../e2e/harness/layout.ts';
import { DrydockCommand } from '../fixtures/drydock-command.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { whyNoEmbedded } from './machine.ts';
import { ownedSeats } from './owned-seats.ts';
import { makeTestImage, testImage } from './test-image.ts';

const skip = await whyNoEmbedded();

/** A project as anybody has one: by default, hardened, and wide open. */
const compose = JSON.stringify({
  services: {
    web: { image: testImage, command: ['perl', '-e', 'sleep 1e6'], stop_grace_period: '0s' },
    side: {
      image: testImage,
      command: ['perl', '-e', 'sleep 1e6'],
      user: '10001',
      cap_drop: ['ALL'],
      read_only: true,
      network_mode: 'service:web',
      environment: { TOKEN: 'do-not-draw-me' },
      stop_grace_period: '0s',
    },
    open: {
      image: testImage,
      command: ['perl', '-e', 'sleep 1e6'],
      security_opt: ['seccomp=unconfined'],
      stop_grace_period: '0s',
    },
  },
});

/** keyctl(2) of its own session keyring: prints EPERM (1) where a filter refuses it, else something else. */
const tryKeyctl =
  'my $n = { x86_64 => 250, aarch64 => 219 }->{(POSIX::uname())[4]}; syscall($n, 6, 0); print $!+0';

describe.skipIf(skip !== undefined)('drydock xray', () => {
  const folder = makeTemporaryFolder();
  const project = `xray-${process.pid}`;
  const file = join(folder.path, 'picture.html');
  const drydock = new DrydockCommand(join(folder.path, 'home'));
  let provider: SeatProvider;
  let seat: Seat;
  let bench: Workbench;
  let seen: Observation;

  const run = async (...argv: string[]) => {
    const all = ['docker', 'compose', '-p', project, '-f', '-', ...argv];
    const done = await bench.run(all, { input: compose, timeoutMs: 60_000 });
    if (done.exitCode !== 0) throw new Error(done.stderr);
  };
  const containerOf = (service: string): ObservedContainer => {
    const found = seen.containers.find((each) => each.service === service);
    if (!found) throw new Error(`no ${service}`);
    return found;
  };

  beforeAll(async () => {
    const workspaceDir = join(folder.path, 'workspaces', 'one');
    mkdirSync(workspaceDir, { recursive: true });
    provider = ownedSeats.embedded(join(folder.path, 'tools'), project);
    seat = await provider.open('seat-1');
    bench = await seat.openWorkbench({ runId: `${project}-run`, project, workspaceDir });
    await makeTestImage(bench);
    await run('up', '-d');
  });
  afterAll(async () => {
    await run('down', '-v', '-t', '0').catch(() => undefined);
    await bench?.remove();
    await seat?.[Symbol.asyncDispose]();
    await provider?.clean();
    await provider?.[Symbol.asyncDispose]();
    await drydock.run('clean');
    folder[Symbol.dispose]();
  });

  it('prints the observation, writes the picture, and leaves everything as it was', async () => {
    const inspected = async () =>
      (await seat.engine.inspectContainers({ 'com.docker.compose.project': project })).map(
        ({ id, startedAt, status }) => ({ id, startedAt, status }),
      );
    const before = await inspected();
    const { stdout, stderr, exitCode } = await drydock.run('xray', project, '--output', file, '--json');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    seen = JSON.parse(stdout);
    expect(seen.containers.map(({ service }) => service)).toEqual(['open', 'side', 'web']);
    expect(await inspected()).toEqual(before);
    const all = await seat.engine.inspectContainers({ 'dev.drydock.role': 'probe' });
    expect(all.filter(({ labels }) => labels['dev.drydock.seat']?.startsWith('look-'))).toEqual([]);
  });

  it('knows which system calls are open, as one that is tried shows', async () => {
    expect(containerOf('web').syscalls).toMatchObject({
      source: 'kernel',
      value: { filtering: true, closed: expect.arrayContaining(['keyctl', 'bpf']) },
    });
    expect(containerOf('open').syscalls).toMatchObject({
      source: 'kernel',
      value: { filtering: false, closed: [] },
    });
    const tried = async (service: string) =>
      (await seat.engine.run(containerOf(service).declared.id, ['perl', '-MPOSIX', '-e', tryKeyctl])).stdout;
    expect(await tried('web')).toBe('1');
    expect(await tried('open')).not.toBe('1');
  });

  it('draws it in one file that fetches nothing, runs nothing and tells no secret', () => {
    const html = readFileSync(file, 'utf8');
    expect(html).toContain(`X-ray of ${project}`);
    expect(html).toContain('that of web');
    expect(html).not.toMatch(/<script|<link|<img|url\(|@import|https?:|do-not-draw-me/);
  });

  it.skipIf(whyNoBrowser())(
    'is a file without barriers, from a phone to a projector, light and dark',
    async () => {
      await using browsers = new AsyncDisposableStack();
      const browser = browsers.adopt(await openBrowser(), (opened) => opened.close());
      for (const colorScheme of ['light', 'dark'] as const)
        for (const width of [320, 1920]) {
          await using reader = await openReader(browser, { colorScheme, viewport: { width, height: 900 } });
          const { page, faults } = reader;
          await page.goto(`file://${file}`);
          await page.getByText('As tables').click();
          expect.soft(await sidewaysPixels(page), `${colorScheme} ${width}`).toBe(0);
          expect.soft(await findBarriers(page), `${colorScheme} ${width}`).toEqual([]);
          expect.soft(faults.list, `${colorScheme} ${width}`).toEqual([]);
        }
    },
  );

  it('says which projects there are where the one that is asked for is not', async () => {
    const { exitCode, stderr } = await drydock.run('xray', `${project}-nobody`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`“${project}-nobody”`);
    expect(stderr).toContain(project);
  });
});
