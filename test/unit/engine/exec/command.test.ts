import { describe, expect, it } from 'vitest';
import { runToEnd, type StartProcess } from '../../../../src/engine/exec/command.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';

/** An engine that is slow to start the process, and gives up when told to. */
const neverStarts: StartProcess = (_, signal) => {
  const { promise, reject } = Promise.withResolvers<never>();
  signal?.addEventListener('abort', () =>
    reject(new DrydockError('cancelled', { message: 'Could not run: cancelled.', cause: signal.reason })),
  );
  return promise;
};

describe('a command whose process does not even start', () => {
  it('timed out where its time is over', async () => {
    await expect(runToEnd(neverStarts, ['sleep', '9'], { timeoutMs: 5 })).rejects.toMatchObject({
      code: 'timed-out',
      message: 'sleep 9 did not end within 0.005 s.',
    });
  });

  it('is cancelled where its caller gave up', async () => {
    const stop = new AbortController();
    const running = runToEnd(neverStarts, ['sleep', '9'], { timeoutMs: 60_000, signal: stop.signal });
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('fails as its start does otherwise', async () => {
    const start: StartProcess = async () => {
      throw new DrydockError('engine-lost', { message: 'Gone.' });
    };
    await expect(runToEnd(start, ['true'], { timeoutMs: 60_000 })).rejects.toMatchObject({
      code: 'engine-lost',
    });
  });
});
