/** What starts programs in a workbench is a program that its owner can take away, replace and kill. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { homeLabel } from '../../../src/seats/labels.ts';
import { workbenchName } from '../../../src/seats/workbench/workbench-container.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { makeRunnerOnEngine, type RunnerOnEngine } from '../../fixtures/runner-on-engine.ts';

const skip = await whyNoEmbedded();
const perl = '/usr/bin/perl';

describe.skipIf(skip !== undefined)('case 280: a workbench whose perl', () => {
  let at: RunnerOnEngine;
  beforeAll(async () => {
    at = await makeRunnerOnEngine();
    await at.perform('start');
  });
  afterAll(() => at?.[Symbol.asyncDispose]());

  async function findWorkbench() {
    const [run] = at.store.listRuns();
    const ours = await at.seat.engine.inspectContainers({ [homeLabel]: at.homeId });
    return ours.find(({ name }) => name === workbenchName(run?.id ?? ''));
  }
  /** As whoever is root in the workbench would, with the Engine's own exec. */
  async function inWorkbench(script: string): Promise<void> {
    const workbench = await findWorkbench();
    const done = await at.seat.engine.run(workbench?.id ?? '', ['sh', '-c', script], { cwd: '/' });
    expect(done).toMatchObject({ exitCode: 0 });
  }
  const endHelper = 'for pid in $(pgrep -x perl); do kill -KILL $pid; done; true';

  test.each([
    ['was killed', endHelper],
    [
      'is another program',
      `mv ${perl} ${perl}.off; printf '#!/bin/sh\\nexec yes\\n' > ${perl}; chmod +x ${perl}; ${endHelper}`,
    ],
    ['is gone', `rm ${perl}; pkill yes; true`],
  ])('%s runs, resets and stops the lab as before', { timeout: 240_000 }, async (_, script) => {
    await inWorkbench(script);
    await at.perform('run');
    await at.perform('reset');
    expect((await at.runner.status(at.key)).services).toMatchObject([{ service: 'web', status: 'running' }]);
  });

  test('is gone, stops and leaves nothing', async () => {
    await at.perform('stop');
    expect(await findWorkbench()).toBeUndefined();
  });
});
