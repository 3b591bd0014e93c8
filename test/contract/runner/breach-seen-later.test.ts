import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Ear } from '../../fixtures/ear.ts';
import { makeRunnerOnEngine, projectName, type RunnerOnEngine } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();

describe.skipIf(reason !== undefined)(
  `what is mounted elsewhere since it began${reason ? ` (${reason})` : ''}`,
  () => {
    let at: RunnerOnEngine;
    beforeAll(async () => {
      at = await makeRunnerOnEngine();
      await at.perform('start');
    });
    afterAll(() => at[Symbol.asyncDispose]());

    const theRun = () => {
      const run = at.store.findRun(at.key);
      if (!run) throw new Error('it has no run');
      return run;
    };
    const containers = () => {
      const project = projectName(at.key.lab, theRun().id);
      return at.seat.engine.inspectContainers({ 'com.docker.compose.project': project });
    };

    it('is taken down by the look after labs, told to whoever listens, and left until they press Run', async () => {
      using elsewhere = makeTemporaryFolder();
      const run = theRun();
      const { workspaceDir } = run;
      const data = join(workspaceDir, 'data');
      mkdirSync(data);
      writeFileSync(
        join(workspaceDir, 'compose.yaml'),
        'services:\n  web:\n    image: debian:trixie-slim\n    command: [sleep, infinity]\n    init: true\n    volumes: ["./data:/data"]\n',
      );
      await at.perform('run');
      renameSync(data, join(workspaceDir, 'was'));
      symlinkSync(elsewhere.path, data);
      const [web] = await containers();
      await using workbench = await at.seat.openWorkbench({
        runId: run.id,
        project: projectName(at.key.lab, run.id),
        workspaceDir,
      });
      // As a learner types it: a start follows each path anew.
      await workbench.run(['docker', 'restart', '--time', '0', web?.id ?? ''], { timeoutMs: 60_000 });
      const ear = new Ear();
      await using _ = await at.runner.follow(at.key, ear.hear);
      await at.settle();
      await ear.until((event) => event.type === 'status' && event.status.error?.code === 'gate-breached');
      expect(await containers()).toEqual([]);
      await at.settle();
      expect(await containers()).toEqual([]);
      expect((await at.runner.status(at.key)).error?.code).toBe('gate-breached');
    });
  },
);
