import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Observation, ObservedContainer } from '../../../src/lab/observation/observation.ts';
import type { Probe } from '../../../src/lab/ports/seat.ts';
import { makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import { observe } from '../../../src/observe/observe.ts';
import { FakeEngine, lostError, makeContainer } from './fake-engine.ts';

const recorded = readFileSync(
  new URL('../../fixtures/observe/three-containers.answer', import.meta.url),
  'utf8',
);
const insideText = readFileSync(new URL('../../fixtures/observe/runsc-inside.txt', import.meta.url), 'utf8');

const web = makeContainer();
const side = makeContainer({
  service: 'side',
  id: 'b2'.repeat(32),
  initPid: 741,
  runtime: 'crun',
  pidMode: `container:${web.id}`,
});
const sand = makeContainer({
  service: 'sand',
  id: 'c3'.repeat(32),
  initPid: 9940,
  runtime: 'runsc',
  readOnlyRootfs: true,
});

const probeOf = (answer: (request: string) => Promise<string>): Probe => ({
  ask: answer,
  [Symbol.asyncDispose]: async () => undefined,
});
const openRecorded = async () => probeOf(async () => recorded);

async function observeThree(
  engine = new FakeEngine(),
): Promise<Record<string, ObservedContainer> & { all: Observation }> {
  engine.containers = [sand, side, web];
  engine.onRun = async () => ({ stdout: insideText });
  const all = await observe('shop', { engine: engine.port, openProbe: openRecorded });
  return Object.assign(Object.fromEntries(all.containers.map((each) => [each.service, each])), { all });
}

const known = <T>(fact: { source: string; value?: T; reason?: string } | undefined): T => {
  if (fact?.value === undefined) throw new Error(`no value: ${fact?.reason}`);
  return fact.value;
};

describe('an observation', () => {
  it('tells the kernel’s facts of a container', async () => {
    const { web } = await observeThree();
    const [init] = known(web?.processes);
    expect(web?.processes.source).toBe('kernel');
    expect(init).toMatchObject({
      pid: 9874,
      innerPid: 1,
      init: true,
      name: 'perl',
      executable: '/usr/bin/perl',
      uids: [10001, 10001, 10001, 10001],
      capabilities: { effective: [], bounding: [] },
      seccompMode: 2,
      noNewPrivileges: true,
    });
    expect(web?.rootReadOnly).toEqual({ source: 'kernel', value: true });
    expect(web?.limits).toMatchObject({ value: { memoryBytes: 67108864, cpus: 0.5, pids: 64 } });
    expect(known(web?.listening)).toContainEqual({ protocol: 'tcp', address: '0.0.0.0', port: 80 });
    expect(web?.sysctls).toMatchObject({
      source: 'declared',
      value: { 'net.ipv4.ip_unprivileged_port_start': '0' },
    });
  });

  it('shows which namespaces containers share with each other and with the host', async () => {
    const { web, side, all } = await observeThree();
    const namespacesOf = (container: ObservedContainer | undefined) =>
      known(container?.processes)[0]?.namespaces;
    expect(namespacesOf(side)?.pid).toBe(namespacesOf(web)?.pid);
    expect(namespacesOf(side)?.net).not.toBe(namespacesOf(web)?.net);
    expect(known(all.host).namespaces.user).toBe(namespacesOf(web)?.user);
    expect(known(all.host).namespaces.pid).not.toBe(namespacesOf(web)?.pid);
  });

  it('lets a container with a kernel of its own speak for itself, but for its limits', async () => {
    const { sand } = await observeThree();
    expect(sand?.processes).toMatchObject({
      source: 'sandbox',
      value: [
        {
          name: 'sleep',
          argv: ['sleep', 'infinity'],
          init: true,
          innerPid: 1,
          capabilities: { bounding: [] },
        },
      ],
    });
    expect(sand?.mounts.source).toBe('sandbox');
    expect(sand?.rootReadOnly).toEqual({ source: 'sandbox', value: false });
    expect(sand?.limits.source).toBe('kernel');
  });

  it('never takes the sandbox’s own processes for the container’s', async () => {
    const engine = new FakeEngine();
    engine.containers = [sand];
    engine.onRun = async () => ({ exitCode: 127, stdout: 'exec: "cat": executable file not found' });
    const { containers } = await observe('shop', { engine: engine.port, openProbe: openRecorded });
    expect(containers[0]?.processes).toMatchObject({
      source: 'unknown',
      reason: expect.stringContaining('no cat'),
    });
    expect(containers[0]?.rootReadOnly).toEqual({ source: 'declared', value: true });
  });

  it('recognises a sandbox by its program where the runtime’s name says nothing', async () => {
    const engine = new FakeEngine();
    engine.containers = [{ ...sand, runtime: 'default-of-the-house' }];
    engine.onRun = async () => ({ stdout: insideText });
    const { containers } = await observe('shop', { engine: engine.port, openProbe: openRecorded });
    expect(containers[0]?.processes.source).toBe('sandbox');
  });

  it('says that a stopped container is not running', async () => {
    const engine = new FakeEngine();
    engine.containers = [{ ...web, status: 'exited', initPid: 0 }];
    const { containers } = await observe('shop', { engine: engine.port, openProbe: openRecorded });
    expect(containers[0]?.processes).toEqual({
      source: 'unknown',
      reason: 'it is not running (exited)',
      cause: 'not-seen',
    });
  });

  it('knows no kernel facts without a probe, and still tells what is declared', async () => {
    const { host, containers } = await observe('shop', {
      engine: new FakeEngine().port,
      openProbe: undefined,
    });
    expect(host).toMatchObject({ source: 'unknown', reason: expect.stringContaining('no probe') });
    expect(containers[0]?.declared.name).toBe('shop-web-1');
    expect(containers[0]?.limits.source).toBe('unknown');
  });

  it('looks once more where a container was started anew between the two questions', async () => {
    const engine = new FakeEngine();
    engine.containers = [{ ...web, initPid: 1111 }];
    const openProbe = async () =>
      probeOf(async () => {
        engine.containers = [web];
        return recorded;
      });
    const { containers } = await observe('shop', { engine: engine.port, openProbe });
    expect(engine.inspections).toBe(2);
    expect(known(containers[0]?.processes)[0]?.init).toBe(true);
  });

  it('opens the line anew where it broke', async () => {
    const broken = probeOf(() => Promise.reject(lostError()));
    const lines = [broken, probeOf(async () => recorded)];
    const openProbe = async () => lines.shift() ?? broken;
    const { host } = await observe('shop', { engine: new FakeEngine().port, openProbe });
    expect(host.source).toBe('kernel');
  });

  it('rejects when the engine is gone', async () => {
    const engine = new FakeEngine();
    engine.lost = true;
    const observing = observe('shop', { engine: engine.port, openProbe: openRecorded });
    await expect(observing).rejects.toMatchObject({ code: 'engine-lost' });
  });

  it('takes the sysctls of a shared network from the container that made it', async () => {
    const engine = new FakeEngine();
    engine.containers = [web, { ...side, networkMode: `container:${web.id}` }];
    const { containers } = await observe('shop', { engine: engine.port, openProbe: openRecorded });
    expect(containers[1]?.sysctls).toEqual(containers[0]?.sysctls);
  });

  it('does not call too many processes all of them', async () => {
    const openProbe = async () => probeOf(async () => recorded.replace(/^(process 9874)$/m, 'left 4000\n$1'));
    const { containers } = await observe('shop', { engine: new FakeEngine().port, openProbe });
    expect(containers[0]?.processes).toMatchObject({
      source: 'unknown',
      reason: expect.stringContaining('4001'),
    });
  });

  it('goes to JSON and back unchanged', async () => {
    const { all } = await observeThree();
    expect(JSON.parse(JSON.stringify(all))).toEqual(all);
  });
});

describe('facts of images', () => {
  const facts = { imageId: 'sha256:web', files: 7 } as never;

  it('are read once, and only of the services asked for', async () => {
    const engine = new FakeEngine();
    engine.containers = [web, side];
    let reads = 0;
    engine.onImage = async () => {
      reads += 1;
      return facts;
    };
    const imageFacts = { services: ['web'], cache: makeImageFactsCache(), wait: true };
    const tools = { engine: engine.port, openProbe: undefined };
    await observe('shop', tools, { imageFacts });
    const { containers } = await observe('shop', tools, { imageFacts });
    expect(containers[0]?.imageFacts).toEqual({ source: 'declared', value: facts });
    expect(containers[1]?.imageFacts).toMatchObject({ reason: expect.stringContaining('not asked for') });
    expect(reads).toBe(1);
  });

  it('are not waited for by who does not want to, and are there later', async () => {
    const engine = new FakeEngine();
    const reading = Promise.withResolvers<never>();
    engine.onImage = () => reading.promise;
    const imageFacts = { services: 'all', cache: makeImageFactsCache(), wait: false } as const;
    const tools = { engine: engine.port, openProbe: undefined };
    const first = await observe('shop', tools, { imageFacts });
    expect(first.containers[0]?.imageFacts).toMatchObject({
      reason: expect.stringContaining('still being read'),
    });
    reading.resolve(facts);
    await reading.promise;
    const second = await observe('shop', tools, { imageFacts });
    expect(second.containers[0]?.imageFacts).toEqual({ source: 'declared', value: facts });
  });

  it('are unknown where the image cannot be read, and tried again', async () => {
    const engine = new FakeEngine();
    const imageFacts = { services: 'all', cache: makeImageFactsCache(), wait: true } as const;
    const tools = { engine: engine.port, openProbe: undefined };
    const first = await observe('shop', tools, { imageFacts });
    expect(first.containers[0]?.imageFacts).toMatchObject({
      reason: expect.stringContaining('no such image'),
    });
    engine.onImage = async () => facts;
    const second = await observe('shop', tools, { imageFacts });
    expect(second.containers[0]?.imageFacts.source).toBe('declared');
  });
});
