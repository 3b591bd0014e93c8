import { expect, it } from 'vitest';
import { unfinishedJob } from '../../../../src/runner/jobs/run-state.ts';

it.each([
  ['running', 'ready', undefined],
  ['running', 'new', 'start'],
  ['running', 'up', 'start'],
  ['running', 'run', 'start'],
  ['running', 'reset', 'reset'],
  ['running', 'solve', 'solve'],
  ['stopped', 'stopping', 'stop'],
  ['stopped', 'stopped', undefined],
  ['stopped', 'new', undefined],
] as const)('a run that should be %s and was at “%s” goes on with %s', (intent, step, job) => {
  expect(unfinishedJob({ intent, step })).toBe(job);
});
