import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
let now: Date;
beforeEach(async () => {
  now = new Date();
  at = await startServerAtWork({ clock: () => now });
});
afterEach(() => at[Symbol.asyncDispose]());

describe('the login link', () => {
  test('leads to a page that has no secret, and its token is exchanged for the key of a sign-in', async () => {
    const link = new URL(at.server.mintLoginUrl());
    expect(`${link.origin}${link.pathname}${link.search}`).toBe(`${at.server.url}/login`);
    expect(link.hash).toMatch(/^#[\w-]{43}$/);
    const page = await at.request('/login');
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
    const answer = await at.exchange(link.href);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
    const { key } = answer.json() as { key: string };
    expect(key).toMatch(/^[\w-]{43}$/);
    expect((await at.request('/api/sign-in', { as: { key } })).json()).toEqual({
      person: { id: expect.any(String), name: 'local' },
      makesSessions: true,
      makesCourses: true,
      changesPeople: true,
    });
  });

  test('grows old', async () => {
    const link = at.server.mintLoginUrl();
    now = new Date(now.getTime() + 24 * 3_600_000);
    expect((await at.exchange(link)).status).toBe(401);
  });

  test('is made over the socket in the home, and not by a page', async () => {
    const { url } = (await at.request('/api/logins', { method: 'POST', socket: true })).json() as {
      url: string;
    };
    expect(url.startsWith(`${at.server.url}/login#`)).toBe(true);
    expect((await at.exchange(url)).status).toBe(200);
    expect((await at.request('/api/logins', { method: 'POST', as: await at.signIn() })).status).toBe(403);
  });
});

describe('a sign-in', () => {
  test('outlives the server', async () => {
    const me = await at.signIn();
    await at.restart();
    expect((await at.request('/api/sign-in', { as: me })).status).toBe(200);
    expect(
      (await at.request('/api/labs/start/first-container/start', { method: 'POST', as: me })).status,
    ).toBe(202);
  });

  test('ends when it is ended, and after ninety days', async () => {
    const [me, other] = [await at.signIn(), await at.signIn()];
    at.store.endSignIn(at.store.localPerson().person.id, at.store.findSignIn(me.key)?.id ?? '');
    expect((await at.request('/api/sign-in', { as: me })).status).toBe(401);
    expect((await at.request('/api/sign-in', { as: other })).status).toBe(200);
    now = new Date(now.getTime() + 90 * 24 * 3_600_000);
    expect((await at.request('/api/sign-in', { as: other })).status).toBe(401);
  });

  test('is kept as a hash', async () => {
    const me = await at.signIn();
    for (const name of readdirSync(at.home).filter((each) => each.startsWith('drydock.db')))
      expect(readFileSync(join(at.home, name)).includes(me.key), name).toBe(false);
  });
});

test('health is open to all, the rest of the API to nobody without a login', async () => {
  expect((await at.request('/api/health')).json()).toMatchObject({
    status: 'ok',
    engine: { state: 'preparing' },
  });
  for (const path of [
    '/api/labs',
    '/api/openapi.json',
    '/api/nowhere',
    '/api/health/x',
    '/API/health/../labs',
  ]) {
    const answer = await at.request(path);
    expect([401, 404], path).toContain(answer.status);
    expect(answer.text).not.toContain('first-container');
  }
  const refused = (await at.request('/api/labs')).json();
  expect(refused).toMatchObject({
    error: { code: 'not-signed-in', title: 'Not signed in', fix: expect.stringContaining('open') },
  });
});
