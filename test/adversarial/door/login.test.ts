import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
let now: Date;
beforeEach(async () => {
  now = new Date();
  at = await startServerAtWork({ clock: () => now });
});
afterEach(() => at[Symbol.asyncDispose]());

const guess = () => at.request(`/login?token=wrong${Math.random()}`);
const freshLink = () => {
  const url = new URL(at.server.mintLoginUrl());
  return url.pathname + url.search;
};

describe('case 46: a login link signs in once', () => {
  test('a second use is refused, and says to whom it matters that they are signed in', async () => {
    const link = freshLink();
    const cookie = String((await at.request(link)).headers['set-cookie']).split(';')[0] ?? '';
    const replay = await at.request(link);
    expect(replay.status).toBe(401);
    expect(replay.headers['set-cookie']).toBeUndefined();
    expect(replay.text).toContain('drydock -- open');
    expect((await at.request(link, { headers: { cookie } })).text).toContain('signed in already');
  });

  test('of twenty uses at once, one is taken', async () => {
    const link = freshLink();
    const answers = await Promise.all(Array.from({ length: 20 }, () => at.request(link)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ headers }) => headers['set-cookie'] !== undefined)).toHaveLength(1);
  });

  test('after a restart of the server too', async () => {
    const link = freshLink();
    expect((await at.request(link)).status).toBe(303);
    await at.restart();
    expect((await at.request(link)).status).toBe(401);
  });
});

test('case 47: tokens of logins, sessions and writes stand in no log and no page', async () => {
  const link = freshLink();
  const token = new URLSearchParams(link.split('?')[1]).get('token') ?? '';
  const answers = [await at.request(link), await at.request(link), await at.request('/')];
  const { cookie, csrf } = await at.signIn();
  const lab = '/api/labs/start/first-container';
  for (const as of [
    { cookie, csrf },
    { cookie, csrf: 'wrong' },
  ]) {
    at.runner.checkError = as.csrf === 'wrong' ? undefined : new Error('the cable is loose');
    answers.push(await at.request(`${lab}/check`, { method: 'POST', as }));
    answers.push(await at.request(`${lab}/nowhere?token=${token}`, { as }));
  }
  for (const path of [`/nowhere?token=${token}`, `/start?token=${token}x`, `/login?token=${token}&x=%00`])
    answers.push(await at.request(path, { headers: { cookie, accept: 'text/html' } }));
  const socket = at.webSocket(`${lab}/terminals/main?token=${token}`, { cookie, 'x-drydock-csrf': csrf });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.terminate();

  expect(at.log()).toContain('"path":"/login"');
  expect(at.log()).toContain('the cable is loose');
  for (const secret of [token, cookie.split('=')[1] ?? '', csrf]) {
    expect(secret).toHaveLength(43);
    expect(at.log()).not.toContain(secret);
    for (const answer of answers) expect(answer.text).not.toContain(secret);
  }
});

describe('case 58: guessing logins is held back', () => {
  test('two a minute and twelve more an hour, then 429, then again', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 16; count++) statuses.push((await guess()).status);
    expect(statuses).toEqual([...Array(14).fill(401), 429, 429]);
    expect((await at.request(freshLink())).status).toBe(429);
    expect(Number((await guess()).headers['retry-after'])).toBeLessThanOrEqual(60);
    now = new Date(now.getTime() + 60_000);
    expect((await at.request(freshLink())).status).toBe(303);
  });

  test('a hundred at once get no further, and neither do other spellings of the address', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, guess));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(14);
    for (const path of ['/login?token=a&token=b', '/login?x=1&token=c'])
      expect((await at.request(path)).status).toBe(429);
  });

  test('of a day of guessing 24 × 12 and two a minute are looked at', async () => {
    let looked = 0;
    for (let minute = 0; minute < 60; minute++) {
      for (let count = 0; count < 4; count++) if ((await guess()).status === 401) looked++;
      now = new Date(now.getTime() + 60_000);
    }
    expect(looked).toBe(12 + 2 * 60);
  });

  test('a session that is good goes on meanwhile', async () => {
    const me = await at.signIn();
    for (let count = 0; count < 16; count++) await guess();
    expect((await at.request('/api/session', { as: me })).status).toBe(200);
  });
});
