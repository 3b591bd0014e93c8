/** What befalls a lab that runs: its engine out of reach, clocks that jump, pages that ask at once. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabEvent } from '../../../src/lab/wire/events.ts';
import { findHostDocker, whyNoEmbedded } from '../../contract/machine.ts';
import { EngineGate } from '../../fixtures/engine-gate.ts';
import { ReadShell } from '../../fixtures/read-shell.ts';
import { makeRunnerOnEngine, projectName, type RunnerOnEngine } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const reason = await whyNoEmbedded();
const day = 86_400_000;

describe.skipIf(reason !== undefined)(`a lab that runs${reason ? ` (${reason})` : ''}`, () => {
  const folder = makeTemporaryFolder();
  let gate: EngineGate;
  let at: RunnerOnEngine;
  let shiftMs = 0;
  const run = () => at.store.findRun(at.key);
  const services = () =>
    at.seat.engine.inspectContainers({
      'com.docker.compose.project': projectName(at.key.lab, run()?.id ?? ''),
    });

  beforeAll(async () => {
    const found = await findHostDocker();
    if (found.state !== 'reachable' || found.docker.endpoint.kind !== 'socket') throw new Error('no socket');
    const socket = join(folder.path, 'docker.sock');
    gate = new EngineGate(socket, found.docker.endpoint.path);
    await gate.lift();
    at = await makeRunnerOnEngine({ socket, now: () => new Date(Date.now() + shiftMs) });
    await at.perform('start');
  });
  afterAll(async () => {
    await at?.[Symbol.asyncDispose]();
    await gate?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  test('case 72: fifty requests to check at once are one attempt', async () => {
    const before = at.store.listAttempts(run()?.id ?? '').length;
    const reports = await Promise.all(Array.from({ length: 50 }, () => at.runner.check(at.key, at.person)));
    expect(new Set(reports.map(({ attempt }) => attempt)).size).toBe(1);
    expect(at.store.listAttempts(run()?.id ?? '')).toHaveLength(before + 1);
  });

  test('case 79: start and stop pressed twice are done one after the other', async () => {
    const kinds = ['start', 'start', 'stop', 'stop', 'start'] as const;
    const jobs = await Promise.all(kinds.map((kind) => at.runner.begin(at.key, kind)));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(2);
    for (;;) {
      const { job } = await at.runner.status(at.key);
      if (!job) break;
      await at.runner.finish(job.id);
    }
    expect(run()).toMatchObject({ intent: 'stopped', step: 'stopped' });
    expect(await services()).toEqual([]);
    await at.perform('start');
    expect(await services()).toHaveLength(1);
  });

  test('case 80: a shell goes on while nobody is on the line, and no output is lost', async () => {
    const open = async () =>
      new ReadShell(await at.runner.openTerminal(at.key, 'main', { columns: 80, rows: 24 }));
    {
      await using shell = await open();
      await shell.type('for i in $(seq 1 400); do echo line-$i; sleep 0.005; done; echo all-$((1+1))');
      await shell.until(/line-5\s/);
    }
    await using back = await open();
    expect(back.session.resumed).toBe(true);
    const text = await back.until(/all-2/);
    const lost = Array.from({ length: 400 }, (_, index) => index + 1).filter(
      (number) => !new RegExp(`line-${number}\\s`).test(text),
    );
    expect(lost).toEqual([]);
  });

  test('case 81: of two tabs, the one that saves over an older version is refused', async () => {
    const { text, revision } = await at.runner.files.read(at.key, 'compose.yaml');
    await at.runner.files.save(at.key, 'compose.yaml', `${text}# one\n`, revision);
    await expect(
      at.runner.files.save(at.key, 'compose.yaml', `${text}# two\n`, revision),
    ).rejects.toMatchObject({ code: 'stale-revision' });
    expect((await at.runner.files.read(at.key, 'compose.yaml')).text).toBe(`${text}# one\n`);
  });

  test('case 74: a clock that is a day off takes nothing away', async () => {
    const before = (await services()).map(({ id }) => id);
    const ids: (string | undefined)[] = [];
    for (const shift of [day, -day, 0]) {
      shiftMs = shift;
      await at.settle();
      expect((await services()).map(({ id }) => id)).toEqual(before);
      ids.push((await at.runner.check(at.key, at.person)).attempt);
    }
    expect(
      at.store
        .listAttempts(run()?.id ?? '')
        .slice(-3)
        .map(({ id }) => id),
    ).toEqual(ids);
  });

  test('case 69: after a thousand events that nobody heard, the picture is right again', async () => {
    const heard: LabEvent[] = [];
    let bell = Promise.withResolvers<void>();
    await using _ = await at.runner.follow(at.key, (event) => {
      heard.push(event);
      bell.resolve();
    });
    const until = async (wanted: (event: LabEvent) => boolean) => {
      while (!heard.some(wanted)) {
        bell = Promise.withResolvers();
        await bell.promise;
      }
    };
    await until(({ type }) => type === 'observation');
    const [web] = await services();
    gate.shut();
    await until(({ type }) => type === 'trouble');
    await using other = await makeRunnerOnEngine();
    const labels = { 'dev.drydock.home': other.homeId };
    const workbench = await other.seat.engine.ensureContainer({
      name: `drydock-events-${process.pid}`,
      image: 'drydock/workbench:1',
      labels,
      argv: ['sleep', '600'],
    });
    // Each is created, started and ended: three events.
    const runMany = async (turns: number) => {
      for (let turn = 0; turn < turns; turn += 1)
        await other.seat.engine.run(workbench, ['true'], { cwd: '/' });
    };
    await Promise.all(Array.from({ length: 12 }, () => runMany(28)));
    await other.seat.engine.removeContainer(web?.id ?? '');
    heard.length = 0;
    gate.open();
    await until((event) => event.type === 'observation' && event.observation.containers.length === 0);
    await other.seat.engine.removeLabelled(labels);
  });
});
