/** The engine of a seat is killed under a lab and under a start, and has no networks left. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabEvent } from '../../../src/lab/wire/events.ts';
import { Ear } from '../../fixtures/ear.ts';
import { limits } from '../seats/two-seats.ts';
import { type NestedLab, nestLab, skip } from './nested-lab.ts';

/** How long a learner waits at most until a lab is there again by itself. */
const healMs = 30_000;
/** What Compose prints at a moment of a start. */
const printed = {
  'as Compose begins': undefined,
  'as a network is made': /Network \S+ {2}Creat/,
  'as a container is made': /Container \S+ {2}Creat/,
} as const;
const why = skip ? ` (skipped: ${skip})` : '';

// The one is started again by the engine outside, the other by us.
describe.skipIf(skip !== undefined).each([
  ['privileged', {}, ['as Compose begins', 'as a container is made']],
  ['rootless, on a disk of its own', { seatClass: 'rootless', limits }, ['as a network is made']],
] as const)(`the engine of a seat, %s${why}`, (name, options, moments) => {
  let lab: NestedLab;
  beforeAll(async () => {
    lab = await nestLab(options);
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
  });

  test('case 67: a dockerd that is killed under a lab is missed, comes back by itself, and doubles nothing', async () => {
    const { at } = lab;
    await at.perform('start');
    const [before] = await lab.services();
    await using _keeper = lab.keepTrue();
    const ear = new Ear();
    await using _ = await at.runner.follow(at.key, ear.hear);
    await ear.until(({ type }) => type === 'observation');
    ear.forget();
    await lab.killDockerd();
    // Whichever is noticed first: that it is away, or that the lab has to be brought up again.
    await ear.until(
      (event) =>
        (event.type === 'trouble' && event.error.code === 'engine-lost') ||
        (event.type === 'status' && event.status.phase === 'starting'),
    );
    const isBack = (event: LabEvent) =>
      event.type === 'observation' &&
      event.observation.containers.some(
        ({ declared }) => declared.status === 'running' && declared.startedAt !== before?.startedAt,
      );
    await ear.until(isBack, healMs);
    expect(await lab.services()).toMatchObject([{ status: 'running' }]);
    expect(await lab.containers()).toHaveLength(1);
    const { results } = await at.runner.check(at.key, at.person);
    expect(results.find(({ id }) => id === 'serves')).toMatchObject({ status: 'pass' });

    // Who looks goes on being told.
    ear.forget();
    const [web] = await lab.services();
    await (await lab.inner()).removeContainer(web?.id ?? '');
    await ear.until((event) => event.type === 'observation' && event.observation.containers.length === 0);
    await at.perform('stop');
  });

  test.each(moments)('case 68: a start whose dockerd is killed %s ends as it was wanted', async (moment) => {
    const { at } = lab;
    const output = printed[moment];
    if (lab.run()?.intent === 'running') await at.perform('stop');
    const ear = new Ear();
    await using _ = await at.runner.follow(at.key, ear.hear);
    const { id } = await at.runner.begin(at.key, 'start');
    const failure = at.runner.finish(id).then(
      () => undefined,
      (error: unknown) => error,
    );
    await ear.until((event) =>
      output
        ? event.type === 'output' && output.test(event.text)
        : event.type === 'status' && event.status.job?.steps.some(({ step }) => step === 'compose') === true,
    );
    await lab.killDockerd();
    // It may have been done by the time of the kill.
    const said = await failure;
    if (said !== undefined)
      expect(said).toMatchObject({
        code: 'engine-lost',
        fix: expect.stringContaining('by itself'),
      });
    await using _keeper = lab.keepTrue();
    await expect
      .poll(
        async () => {
          const { phase, error } = await at.runner.status(at.key);
          const services = (await lab.services()).map(({ status }) => status);
          return { phase, error, step: lab.run()?.step, services };
        },
        { timeout: healMs },
      )
      .toEqual({ phase: 'running', error: undefined, step: 'ready', services: ['running'] });
    expect(await lab.containers()).toHaveLength(1);
    await at.perform('stop');
    expect(await lab.left()).toEqual([]);
  });

  // Nothing about it differs between classes.
  if (name === 'privileged')
    test('case 78: a start without a network to have says so, leaves nothing, and works once there is one', async () => {
      const { at } = lab;
      if (lab.run()?.intent === 'running') await at.perform('stop');
      await using taken = await lab.takeNetworks();
      await expect(at.perform('start')).rejects.toMatchObject({
        code: 'networks-spent',
        message: expect.stringContaining('no network left'),
        fix: expect.stringContaining('docker network rm'),
      });
      expect(await lab.left()).toEqual([]);
      expect((await at.runner.status(at.key)).error).toMatchObject({ code: 'networks-spent' });
      await taken[Symbol.asyncDispose]();
      await at.perform('start');
      expect(await lab.services()).toMatchObject([{ status: 'running' }]);
      await at.perform('stop');
      expect(await lab.left()).toEqual([]);
    });
});
