/** Servers as processes: two on one home, one that is told to stop in the middle of work, kills at random moments. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { readHomeId } from '../../../src/seats/home.ts';
import { homeLabel } from '../../../src/seats/labels.ts';
import { findHostDocker, whyNoEmbedded } from '../../contract/machine.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { firstLab } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { descriptorsOf } from '../../soak/leaks/holdings.ts';
import { findProcesses } from '../../soak/orphans.ts';
import { ServedHome } from '../../soak/served-home.ts';
import { soak } from '../../soak/soak.ts';

const reason = await whyNoEmbedded();

describe.skipIf(reason !== undefined)(`a server${reason ? ` (${reason})` : ''}`, () => {
  const home = makeTemporaryFolder();
  let server: ServedHome;
  beforeAll(async () => {
    server = new ServedHome(home.path);
    await server.ready;
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await new DrydockCommand(home.path).run('clean');
    home[Symbol.dispose]();
  });

  test('case 76: a second one on the same home refuses to start, and says who has it', async () => {
    const second = new ServedHome(home.path);
    await expect(second.ready).rejects.toThrow(`Process ${server.child.pid} (server) uses the home`);
    expect((await server.ask('GET', '/api/health')).status).toBe(200);
  });

  test('case 180: asked what this machine is, again and again, it lets go of the engine each time', async () => {
    const sockets = () =>
      descriptorsOf(server.child.pid ?? 0).filter((target) => target.startsWith('socket:')).length;
    const ask = async (times: number) => {
      for (let time = 0; time < times; time += 1)
        expect((await server.ask('GET', '/api/host')).status).toBe(200);
    };
    await ask(3);
    const before = sockets();
    await ask(12);
    await expect.poll(sockets, { timeout: 30_000 }).toBeLessThanOrEqual(before);
  });

  test('case 83: one that is told to stop under load ends cleanly within 10 s', async () => {
    const at = `/api/labs/${firstLab}`;
    await server.ask('POST', `${at}/start`);
    // Until a seat is found there is nothing to go on with: then the start is forgotten, not half done.
    await expect
      .poll(async () => (await server.ask('GET', `${at}/status`)).body, { timeout: 60_000 })
      .toHaveProperty('run');
    const load = Array.from({ length: 40 }, (_, index) =>
      server.ask(index % 2 ? 'GET' : 'POST', `${at}/${index % 2 ? 'files' : 'check'}`).catch(() => undefined),
    );
    const began = performance.now();
    await server.end('SIGTERM');
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(server.child.signalCode).toBeNull();
    expect(server.child.exitCode).toBe(0);
    await Promise.all(load);

    // What was under way goes on.
    server = new ServedHome(home.path);
    await server.ready;
    const statusOf = async () => (await server.ask('GET', `${at}/status`)).body;
    await expect
      .poll(statusOf, { timeout: 90_000 })
      .toMatchObject({ phase: 'running', services: [{ service: 'web', status: 'running' }] });
  });
});

describe.skipIf(reason !== undefined)(
  `case 70: kills at random moments${reason ? ` (${reason})` : ''}`,
  () => {
    test('lose nothing that was confirmed and leave nothing behind', async () => {
      const seed = Date.now() % 1_000_000;
      console.log(`seed ${seed}`);
      const report = await soak({ kills: 5, seed, restEvery: 5, longestLifeMs: 4_000, say: () => undefined });
      expect(report, `seed ${seed}`).toMatchObject({ losses: [], orphans: [] });
    });

    test('leave nothing behind when they are interrupted', async () => {
      const found = await findHostDocker();
      if (found.state !== 'reachable') throw new Error('an engine ran a moment ago');
      await using engine = await connectEngine(found.docker.endpoint);
      const run = spawn(process.execPath, [fileURLToPath(new URL('../../soak/run.ts', import.meta.url))], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const ended = once(run, 'close');
      let home = '';
      for await (const line of createInterface({ input: run.stdout })) {
        home = /^home (.+)$/.exec(line)?.[1] ?? '';
        if (home !== '') break;
      }
      const labels = { [homeLabel]: await readHomeId(home) };
      await expect.poll(() => engine.inspectContainers(labels), { timeout: 60_000 }).not.toEqual([]);
      run.kill('SIGINT');
      expect(await ended).toEqual([1, null]);
      expect(await engine.inspectContainers(labels)).toEqual([]);
      expect(findProcesses(home)).toEqual([]);
      expect(existsSync(home)).toBe(false);
    });
  },
);
