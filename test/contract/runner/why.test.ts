import { expect, it } from 'vitest';
import { copyLabel, homeLabel } from '../../../src/seats/labels.ts';
import { makeRunnerOnEngine, projectName } from '../../fixtures/runner-on-engine.ts';
import { whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();
const asked = { service: 'web', argv: ['true'] };

it.skipIf(reason !== undefined)(
  `who refuses a program in a lab is found in copies of its service${reason ? ` (${reason})` : ''}`,
  async () => {
    await using at = await makeRunnerOnEngine();
    const { runner, key, seat, store } = at;
    await expect(runner.why(key, asked)).rejects.toMatchObject({ code: 'not-started' });
    await at.perform('start');
    const project = projectName(key.lab, store.findRun(key)?.id ?? '');
    const web = () => seat.engine.inspectContainers({ 'com.docker.compose.project': project });
    const before = await web();
    // Two at once do not remove each other's copies.
    const [unshare, absent] = await Promise.all([
      runner.why(key, { service: 'web', argv: ['unshare', '--user', 'true'] }),
      runner.why(key, { service: 'web', argv: ['no-such-program'] }),
    ]);
    expect(unshare).toMatchObject({ found: 'refused', refusers: [{ id: 'seccomp' }] });
    expect(absent).toMatchObject({ found: 'not-started' });
    const after = await web();
    expect(before).toHaveLength(1);
    expect(after.map(({ id, restartCount }) => [id, restartCount])).toEqual(
      before.map(({ id, restartCount }) => [id, restartCount]),
    );
    const ours = await seat.engine.inspectContainers({ [homeLabel]: at.homeId });
    expect(ours.filter(({ labels }) => copyLabel in labels)).toEqual([]);
    await expect(runner.why(key, { service: 'wbe', argv: ['true'] })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('It has web.'),
    });
    await at.perform('stop');
    await expect(runner.why(key, asked)).rejects.toMatchObject({ code: 'not-started' });
  },
  240_000,
);
