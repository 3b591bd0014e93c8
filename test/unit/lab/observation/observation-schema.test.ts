import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AnyObservationSchema } from '../../../../src/lab/observation/observation-schema.ts';
import { makeObservation, makeObserved } from '../../../fixtures/observed.ts';

const recorded = readdirSync('src/site/recorded', { recursive: true, encoding: 'utf8' }).filter((path) =>
  /^[^/]+\/[^/]+\/[^/]+\.json$/.test(path),
);

it.each(recorded)('%s is one, and stays as it is', (path) => {
  const observation: unknown = JSON.parse(readFileSync(join('src/site/recorded', path), 'utf8'));
  expect(AnyObservationSchema.parse(observation)).toEqual(observation);
});

it.each([
  [[null, 5]],
  [[{ ...makeObserved(), processes: { source: 'kernel', value: 5 } }]],
  [[{ ...makeObserved(), imageFacts: { source: 'kernel' } }]],
])('containers %# are none', (containers) => {
  expect(AnyObservationSchema.safeParse({ ...makeObservation(), containers }).success).toBe(false);
});
