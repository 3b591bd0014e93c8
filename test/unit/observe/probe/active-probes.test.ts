import { describe, expect, it } from 'vitest';
import { DrydockError } from '../../../../src/lab/errors.ts';
import type { InspectedContainer } from '../../../../src/lab/observation/container.ts';
import type { Probe } from '../../../../src/lab/ports/seat.ts';
import {
  type ActiveProbe,
  type ActiveProbeInput,
  ActiveProbeSchema,
} from '../../../../src/lab/probes/active-probe.ts';
import { type TryTools, tryProbes } from '../../../../src/observe/probe/active-probes.ts';
import { FakeEngine, lostError, makeContainer } from '../fake-engine.ts';

const probe = (fields: Partial<ActiveProbeInput> = {}): ActiveProbe =>
  ActiveProbeSchema.parse({ id: 'home', kind: 'http', service: 'web', port: 8080, ...fields });
const exec = (fields: Partial<ActiveProbeInput> = {}): ActiveProbe =>
  ActiveProbeSchema.parse({
    id: 'chown',
    kind: 'exec',
    service: 'web',
    argv: ['chown', '1', '/tmp'],
    ...fields,
  });

async function tryAll(
  probes: readonly ActiveProbe[],
  {
    containers = [makeContainer()],
    engine = new FakeEngine(),
    answer = 'probe 1\nend\n',
    withWorkbench = true,
    places,
  }: {
    containers?: readonly InspectedContainer[];
    engine?: FakeEngine;
    answer?: string;
    withWorkbench?: boolean;
    places?: TryTools['places'];
  } = {},
) {
  const asked: string[] = [];
  const line: Probe = {
    ask: async (request) => {
      asked.push(request);
      return answer;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const openHttpProbe = withWorkbench ? async () => line : undefined;
  const now = () => new Date(0);
  const results = await tryProbes(probes, containers, {
    engine: engine.port,
    openHttpProbe,
    now,
    ...(places && { places }),
  });
  return { results, asked };
}

describe('an HTTP probe', () => {
  it('asks the container’s own address from the workbench, all probes in one request', async () => {
    const answer =
      'probe 1\ntarget 0\ntook 4\nstatus 200\nbody hello\ntarget 1\ntook 1\nerror Connection refused\nend\n';
    const probes = [probe(), probe({ id: 'admin', port: 9090, path: '/admin', timeoutMs: 500 })];
    const { results, asked } = await tryAll(probes, { answer });
    expect(asked).toEqual(['http 65536 2000:10.0.0.2:8080:/ 500:10.0.0.2:9090:/admin']);
    const common = { kind: 'http', at: '1970-01-01T00:00:00.000Z' };
    expect(results).toEqual({
      home: { id: 'home', ...common, durationMs: 4, status: 200, body: 'hello' },
      admin: { id: 'admin', ...common, durationMs: 1, error: 'Connection refused' },
    });
  });

  it.each<[string, Partial<InspectedContainer>, string]>([
    ['is stopped', { status: 'exited' }, 'web is not running (exited)'],
    ['is another service', { service: 'db' }, 'there is no container of web'],
    ['is on no network', { networks: [] }, 'web has no IPv4 address: it is on no network'],
  ])('says why it could not be tried where the container %s', async (_, fields, error) => {
    const { results, asked } = await tryAll([probe()], { containers: [makeContainer(fields)] });
    expect(results.home).toMatchObject({ error });
    expect(asked).toEqual([]);
  });

  it('goes where the container’s network is: the host’s, or another container’s', async () => {
    const other = makeContainer({
      service: 'net',
      id: 'f'.repeat(64),
      networks: [{ name: 'n', id: 'n', ipv4: '10.9.9.9', aliases: [] }],
    });
    const shared = makeContainer({ networkMode: `container:${other.id}`, networks: [] });
    expect((await tryAll([probe()], { containers: [shared, other] })).asked[0]).toContain(':10.9.9.9:8080:');
    const onHost = makeContainer({ networkMode: 'host', networks: [] });
    expect((await tryAll([probe()], { containers: [onHost] })).asked[0]).toContain(':127.0.0.1:8080:');
  });

  it('says nothing of the service where the workbench was let go of meanwhile', async () => {
    const closed = new DrydockError('cancelled', {
      message: 'The seat or workbench of this probe was closed.',
    });
    const tried = tryProbes([probe()], [makeContainer()], {
      engine: new FakeEngine().port,
      openHttpProbe: () => Promise.reject(closed),
      now: () => new Date(0),
    });
    await expect(tried).rejects.toBe(closed);
  });

  it('needs a workbench', async () => {
    const { results } = await tryAll([probe()], { withWorkbench: false });
    expect(results.home).toMatchObject({ error: 'there is no workbench to ask from' });
  });
});

describe('an exec probe', () => {
  it('keeps exit status and output', async () => {
    const engine = new FakeEngine();
    engine.onRun = async () => ({ exitCode: 1, stderr: 'Operation not permitted', durationMs: 9 });
    const { results } = await tryAll([exec()], { engine });
    expect(results.chown).toMatchObject({ exitCode: 1, stderr: 'Operation not permitted', durationMs: 9 });
    expect(engine.runs).toEqual([['chown', '1', '/tmp']]);
  });

  it('runs in every container of its service that runs', async () => {
    const engine = new FakeEngine();
    engine.onRun = async () => ({ exitCode: engine.runs.length - 1 });
    const containers = [
      makeContainer({ name: 'shop-web-1' }),
      makeContainer({ name: 'shop-web-2', status: 'exited' }),
      makeContainer({ name: 'shop-web-3' }),
    ];
    const { results } = await tryAll([exec()], { engine, containers });
    expect(results.chown).toMatchObject({
      exitCode: 0,
      container: 'shop-web-1',
      replicas: [{ exitCode: 1, container: 'shop-web-3' }],
    });
  });

  it('runs when the one before has ended, unless both say that they disturb nobody', async () => {
    const most = async (parallel: boolean) => {
      const engine = new FakeEngine();
      let running = 0;
      let seen = 0;
      engine.onRun = async () => {
        running += 1;
        seen = Math.max(seen, running);
        await Promise.resolve();
        running -= 1;
        return { exitCode: 0 };
      };
      await tryAll([exec({ parallel }), exec({ id: 'other', parallel })], { engine });
      return seen;
    };
    expect(await most(false)).toBe(1);
    expect(await most(true)).toBe(2);
  });

  it('runs in the workbench where it says so, and is no matter of the learner’s where there is none', async () => {
    const ran: (readonly string[])[] = [];
    const workbench = async (argv: readonly string[]) => {
      ran.push(argv);
      return { exitCode: 0, stdout: '', stderr: '', truncated: false, durationMs: 1 };
    };
    const { results } = await tryAll([exec({ in: 'workbench' }), exec({ id: 'out', in: 'seat' })], {
      places: { workbench },
      containers: [],
    });
    expect(ran).toEqual([['chown', '1', '/tmp']]);
    expect(results).toMatchObject({
      chown: { exitCode: 0 },
      out: { error: expect.stringContaining('nested seat'), cause: 'host-lacks' },
    });
  });

  it('is a result also when it fails or takes too long, and an error when the engine is gone', async () => {
    const engine = new FakeEngine();
    engine.onRun = () => Promise.reject(new DrydockError('engine-failed', { message: 'No such user: bob.' }));
    expect((await tryAll([exec()], { engine })).results.chown).toMatchObject({ error: 'No such user: bob.' });
    engine.onRun = () => Promise.reject(new DrydockError('timed-out', { message: 'chown took too long.' }));
    expect((await tryAll([exec()], { engine })).results.chown).toMatchObject({
      error: 'it did not end within 15000 ms',
    });
    engine.onRun = () => Promise.reject(lostError());
    await expect(tryAll([exec()], { engine })).rejects.toMatchObject({ code: 'engine-lost' });
  });
});

describe('a probe in a manifest', () => {
  it.each([
    [{ path: 'no-slash' }, 'path'],
    [{ path: '/with blank' }, 'path'],
    [{ path: '/with\nnewline' }, 'path'],
    [{ port: 70_000 }, 'port'],
    [{ id: 'Not An Id' }, 'id'],
    [{ colour: 'red' }, 'colour'],
  ])('is refused with %j', (fields, where) => {
    const parsed = ActiveProbeSchema.safeParse({
      id: 'x',
      kind: 'http',
      service: 'web',
      port: 80,
      ...fields,
    });
    expect(JSON.stringify(parsed.error?.issues)).toContain(where);
  });
});
