import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
let now: Date;
beforeEach(async () => {
  now = new Date();
  at = await startServerAtWork({ clock: () => now });
});
afterEach(() => at[Symbol.asyncDispose]());

const freshLink = () => {
  const url = new URL(at.server.mintLoginUrl());
  return url.pathname + url.search;
};

describe('the login link', () => {
  test('signs a browser in with a cookie that scripts and other sites cannot use', async () => {
    const answer = await at.request(freshLink());
    expect(answer.status).toBe(303);
    expect(answer.headers).toMatchObject({
      location: '/',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(
      new RegExp(
        `^drydock-${at.server.port}=[\\w-]{43}; Max-Age=7776000; Path=/; HttpOnly; SameSite=Strict$`,
      ),
    );
    const session = await at.request('/api/session', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(session.json()).toMatchObject({
      person: { name: 'local' },
      csrf: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test('is not used up by whoever only looks at it', async () => {
    const link = freshLink();
    expect((await at.request(link, { method: 'HEAD' })).status).toBe(204);
    expect((await at.request(link, { headers: { 'sec-fetch-dest': 'image' } })).status).toBe(204);
    expect((await at.request(link)).status).toBe(303);
  });

  test('grows old', async () => {
    const link = freshLink();
    now = new Date(now.getTime() + 24 * 3_600_000);
    expect((await at.request(link)).status).toBe(401);
  });

  test('is made over the socket in the home, and not by a page', async () => {
    const { url } = (await at.request('/api/logins', { method: 'POST', socket: true })).json() as {
      url: string;
    };
    expect(url.startsWith(`${at.server.url}/login?token=`)).toBe(true);
    expect((await at.request(url.slice(at.server.url.length))).status).toBe(303);
    expect((await at.request('/api/logins', { method: 'POST', as: await at.signIn() })).status).toBe(403);
  });
});

describe('a session', () => {
  test('outlives the server', async () => {
    const me = await at.signIn();
    await at.restart();
    expect((await at.request('/api/session', { as: me })).json()).toMatchObject({ csrf: me.csrf });
    expect(
      (await at.request('/api/labs/start/first-container/start', { method: 'POST', as: me })).status,
    ).toBe(202);
  });

  test('ends when it is revoked', async () => {
    const me = await at.signIn();
    at.store.revokeCredential(me.cookie.split('=')[1] ?? '');
    expect((await at.request('/api/session', { as: me })).status).toBe(401);
  });

  test('is found behind a cookie of the same name that another port has set', async () => {
    const { cookie } = await at.signIn();
    const planted = `${cookie.split('=')[0]}=planted; ${cookie}`;
    expect((await at.request('/api/session', { headers: { cookie: planted } })).status).toBe(200);
  });

  test('lets write only with its own token', async () => {
    const [me, other] = [await at.signIn(), await at.signIn()];
    const start = (headers: Record<string, string>) =>
      at.request('/api/labs/start/first-container/start', { method: 'POST', headers });
    for (const csrf of [{}, { 'x-drydock-csrf': 'wrong' }, { 'x-drydock-csrf': other.csrf }]) {
      const answer = await start({ cookie: me.cookie, ...csrf });
      expect(answer.status).toBe(403);
      expect(answer.json()).toMatchObject({ error: { code: 'not-allowed', fix: 'Reload the page.' } });
    }
    expect(at.runner.calls).toEqual([]);
    expect((await start({ cookie: me.cookie, 'x-drydock-csrf': me.csrf })).status).toBe(202);
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
