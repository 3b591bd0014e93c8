import { expect, it } from 'vitest';
import { makeRunnerOnEngine } from '../../fixtures/runner-on-engine.ts';
import { whyNoEmbedded } from '../machine.ts';

const reason = await whyNoEmbedded();

/** What `seccomp/who-said-no` asks its reader to find: who refuses each of its services. */
const refusers = {
  owner: ['capability:CHOWN'],
  apart: ['seccomp'],
  node: ['devices'],
  proc: ['system-paths'],
  shelf: ['read-only-mounts'],
  files: ['limits'],
};

it.skipIf(reason !== undefined)(
  `the six refusals of the book are told apart, in one run each${reason ? ` (${reason})` : ''}`,
  async () => {
    await using at = await makeRunnerOnEngine({ lab: 'seccomp/who-said-no' });
    await at.perform('start');
    const found: Record<string, readonly string[]> = {};
    for (const service of Object.keys(refusers)) {
      const refusal = await at.runner.why(at.key, { service, argv: ['asks', service] });
      found[service] = refusal.refusers.map(({ id }) => id);
    }
    expect(found).toEqual(refusers);
    await at.perform('stop');
  },
  600_000,
);
