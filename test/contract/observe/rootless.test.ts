import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/lab/observation/fact.ts';
import type { Observation } from '../../../src/lab/observation/observation.ts';
import type { Seat, Workbench } from '../../../src/lab/ports/seat.ts';
import { observe } from '../../../src/observe/observe.ts';
import { probeArgv } from '../../../src/observe/probe/probe-program.ts';
import { makeNestedProvider } from '../../../src/seats/nested/nested-provider.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from '../machine.ts';
import { makeTestImage, testImage } from '../test-image.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';

const compose = `
services:
  root: { image: ${testImage}, command: [/serve.pl], mem_limit: 64m }
  user: { image: ${testImage}, command: [/serve.pl], user: "1000:1000", cap_drop: [ALL] }
`;

/** A seat's host is its user namespace: what is true there is what an observation says, whatever lies around it. */
describe.skipIf(skip !== undefined)(`observations: rootless${skip ? ` (skipped: ${skip})` : ''}`, () => {
  const folder = makeTemporaryFolder();
  const id = `observe-rootless-${process.pid}`;
  let provider: SeatProvider;
  let seat: Seat;
  let bench: Workbench;
  let seen: Observation;

  beforeAll(async () => {
    const workspacesDir = join(folder.path, 'workspaces');
    const workspaceDir = join(workspacesDir, 'one');
    mkdirSync(workspaceDir, { recursive: true });
    provider = makeNestedProvider({
      outer: await makeOuter(folder.path, id),
      homeId: id,
      workspacesDir,
      seatClass: 'rootless',
    });
    seat = await provider.open('seat-1');
    bench = await seat.openWorkbench({ runId: `${id}-run`, project: 'observed', workspaceDir });
    await makeTestImage(bench);
    const up = ['docker', 'compose', '-p', 'observed', '-f', '-', 'up', '-d'];
    expect(await bench.run(up, { input: compose, timeoutMs: 60_000 })).toMatchObject({ exitCode: 0 });
    const later = [
      'docker',
      'compose',
      '-p',
      'observed',
      '-f',
      '-',
      'exec',
      '-d',
      'user',
      'perl',
      '-e',
      'sleep 600',
    ];
    expect(await bench.run(later, { input: compose, timeoutMs: 60_000 })).toMatchObject({ exitCode: 0 });
    const tools = {
      engine: seat.engine,
      info: await seat.engine.info(),
      openProbe: (signal?: AbortSignal) => seat.openProbe(probeArgv(), signal),
      openHttpProbe: (signal?: AbortSignal) => bench.openProbe(probeArgv(), signal),
    };
    seen = await observe('observed', tools);
  });

  afterAll(async () => {
    await seat?.[Symbol.asyncDispose]();
    await provider?.clean();
    await provider?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const known = <T>(fact: Fact<T> | undefined): T => {
    if (fact === undefined || fact.source === 'unknown') throw new Error(fact?.reason ?? 'not seen');
    expect(fact.source).toBe('kernel');
    return fact.value;
  };
  const container = (service: string) => seen.containers.find((each) => each.service === service);
  const init = (service: string) => {
    const process = known(container(service)?.processes).find((each) => each.init);
    if (process === undefined) throw new Error(`no init of ${service}`);
    return process;
  };

  it('has user ids as the seat has them, and namespaces as its processes do', async () => {
    expect(init('root').uids).toEqual([0, 0, 0, 0]);
    expect(init('user').uids).toEqual([1000, 1000, 1000, 1000]);
    expect(known(seen.host).namespaces.user).toBe(init('root').namespaces.user);
    const own = await bench.run(['readlink', '/proc/self/ns/user']);
    expect(own.stdout.trim()).toBe(`user:[${init('root').namespaces.user}]`);
    expect(init('root').uidMap[0]).toMatchObject({ inside: 0, outside: 0 });
  });

  it('has capabilities, and who started what, though containers have no cgroups of their own', () => {
    expect(init('user').capabilities.bounding).toEqual([]);
    expect(init('root').capabilities.effective).toContain('CHOWN');
    expect(known(container('root')?.processes)).toHaveLength(1);
  });

  it('has what was executed in a container later, which descends from its shim and not from its init', () => {
    const [first, later, ...others] = known(container('user')?.processes);
    expect(first?.init).toBe(true);
    expect(later).toMatchObject({ init: false, name: 'perl', parentPid: first?.parentPid });
    expect(others).toEqual([]);
  });

  it('does not say that a limit holds which the engine could not set', () => {
    expect(container('root')?.limits.source).not.toBe('kernel');
  });
});
