import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { homeLabel } from '../../../src/seats/labels.ts';
import { openStore } from '../../../src/store/open-store.ts';
import {
  firstLab,
  makeRunnerOnEngine,
  projectName,
  type RunnerOnEngine,
} from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();
const project = 'com.docker.compose.project';

describe.skipIf(reason !== undefined)(
  `case 70: what is and what should be${reason ? ` (${reason})` : ''}`,
  () => {
    let at: RunnerOnEngine;
    const settle = () => at.settle();
    const run = () => at.store.findRun(at.key);
    const name = () => projectName(firstLab, run()?.id ?? '');
    const services = async () =>
      (await at.seat.engine.inspectContainers({ [project]: name() })).map(({ id }) => id);
    const left = async () =>
      (await at.seat.engine.listLabelled(project)).filter(({ labels }) => labels[project] === name());
    const workbenches = () => at.seat.engine.inspectContainers({ [homeLabel]: at.homeId });

    beforeAll(async () => {
      at = await makeRunnerOnEngine();
      await at.perform('start');
    });
    afterAll(() => at[Symbol.asyncDispose]());

    it('leave alone what is as it should be, again and again', async () => {
      const before = await services();
      await settle();
      await settle();
      expect(await services()).toEqual(before);
      expect(before).toHaveLength(1);
    });

    it('leave alone what a learner ended', async () => {
      for (const id of await services()) await at.seat.engine.removeContainer(id);
      await settle();
      expect(await services()).toEqual([]);
      expect(run()?.intent).toBe('running');
    });

    it('bring up again what went with its workbench', async () => {
      for (const { id } of await workbenches()) await at.seat.engine.removeContainer(id);
      await settle();
      expect(await services()).toHaveLength(1);
      expect((await at.runner.status(at.key)).phase).toBe('running');
    });

    it.each(['new', 'start', 'up', 'reset', 'solve'] as const)(
      'go on from the step %s after a kill',
      async (step) => {
        at.store.updateRun(run()?.id ?? '', { step });
        await at.restart();
        await settle();
        expect(run()).toMatchObject({ intent: 'running', step: 'ready' });
        expect(await services()).toHaveLength(1);
      },
    );

    it('are told by the status of a new server, and as they are now where nobody looks', async () => {
      await at.restart();
      await settle();
      const told = async () => (await at.runner.status(at.key)).services;
      expect(await told()).toMatchObject([{ service: 'web', status: 'running' }]);
      for (const id of await services()) await at.seat.engine.removeContainer(id);
      expect(await told()).toEqual([]);
      await at.perform('run');
      expect(await told()).toMatchObject([{ service: 'web', status: 'running' }]);
    });

    it('do not try again, unasked, what failed here', async () => {
      const file = await at.runner.files.read(at.key, 'compose.yaml');
      await at.runner.files.save(at.key, 'compose.yaml', `${file.text}no: [`, file.revision);
      await expect(at.perform('run')).rejects.toMatchObject({ code: 'bad-compose' });
      const events = at.store.listEvents(run()?.id ?? '').length;
      await settle();
      expect(at.store.listEvents(run()?.id ?? '')).toHaveLength(events);
      const broken = await at.runner.files.read(at.key, 'compose.yaml');
      await at.runner.files.save(at.key, 'compose.yaml', file.text ?? '', broken.revision);
    });

    it('go on with a stop after a kill, and leave no container, network or workbench of a stopped lab', async () => {
      at.store.updateRun(run()?.id ?? '', { intent: 'stopped', step: 'stopping' });
      await at.restart();
      await settle();
      expect(run()).toMatchObject({ intent: 'stopped', step: 'stopped' });
      expect(await left()).toEqual([]);

      await at.perform('start');
      at.store.updateRun(run()?.id ?? '', { intent: 'stopped', step: 'stopped' });
      await settle();
      expect(await left()).toEqual([]);
      expect(await at.seat.findWorkbenches()).toEqual([]);
    });

    it('stay out of the way of a job', async () => {
      const starting = at.perform('start');
      await Promise.all([settle(), settle(), starting, settle()]);
      expect(await services()).toHaveLength(1);
      expect(run()).toMatchObject({ intent: 'running', step: 'ready' });
    });
  },
);

describe.skipIf(reason !== undefined)(`runs that no store knows${reason ? ` (${reason})` : ''}`, () => {
  let at: RunnerOnEngine;
  const folder = makeTemporaryFolder();
  beforeEach(async () => {
    at = await makeRunnerOnEngine();
    await at.perform('start');
  });
  afterEach(() => at[Symbol.asyncDispose]());
  afterAll(() => folder[Symbol.dispose]());

  it('go with all they have; what is of another home, and proofs, stay', async () => {
    const { engine } = at.seat;
    const name = projectName(firstLab, at.store.listRuns()[0]?.id ?? '');
    // Its labels are those of a lab of somebody else, who shares the engine.
    const foreign = {
      [project]: 'drydock-start-first-container-zzzzzz',
      [`${project}.working_dir`]: '/elsewhere',
    };
    const spec = { image: 'drydock/workbench:1', argv: ['sleep', '60'] };
    const stranger = await engine.ensureContainer({ ...spec, name: `${name}-stranger`, labels: foreign });
    const proof = await at.seat.openWorkbench({
      runId: `verify-a-b-${at.homeId.slice(-6).toLowerCase()}`,
      project: 'drydock-verify-a-b',
      workspaceDir: folder.path,
    });
    using empty = openStore(join(folder.path, 'drydock.db'));
    await using other = await makeRunnerOnEngine({ home: at.home, homeId: at.homeId, store: empty });
    await other.settle();

    const there = (await engine.listLabelled(project)).map(({ labels }) => labels[project]);
    expect(there).not.toContain(name);
    expect(there).toContain(foreign[project]);
    expect((await at.seat.findWorkbenches()).map(({ runId }) => runId)).toEqual([
      `verify-a-b-${at.homeId.slice(-6).toLowerCase()}`,
    ]);
    await engine.removeContainer(stranger);
    await proof.remove();
  });
});
