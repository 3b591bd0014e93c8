/** The way in that asks for no login. Who may not come in is tried in `test/adversarial/door`. */
import { statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
beforeAll(async () => {
  at = await startServerAtWork();
});
afterAll(() => at[Symbol.asyncDispose]());

test('over the socket in the home no login is asked, and only its owner can open it', async () => {
  expect(statSync(at.server.socketPath).mode & 0o777).toBe(0o600);
  const answer = await at.request('/api/sign-in', { socket: true });
  expect(answer.json()).toMatchObject({ person: { name: 'local' } });
  expect(
    (await at.request('/api/labs/start/first-container/start', { method: 'POST', socket: true })).status,
  ).toBe(202);
});
