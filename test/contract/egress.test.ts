import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seat, Workbench } from '../../src/lab/ports/seat.ts';
import type { SeatProvider } from '../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { whyNoEmbedded } from './machine.ts';
import { makeOutside, type Outside } from './outside.ts';
import { ownedSeats } from './owned-seats.ts';
import { makeTestImage, testImage } from './test-image.ts';

const skip = await whyNoEmbedded();

/** Prints what the server said, or why it could not be reached. */
const call = ({ address, port }: Outside) =>
  `perl -MSocket -e 'socket(my $s, PF_INET, SOCK_STREAM, 0); alarm 5; connect($s, sockaddr_in(${port}, inet_aton("${address}"))) or do { print "cut: $!\\n"; exit }; print scalar <$s>'`;

describe.skipIf(skip !== undefined).each(Object.entries(ownedSeats))('egress of a seat: %s', (kind, make) => {
  const folder = makeTemporaryFolder();
  const id = `egress-${kind}-${process.pid}`;
  const network = `drydock-${id}`;
  let outside: Outside;
  let provider: SeatProvider;
  let seat: Seat;
  let bench: Workbench;

  beforeAll(async () => {
    outside = await makeOutside();
    const workspaceDir = join(folder.path, 'workspaces', 'one');
    mkdirSync(workspaceDir, { recursive: true });
    provider = make(folder.path, id);
    seat = await provider.open('seat-1');
    bench = await seat.openWorkbench({ runId: `${id}-run`, project: network, workspaceDir });
    await makeTestImage(bench);
    await bench.run(['docker', 'network', 'create', network]);
  });

  afterAll(async () => {
    await bench?.run(['docker', 'network', 'rm', network]).catch(() => undefined);
    await bench?.remove();
    await seat?.[Symbol.asyncDispose]();
    await provider?.clean();
    await provider?.[Symbol.asyncDispose]();
    await outside?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const from = async (on: string) => {
    const argv = ['docker', 'run', '--rm', '--network', on, testImage, 'sh', '-c', call(outside)];
    return (await bench.run(argv, { timeoutMs: 30_000 })).stdout;
  };
  const building = async () => {
    const recipe = `FROM ${testImage}\nRUN ${call(outside)}\n`;
    const argv = ['docker', 'build', '--no-cache', '--progress=plain', '-'];
    const { stdout, stderr } = await bench.run(argv, { input: recipe, timeoutMs: 60_000 });
    const said = /^#\d+ \d\S* (outside|cut: .*)$/m.exec(`${stdout}\n${stderr}`);
    return said?.[1] ?? `${stdout}${stderr}`;
  };
  const looks = async () => [await from('bridge'), await from(network), await building()];
  const through = ['outside\n', 'outside\n', 'outside'];
  const refused = [/^cut: /, /^cut: /, /^cut: /].map((pattern) => expect.stringMatching(pattern));

  it('reaches out, cannot while it is cut off, and can again', async () => {
    expect(await looks()).toEqual(through);
    {
      await using _ = await seat.cutEgress?.();
      expect(await looks()).toEqual(refused);
    }
    expect(await looks()).toEqual(through);
  });

  it('keeps containers of one network in touch, and stays cut off until the last one lets go', async () => {
    // What is cut is whole again after a test that failed too, or the next would fail for it.
    await using cuts = new AsyncDisposableStack();
    const first = await seat.cutEgress?.();
    cuts.use(await seat.cutEgress?.());
    await first?.[Symbol.asyncDispose]();
    expect(await from(network)).toMatch(/^cut: /);
    const serve = ['docker', 'run', '--rm', '-d', '--name', `${id}-web`, '--network', network, testImage];
    await bench.run([...serve, '/serve.pl']);
    const [web] = (await seat.engine.inspectContainers({})).filter(({ name }) => name === `${id}-web`);
    const address = web?.networks[0]?.ipv4 ?? '';
    const ask = `perl -MSocket -e 'for (1..100) { socket(my $s, PF_INET, SOCK_STREAM, 0); alarm 5; if (connect($s, sockaddr_in(8080, inet_aton("${address}")))) { send($s, "GET / HTTP/1.0\\r\\n\\r\\n", 0); print scalar <$s>; exit } select(undef, undef, undef, 0.05) }'`;
    const argv = ['docker', 'run', '--rm', '--network', network, testImage, 'sh', '-c', ask];
    expect((await bench.run(argv, { timeoutMs: 30_000 })).stdout).toBe('HTTP/1.0 200 OK\r\n');
    await bench.run(['docker', 'rm', '-f', `${id}-web`]);
    await cuts.disposeAsync();
    expect(await from(network)).toBe('outside\n');
  });

  it('is whole again when the process that cut it is killed', async () => {
    const module = new URL('./owned-seats.ts', import.meta.url).href;
    const code = `
      const { ownedSeats } = await import(${JSON.stringify(module)});
      const seat = await ownedSeats.${kind}(${JSON.stringify(folder.path)}, ${JSON.stringify(id)}).open('seat-1');
      await seat.cutEgress();
      process.stdout.write('cut');
      process.kill(process.pid, 'SIGKILL');`;
    const other = await execa(process.execPath, ['--input-type=module', '-e', code], { reject: false });
    expect(other).toMatchObject({ stdout: 'cut', signal: 'SIGKILL' });
    await expect.poll(() => from(network), { timeout: 10_000 }).toBe('outside\n');
  });
});
