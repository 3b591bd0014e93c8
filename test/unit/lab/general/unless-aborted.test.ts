import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { unlessAborted } from '../../../../src/lab/general/unless-aborted.ts';

it('case 187: leaves a signal that outlives the work without a listener, however often it is waited with', async () => {
  const { signal } = new AbortController();
  for (let time = 0; time < 20; time += 1) {
    expect(await unlessAborted(Promise.resolve(time), signal)).toBe(time);
    await expect(unlessAborted(Promise.reject(new Error('it failed')), signal)).rejects.toThrow('it failed');
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('rejects with the reason as soon as the signal is aborted, and at once where it was', async () => {
  const stopping = new AbortController();
  const waiting = unlessAborted(new Promise(() => undefined), stopping.signal);
  stopping.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(unlessAborted(new Promise(() => undefined), stopping.signal)).rejects.toThrow('enough');
  expect(getEventListeners(stopping.signal, 'abort')).toEqual([]);
});
