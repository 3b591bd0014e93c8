import { describe, expect, it } from 'vitest';
import { mebibytes } from '../../../../src/lab/general/units.ts';
import { limits } from '../../../../src/lab/matchers/limits.ts';
import type { ObservedLimits } from '../../../../src/lab/observation/observation.ts';
import { makeObservation, makeObserved } from '../../../fixtures/observed.ts';
import { judged, judgedWhereGone } from './judged.ts';

const limited = (fields: Partial<ObservedLimits>) =>
  makeObservation([
    makeObserved('web', {
      limits: {
        source: 'kernel',
        value: { memoryBytes: 0, memoryUsedBytes: 0, cpus: 0, pids: 0, pidsUsed: 0, ...fields },
      },
    }),
  ]);

describe('limits', () => {
  it.each([
    [limits.memoryAtMost(mebibytes(64)), { memoryBytes: 67_108_864 }, 'pass web: is limited to 64 MiB.'],
    [
      limits.memoryAtMost(mebibytes(64)),
      { memoryBytes: 67_213_722 },
      'fail web: is limited to 64.1 MiB; expected a limit of at most 64 MiB.',
    ],
    [
      limits.memoryAtMost(mebibytes(64)),
      {},
      'fail web: has no memory limit; expected a limit of at most 64 MiB.',
    ],
    [limits.pidsAtMost(20), { pids: 20 }, 'pass web: is limited to 20 processes.'],
    [limits.pidsAtMost(20), {}, 'fail web: has no pids limit; expected a limit of at most 20 processes.'],
    [limits.cpusAtMost(0.5), { cpus: 0.5 }, 'pass web: is limited to 0.5 CPUs.'],
    [
      limits.cpusAtMost(0.5),
      { cpus: 2 },
      'fail web: is limited to 2 CPUs; expected a limit of at most 0.5 CPUs.',
    ],
  ])('%j of %j', (expectation, fields, wanted) => {
    expect(judged(expectation, limited(fields))).toBe(wanted);
  });

  it('passes nothing where there is no container or none that runs', () => {
    expect(judgedWhereGone(limits.pidsAtMost(20))).toEqual({
      missing:
        'fail There is no container of service “web”: no container runs. Expected a limit of at most 20 processes.',
      stopped: 'fail web: is exited with status 3; expected a limit of at most 20 processes.',
    });
  });
});
