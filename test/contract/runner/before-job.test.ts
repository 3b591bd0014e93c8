import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BeforeJob } from '../../../src/lab/wire/events.ts';
import { Ear } from '../../fixtures/ear.ts';
import { makeRunnerOnEngine, type RunnerOnEngine } from '../../fixtures/runner-on-engine.ts';
import { whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();

describe.skipIf(reason !== undefined)(`what a job is held against${reason ? ` (${reason})` : ''}`, () => {
  let at: RunnerOnEngine;
  beforeAll(async () => {
    at = await makeRunnerOnEngine();
    await at.perform('start');
  });
  afterAll(() => at[Symbol.asyncDispose]());

  /** As a page that is opened now is told. */
  const told = async (): Promise<BeforeJob | undefined> => {
    const ear = new Ear();
    await using _ = await at.runner.follow(at.key, ear.hear);
    const event = await ear.until(({ type }) => type === 'before');
    return event.type === 'before' ? event.before : undefined;
  };

  it('is what was seen last before it, for who looked then and for who comes later', async () => {
    expect(await told()).toBeUndefined();
    const ear = new Ear();
    await using _ = await at.runner.follow(at.key, ear.hear);
    const seen = await ear.until(({ type }) => type === 'observation');
    await at.perform('run');
    await ear.until((event) => event.type === 'before' && event.before?.job === 'run');
    const before = await told();
    expect(before?.job).toBe('run');
    const containers = seen.type === 'observation' ? seen.observation.containers : [];
    expect(before?.observation.containers.map(({ declared }) => declared.id)).toEqual(
      containers.map(({ declared }) => declared.id),
    );
    await at.perform('solve');
    expect((await told())?.job).toBe('solve');
  });

  it('is nothing where nothing was seen', async () => {
    await at.perform('stop');
    await at.perform('start');
    expect(await told()).toBeUndefined();
  });
});
