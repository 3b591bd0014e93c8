import { afterEach, expect, it, vi } from 'vitest';
import { askCheck } from '../../../../src/client/core/ask-check.ts';
import { makeServerApi } from '../../../../src/client/core/server-api.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A server that answers the requests one after the other; `undefined` is no answer. Says under which keys it was asked. */
function serve(...answers: readonly (Response | undefined)[]): readonly (string | null)[] {
  vi.useFakeTimers();
  const keys: (string | null)[] = [];
  vi.stubGlobal('fetch', async (_: string, { headers }: RequestInit) => {
    keys.push(new Headers(headers).get('idempotency-key'));
    const answer = answers[keys.length - 1];
    if (answer === undefined) throw new TypeError('no answer');
    return answer;
  });
  return keys;
}

const report = (attempt: string) =>
  Response.json({ lab: 'start/first-container', attempt, at: '', results: [], earned: 0, of: 0 });
const ask = () =>
  askCheck(
    makeServerApi({ signs: { onRefused: vi.fn(), onSilence: vi.fn() }, person: undefined }),
    'start/first-container',
  );

it('asks again under the same key where no answer came, and under another one the next time', async () => {
  const keys = serve(undefined, undefined, report('one'), report('two'));
  const first = ask();
  await vi.runAllTimersAsync();
  expect(await first).toMatchObject({ attempt: 'one' });
  expect(await ask()).toMatchObject({ attempt: 'two' });
  expect(keys[0]).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  expect(keys).toEqual([keys[0], keys[0], keys[0], keys[3]]);
  expect(keys[3]).not.toBe(keys[0]);
});

it('takes no for an answer', async () => {
  const keys = serve(Response.json({ error: { message: 'not started' } }, { status: 409 }));
  await expect(ask()).rejects.toMatchObject({ status: 409 });
  expect(keys).toHaveLength(1);
});

it('says that nobody answers once a server had time to come back', async () => {
  serve();
  const asked = expect(ask()).rejects.toMatchObject({ status: 0 });
  await vi.runAllTimersAsync();
  await asked;
});
