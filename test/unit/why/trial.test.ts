import { expect, it } from 'vitest';
import { DrydockError, type ErrorCode } from '../../../src/lab/errors.ts';
import { copyContainer } from '../../../src/why/container-copy.ts';
import { runTrial } from '../../../src/why/trial.ts';

const copy = copyContainer({ Image: 'a', Config: {}, HostConfig: { NetworkMode: 'n' } }, ['x']);
const failing = (code: ErrorCode, message: string, started?: () => void) => ({
  startAs: async () => {
    started?.();
    throw new DrydockError(code, { message });
  },
  waitForEnd: async () => 0,
  logTail: async () => '',
  removeContainer: async () => undefined,
});
const parts = { labels: {}, name: 'c', withinMs: 100, signal: new AbortController().signal };

it.each([
  'The Docker Engine could not start container c: OCI runtime create failed: exec: "x": executable file not found in $PATH',
  'The Docker Engine could not create container c: invalid CapAdd: capability not supported: "CAP_BPF"',
])('what the Engine will not start is an outcome: %s', async (message) => {
  const trial = await runTrial(copy, { ...parts, engine: failing('engine-failed', message) });
  expect(trial).toEqual({ status: undefined, refused: message, output: '' });
});

it.each([
  ['engine-failed', 'The Docker Engine could not start container c: context deadline exceeded'],
  ['engine-lost', 'The Docker Engine does not answer (ECONNREFUSED)'],
  ['timed-out', 'The Docker Engine did not answer within 60 s'],
] as const)('what fails otherwise is a failure, and no refusal: %s, %s', async (code, message) => {
  const trial = runTrial(copy, { ...parts, engine: failing(code, message) });
  await expect(trial).rejects.toMatchObject({ code });
});

it('who has given up begins no further copy, and leaves none behind', async () => {
  const removed: string[] = [];
  const given = new AbortController();
  const engine = {
    ...failing('engine-failed', ''),
    startAs: async () => {
      given.abort();
      return 'made';
    },
    removeContainer: async (id: string) => void removed.push(id),
  };
  await expect(runTrial(copy, { ...parts, engine, signal: given.signal })).rejects.toThrow();
  expect(removed).toEqual(['made']);
  let started = 0;
  const late = failing('engine-failed', '', () => started++);
  await expect(runTrial(copy, { ...parts, engine: late, signal: given.signal })).rejects.toThrow();
  expect(started).toBe(0);
});
