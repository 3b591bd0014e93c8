import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
let now: Date;
beforeEach(async () => {
  now = new Date();
  at = await startServerAtWork({ clock: () => now });
});
afterEach(() => at[Symbol.asyncDispose]());

const guess = (options?: { readonly from: string }) =>
  at.exchange(`http://drydock/login#wrong${Math.random()}`, options);
const freshLink = () => at.server.mintLoginUrl();

describe('case 46: a login link signs in once', () => {
  test('a second use is refused, and what to do is said', async () => {
    const link = freshLink();
    expect((await at.exchange(link)).json()).toEqual({
      key: expect.stringMatching(/^[\w-]{43}$/),
      person: expect.stringMatching(/^[0-7][0-9A-Z]{25}$/),
    });
    const replay = await at.exchange(link);
    expect(replay.status).toBe(401);
    expect(replay.json()).toMatchObject({ error: { fix: expect.stringContaining('drydock -- open') } });
  });

  test('of twenty uses at once, one is taken', async () => {
    const link = freshLink();
    const answers = await Promise.all(Array.from({ length: 20 }, () => at.exchange(link)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ text }) => text.includes('"key"'))).toHaveLength(1);
  });

  test('after a restart of the server too', async () => {
    const link = freshLink();
    expect((await at.exchange(link)).status).toBe(200);
    await at.restart();
    expect((await at.exchange(link)).status).toBe(401);
  });
});

test('case 47: tokens of logins and keys of sign-ins stand in no log, no page, and no answer but one', async () => {
  const link = freshLink();
  const token = new URL(link).hash.slice(1);
  const first = (await at.exchange(link)).json() as { key: string };
  const answers = [await at.request('/login'), await at.exchange(link), await at.request('/')];
  const { key } = await at.signIn();
  const lab = '/api/labs/start/first-container';
  for (const as of [{ key }, { key: `${key.slice(0, -1)}!` }]) {
    at.runner.checkError = as.key === key ? new Error('the cable is loose') : undefined;
    answers.push(await at.request(`${lab}/check`, { method: 'POST', as }));
    answers.push(await at.request(`${lab}/nowhere?token=${token}`, { as }));
  }
  answers.push(await at.request('/api/sign-in', { as: { key } }));
  for (const path of [`/nowhere?token=${token}`, `/start?token=${token}x`, `/login?token=${token}&x=%00`])
    answers.push(await at.request(path, { as: { key }, headers: { accept: 'text/html' } }));
  const socket = at.webSocket(`${lab}/terminals/main?token=${token}`, { as: { key } });
  const [response] = (await once(socket, 'upgrade')) as [IncomingMessage];
  expect(response.headers['sec-websocket-protocol']).toBe('drydock.terminal');
  socket.terminate();

  expect(at.log()).toContain('"path":"/login"');
  expect(at.log()).toContain('the cable is loose');
  for (const secret of [token, first.key, key]) {
    expect(secret).toHaveLength(43);
    expect(at.log()).not.toContain(secret);
    for (const answer of answers) expect(answer.text).not.toContain(secret);
  }
});

describe('case 58: guessing logins is held back', () => {
  test('sixty at once and twenty a minute, then 429, then again', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 62; count++) statuses.push((await guess()).status);
    expect(statuses).toEqual([...Array(60).fill(401), 429, 429]);
    expect((await at.exchange(freshLink())).status).toBe(429);
    const seconds = /in (\d+) s/.exec((await guess()).text)?.[1];
    expect(Number(seconds)).toBe(3);
    now = new Date(now.getTime() + 3_000);
    expect((await at.exchange(freshLink())).status).toBe(200);
  });

  test('two hundred at once get no further, and neither do other spellings of the address', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => guess()));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(60);
    const body = JSON.stringify({ token: 'a' });
    for (const path of ['/api/sign-in?x=1', '/api/sign-in?', '/api/sign-i%6e'])
      expect((await at.request(path, { method: 'POST', body })).status, path).toBe(429);
    const forged = { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1' };
    expect((await at.request('/api/sign-in', { method: 'POST', body, headers: forged })).status).toBe(429);
  });

  test('of four minutes of guessing sixty and twenty a minute are looked at', async () => {
    let looked = 0;
    for (let minute = 0; minute < 5; minute++) {
      for (let count = 0; count < 70; count++) if ((await guess()).status === 401) looked++;
      now = new Date(now.getTime() + 60_000);
    }
    expect(looked).toBe(60 + 20 * 4);
  });
});

describe('case 269: one guesses without end', () => {
  const guessUntilHeld = async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => guess({ from: '127.0.0.66' })));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
  };

  test('while who comes from elsewhere signs in, and who is signed in goes on', async () => {
    const me = await at.signIn();
    await guessUntilHeld();
    expect((await at.request('/api/sign-in', { as: me, from: '127.0.0.66' })).status).toBe(200);
    for (let guest = 100; guest < 140; guest++) {
      const from = `127.0.0.${guest}`;
      expect((await guess({ from })).status, 'mistyped').toBe(401);
      expect((await at.exchange(freshLink(), { from })).status, 'typed well').toBe(200);
    }
  });

  test('forty behind one address mistype, and all sign in', async () => {
    const mistyped = await Promise.all(Array.from({ length: 40 }, () => guess()));
    expect(mistyped.map(({ status }) => status)).toEqual(Array(40).fill(401));
    for (let guest = 0; guest < 40; guest++) expect((await at.exchange(freshLink())).status).toBe(200);
  });

  test('one opens the same used link again and again, and is held back with that link alone', async () => {
    const used = freshLink();
    await at.exchange(used);
    const answers = await Promise.all(Array.from({ length: 100 }, () => at.exchange(used)));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
    expect((await at.exchange(used, { from: '127.0.0.66' })).status, 'from elsewhere too').toBe(429);
    expect((await guess()).status).toBe(401);
    expect((await at.exchange(freshLink())).status).toBe(200);
  });
});

describe('case 270: guesses from many addresses', () => {
  test('hold back nobody who comes from another', async () => {
    for (let last = 1; last <= 250; last++)
      expect((await guess({ from: `127.0.1.${last}` })).status).toBe(401);
    expect((await at.exchange(freshLink())).status).toBe(200);
  });
});
