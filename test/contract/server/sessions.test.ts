/** A workshop over HTTP: made, joined, looked at, talked in, ended. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { showJoinCode } from '../../../src/lab/sessions/join-code.ts';
import type { Board } from '../../../src/lab/wire/board.ts';
import { routes } from '../../../src/lab/wire/routes.ts';
import type { SessionView } from '../../../src/lab/wire/sessions.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import {
  closing,
  type ServerAtWork,
  type SignedIn,
  startServerAtWork,
} from '../../fixtures/server-at-work.ts';
import { agreed } from '../../fixtures/sessions/agreed.ts';
import { followEvents } from '../../fixtures/sessions/follow-events.ts';
import { type Learner, lab, openRoom, type Room } from '../../fixtures/sessions/room.ts';

const hour = 3_600_000;
let room: Room;
let at: ServerAtWork;
let owner: SignedIn;
beforeEach(async () => {
  room = await openRoom();
  ({ at, owner } = room);
});
afterEach(() => room[Symbol.asyncDispose]());

const call: Room['call'] = (...asked) => room.call(...asked);
const later: Room['later'] = (ms) => room.later(ms);
const makeSession: Room['makeSession'] = (more) => room.makeSession(more);
const joinAs: Room['joinAs'] = (...asked) => room.joinAs(...asked);
const join: Room['join'] = (...asked) => room.join(...asked);
const member: Room['member'] = (...asked) => room.member(...asked);

/** As the runner records one of a learner in a session. */
function attempt({ id }: SessionView, { person }: Learner, pass = false): void {
  const party = at.store.partyOf(person)?.id ?? '';
  const context = `session:${id}` as const;
  const run =
    at.store.findRun({ party, lab, context }) ?? at.store.createRun({ ...newRun(party, lab), context });
  at.store.addAttempt({ ...newAttempt(run.id), person, at: room.now.toISOString() });
  if (pass) at.store.addEvent({ type: 'task-done', run: run.id, task: 'drop' });
}

describe('joining', () => {
  test('by code and name gives a browser a sign-in of a new person, in the session alone', async () => {
    const session = await makeSession();
    expect(session).toMatchObject({ phase: 'open', joined: 0, capacity: 40, course: { title: 'Workshops' } });
    const anna = await join(showJoinCode(session.code).toLowerCase(), ' Anna ');
    expect(anna.alias).toBe('Anna');
    const mine = await call(anna, 'GET', '/api/my-session');
    expect(mine.json()).toMatchObject({
      joined: { alias: 'Anna', session: { id: session.id, labs: [lab], phase: 'open' }, notices: [] },
    });
    expect(mine.text).not.toContain(session.code);
    expect((await call(anna, 'GET', `/api/labs/${lab}/status`)).status).toBe(200);
    expect((await call(anna, 'POST', `/api/labs/${lab}/start`)).status).toBe(202);
    expect((await call(owner, 'GET', '/api/my-session')).json()).toEqual({});
  });

  test('asked for twice by one browser joins once; two people of one name are told apart', async () => {
    const { code, id } = await makeSession();
    const [first, again] = [
      await joinAs(code, 'Anna', 'the-same-asked'),
      await joinAs(code, 'Anna', 'the-same-asked'),
    ];
    expect((again.json() as Learner).person).toBe((first.json() as Learner).person);
    expect((await join(code, 'anna')).alias).toBe('anna 2');
    expect(((await call(owner, 'GET', `/api/sessions/${id}`)).json() as SessionView).joined).toBe(2);
  });

  test('forty in one second all get in, and the next is told that it is full and what to do', async () => {
    const { code, id } = await makeSession();
    const all = await Promise.all(Array.from({ length: 41 }, (_, index) => joinAs(code, `Learner ${index}`)));
    const refused = all.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.json()).toMatchObject({
      error: { code: 'not-allowed', message: 'Tuesday is full: 40 of 40 places are taken.' },
    });
    await call(owner, 'PATCH', `/api/sessions/${id}`, { capacity: 41 });
    expect((await joinAs(code, 'One more')).status).toBe(200);
  });

  test.each([
    ['a code that is none', { code: 'hello' }, 400, 'no code of a session'],
    ['a code that nobody has', { code: '0000-0000' }, 404, 'No session has this code'],
    ['no name', { name: '  ' }, 400, 'Say what you want to be called'],
    ['a name of 10,000 characters', { name: 'a'.repeat(10_000) }, 400, 'at most 40 characters'],
    ['a name with control characters', { name: 'An\u0007na' }, 400, 'cannot be shown'],
  ])('with %s is refused in words', async (_, change, status, message) => {
    const { code } = await makeSession();
    const answer = await call(undefined, 'POST', '/api/join', {
      code,
      name: 'Anna',
      asked: 'drawn-once',
      agreed,
      ...change,
    });
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({
      error: { message: expect.stringContaining(message), fix: expect.any(String) },
    });
  });

  test('by a code that was changed, or of a session that ended, is over', async () => {
    const { code, id } = await makeSession();
    const changed = (await call(owner, 'PATCH', `/api/sessions/${id}`, { newCode: true })).json() as {
      code: string;
    };
    expect((await joinAs(code, 'Anna')).status).toBe(404);
    expect((await joinAs(changed.code, 'Anna')).status).toBe(200);
    room.now = new Date(room.now.getTime() + 3 * hour);
    const over = await joinAs(changed.code, 'Late');
    expect(over.status).toBe(403);
    expect(over.json()).toMatchObject({ error: { message: expect.stringContaining('has ended') } });
  });

  test('is not offered where seats are for one person', async () => {
    await using lone = await startServerAtWork();
    const body = JSON.stringify({ code: '0000-0000', name: 'Anna', asked: 'drawn-once' });
    const answer = await lone.request('/api/join', { method: 'POST', body });
    expect(answer.status).toBe(403);
    expect(answer.json()).toMatchObject({ error: { fix: expect.stringContaining('--seats-for many') } });
  });

  test('again by a personal link keeps the person, on as many devices as they open it on', async () => {
    const { code } = await makeSession();
    const anna = await join(code, 'Anna');
    const { token } = (await call(anna, 'POST', '/api/my-session/link')).json() as { token: string };
    for (const _ of ['phone', 'tablet']) {
      const back = (await call(undefined, 'POST', '/api/rejoin', { token })).json() as Learner;
      expect(back).toMatchObject({ person: anna.person, alias: 'Anna' });
      expect((await call(back, 'GET', '/api/my-session')).json()).toMatchObject({
        joined: { alias: 'Anna' },
      });
    }
    expect((await call(undefined, 'POST', '/api/rejoin', { token: 'guessed' })).status).toBe(401);
  });

  test('case 351: by the code goes on while somebody guesses from the same address, who is held back', async () => {
    const { code } = await makeSession();
    const guess = (guessed: string) =>
      call(undefined, 'POST', '/api/join', { code: guessed, name: 'Eve', asked: 'drawn-by-eve' });
    // With the sign that checks them: each is a code that could be.
    const codes = codesFrom(700).filter((each) => each !== code);
    const tried: number[] = [];
    for (const each of codes.slice(0, 599)) tried.push((await guess(each)).status);
    expect(tried.every((status) => status === 404)).toBe(true);
    expect((await joinAs(code, 'Anna')).status).toBe(200);
    expect((await guess(codes[599] ?? '')).status).toBe(404);
    // A right one that comes in the same hundredth of a second is to ask again, by itself.
    for (const asked of [await guess(codes[600] ?? ''), await joinAs(code, 'Ben', 'drawn-by-ben')]) {
      expect([asked.status, asked.headers['retry-after']]).toEqual([429, '1']);
      expect(asked.json()).toMatchObject({
        error: { fix: 'Ask again then. Whoever is in goes on meanwhile.' },
      });
    }
    room.now = new Date(room.now.getTime() + 10);
    expect((await joinAs(code, 'Ben', 'drawn-by-ben')).status).toBe(200);
    const elsewhere = JSON.stringify({ code, name: 'Carl', asked: 'drawn-elsewhere', agreed });
    expect(
      (await at.request('/api/join', { method: 'POST', from: '127.0.0.7', body: elsewhere })).status,
    ).toBe(200);
  });
});

describe('who is taken out of a session', () => {
  test('is signed out everywhere, their place is free, and what they made stays', async () => {
    const session = await makeSession({ capacity: 2 });
    const [anna, ben] = [await join(session.code, 'Anna'), await join(session.code, 'Ben')];
    const link = (await call(ben, 'POST', '/api/my-session/link')).json() as { token: string };
    const phone = (await call(undefined, 'POST', '/api/rejoin', link)).json() as Learner;
    attempt(session, ben, true);
    await call(ben, 'PUT', '/api/my-session/hand', { text: 'Why?' });
    const path = `/api/sessions/${session.id}/learners/${ben.person}`;
    using told = await followEvents(at, '/api/my-session/events', phone);
    using board = await followEvents(at, `/api/sessions/${session.id}/board/events`, owner);
    const socket = at.webSocket(`/api/labs/${lab}/terminals/main`, { as: ben });
    const closed = closing(socket);
    await new Promise((resolve) => socket.once('message', resolve));

    for (const as of [anna, ben, member('assistant'), member('observer')])
      expect((await call(as, 'DELETE', path)).status).toBe(404);
    expect((await joinAs(session.code, 'Carl')).status).toBe(403);
    expect((await call(owner, 'DELETE', path)).status).toBe(204);
    expect((await closed).code).toBe(1008);
    await told.ended;
    for (const as of [ben, phone]) expect((await call(as, 'GET', '/api/my-session')).status).toBe(401);
    expect((await call(undefined, 'POST', '/api/rejoin', link)).status).toBe(401);
    await board.until({
      type: 'learners',
      learners: [expect.objectContaining({ alias: 'Anna' })],
      removed: [expect.objectContaining({ alias: 'Ben', removedAt: room.now.toISOString() })],
    });
    const whole = (await call(owner, 'GET', `/api/sessions/${session.id}/board`)).json() as Board;
    expect(whole.hands).toEqual([]);
    expect(whole.session.joined).toBe(1);
    expect(whole.cells).toMatchObject([{ person: ben.person, standing: { status: 'done' } }]);
    expect((await call(owner, 'GET', path)).json()).toMatchObject({ alias: 'Ben', attempts: [{ lab }] });
    expect((await call(owner, 'DELETE', path)).json()).toMatchObject({
      error: { code: 'not-found', message: 'Ben is not in Tuesday any more.' },
    });
    expect((await joinAs(session.code, 'Carl')).status).toBe(200);
  });

  test('joins anew as somebody else, also by the browser that they had', async () => {
    const session = await makeSession();
    const ben = (await joinAs(session.code, 'Ben', 'drawn-by-bens-browser')).json() as Learner;
    await call(owner, 'DELETE', `/api/sessions/${session.id}/learners/${ben.person}`);
    const again = (await joinAs(session.code, 'Ben', 'drawn-by-bens-browser')).json() as Learner;
    expect(again.alias).toBe('Ben 2');
    expect(again.person).not.toBe(ben.person);
  });

  test('leaves their seat: what runs there is stopped, and then the seat is let go of', async () => {
    const freed = Promise.withResolvers<string>();
    await using own = await openRoom({
      roomSeats: {
        free: async (party) => freed.resolve(party),
        waiting: () => [],
        troubles: () => [],
        onChange: () => ({ [Symbol.dispose]: () => undefined }),
      },
    });
    const session = await own.makeSession();
    const ben = await own.join(session.code, 'Ben');
    const party = own.at.store.partyOf(ben.person)?.id ?? '';
    own.at.store.createRun({ ...newRun(party, lab), intent: 'running', context: `session:${session.id}` });
    await own.call(own.owner, 'DELETE', `/api/sessions/${session.id}/learners/${ben.person}`);
    expect(await freed.promise).toBe(party);
    expect(own.at.runner.calls).toContain(`stop ${lab}`);
  });
});

describe('many joins from one address', () => {
  test('are held back after sixty, in words, where those who lead see it; others join', async () => {
    const { code, id } = await makeSession({ capacity: 200 });
    using board = await followEvents(at, `/api/sessions/${id}/board/events`, owner);
    for (let index = 0; index < 60; index++) await join(code, `Learner ${index}`);
    const held = await joinAs(code, 'One more', 'one-more-browser');
    expect(held.status).toBe(429);
    expect(held.json()).toMatchObject({
      error: {
        message: 'Many are joining Tuesday from this address at once: the next one is let in in 3 s.',
        fix: expect.stringContaining('Ask again then.'),
      },
    });
    expect(held.headers['retry-after']).toBe('3');
    await board.until({ type: 'board', board: expect.objectContaining({ heldBackAt: expect.any(String) }) });
    const elsewhere = await at.request('/api/join', {
      method: 'POST',
      from: '127.0.0.7',
      body: JSON.stringify({ code, name: 'Eve', asked: 'drawn-elsewhere', agreed }),
    });
    expect(elsewhere.status).toBe(200);
    room.now = new Date(room.now.getTime() + 3_000);
    expect((await joinAs(code, 'One more', 'one-more-browser')).status).toBe(200);
    expect((await joinAs(code, 'One more', 'one-more-browser')).status).toBe(200);
  });
});

describe('behind a proxy on this machine', () => {
  const joinThrough = (behind: Room, code: string, index: number, forwarded: string) =>
    behind.at.request('/api/join', {
      method: 'POST',
      headers: { 'x-forwarded-for': forwarded, host: 'room.example', 'x-forwarded-proto': 'https' },
      body: JSON.stringify({ code, name: `Learner ${index}`, asked: `drawn-through-${index}`, agreed }),
    });

  test('case 352: an address is the one that the proxy adds, and not what a client writes before it', async () => {
    await using behind = await openRoom({ publicOrigin: 'https://room.example' });
    const { code } = await behind.makeSession({ capacity: 200 });
    const statuses: number[] = [];
    // Each says that it comes from somewhere else, and the proxy adds from where it does.
    for (let index = 0; index < 61; index++)
      statuses.push((await joinThrough(behind, code, index, `203.0.113.${index}, 198.51.100.7`)).status);
    expect(statuses.slice(0, 60).every((status) => status === 200)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
    expect((await joinThrough(behind, code, 61, '198.51.100.7, 198.51.100.8')).status).toBe(200);
    expect((await joinThrough(behind, code, 62, '198.51.100.7, no address')).status).toBe(200);
  });

  test('case 352: without one that was named, nobody is believed', async () => {
    const { code } = await makeSession({ capacity: 200 });
    for (let index = 0; index < 60; index++) await join(code, `Learner ${index}`);
    const forged = await at.request('/api/join', {
      method: 'POST',
      headers: { 'x-forwarded-for': '198.51.100.9' },
      body: JSON.stringify({ code, name: 'Eve', asked: 'drawn-by-eve', agreed }),
    });
    expect(forged.status).toBe(429);
  });
});

describe('a personal link made anew', () => {
  test('ends the ones before, by the learner or by who leads, whom the learner sees', async () => {
    const { code, id } = await makeSession();
    const anna = await join(code, 'Anna');
    type Link = { token: string };
    const first = (await call(anna, 'POST', '/api/my-session/link')).json() as Link;
    const second = (await call(anna, 'PUT', '/api/my-session/link')).json() as Link;
    const back = async ({ token }: Link) => (await call(undefined, 'POST', '/api/rejoin', { token })).status;
    expect([await back(first), await back(second)]).toEqual([401, 200]);
    const path = `/api/sessions/${id}/learners/${anna.person}/link`;
    for (const as of [anna, member('assistant')]) expect((await call(as, 'PUT', path)).status).toBe(404);
    const third = (await call(owner, 'PUT', path)).json() as Link;
    expect([await back(second), await back(third)]).toEqual([401, 200]);
    expect((await call(anna, 'GET', '/api/my-session')).json()).toMatchObject({
      joined: { linkRenewed: { by: 'local', at: room.now.toISOString() } },
    });
  });
});

describe('the board', () => {
  test('tells the whole, and then each change to all who look', async () => {
    const session = await makeSession();
    const anna = await join(session.code, 'Anna');
    const path = `/api/sessions/${session.id}/board/events`;
    const boards = await Promise.all([owner, member('observer')].map((as) => followEvents(at, path, as)));
    for (const board of boards) {
      await board.until({ type: 'board' });
      expect(board.events[0]).toMatchObject({
        board: { learners: [{ alias: 'Anna' }], labs: [{ id: lab, title: expect.any(String) }], cells: [] },
      });
    }
    expect(boards.map(({ events }) => JSON.stringify(events[0]).includes(session.code))).toEqual([
      true,
      false,
    ]);
    attempt(session, anna);
    const cell = { person: anna.person, lab, task: 'drop' };
    for (const board of boards)
      await board.until({
        type: 'cells',
        cells: [
          {
            ...cell,
            standing: expect.objectContaining({
              status: 'failing',
              ...(board === boards[0]
                ? { check: 'held', repeats: 1 }
                : { check: '', message: '', repeats: 0 }),
            }),
          },
        ],
      });
    attempt(session, anna, true);
    for (const board of boards)
      await board.until({
        type: 'cells',
        cells: [{ ...cell, standing: expect.objectContaining({ status: 'done', attempts: 2 }) }],
      });
    await join(session.code, 'Ben');
    await call(anna, 'PUT', '/api/my-session/hand', { lab, task: 'drop', text: 'Why?' });
    await boards[0]?.until({
      type: 'hands',
      hands: [expect.objectContaining({ alias: 'Anna', text: 'Why?' })],
    });
    for (const board of boards) board[Symbol.dispose]();
    const whole = (await call(owner, 'GET', `/api/sessions/${session.id}/board`)).json() as Board;
    expect(whole.learners.map(({ alias }) => alias)).toEqual(['Anna', 'Ben']);
    expect(whole.cells).toHaveLength(1);
    expect(whole.hands).toHaveLength(1);
  });

  test('names seats that failed, with the cause, and who waits for one', async () => {
    const listeners = new Set<() => void>();
    const parties: string[] = [];
    const error = {
      code: 'engine-lost' as const,
      title: 'Gone',
      message: 'The seat ended.',
      fix: 'It comes back.',
    };
    await using own = await openRoom({
      roomSeats: {
        free: () => Promise.resolve(),
        waiting: () => parties.slice(1),
        troubles: () => parties.slice(0, 1).map((party) => ({ party, error, since: own.now }) as const),
        onChange: (listener) => {
          listeners.add(listener);
          return { [Symbol.dispose]: () => void listeners.delete(listener) };
        },
      },
    });
    const { id, code } = await own.makeSession();
    const people = [await own.join(code, 'Anna'), await own.join(code, 'Ben'), await own.join(code, 'Carl')];
    using board = await followEvents(own.at, `/api/sessions/${id}/board/events`, own.owner);
    await board.until({ type: 'board', board: expect.objectContaining({ seats: [] }) });
    parties.push(...people.map(({ person }) => own.at.store.partyOf(person)?.id ?? ''));
    for (const listener of listeners) listener();
    const { message, fix } = error;
    const [anna, ben, carl] = people.map(({ person }) => person);
    await board.until({
      type: 'seats',
      seats: [
        { person: anna, state: 'failed', message, fix, since: own.now.toISOString() },
        { person: ben, state: 'waiting', message: 'waits for a seat, 1st of 2' },
        { person: carl, state: 'waiting', message: 'waits for a seat, 2nd of 2' },
      ],
    });
  });

  test('is the same after the server was killed and is there again', async () => {
    const session = await makeSession();
    attempt(session, await join(session.code, 'Anna'), true);
    const read = async () => (await call(owner, 'GET', `/api/sessions/${session.id}/board`)).json();
    const before = await read();
    await at.restart();
    expect(await read()).toEqual(before);
  });

  test('says when somebody did something, and not what', async () => {
    const session = await makeSession();
    const anna = await join(session.code, 'Anna');
    using board = await followEvents(at, `/api/sessions/${session.id}/board/events`, owner);
    const socket = at.webSocket(`/api/labs/${lab}/terminals/main`, { as: anna });
    await new Promise((resolve) => socket.once('message', resolve));
    socket.send(JSON.stringify({ type: 'input', data: 'canary-typed-here' }));
    await board.until({
      type: 'learners',
      learners: [expect.objectContaining({ person: anna.person, activeAt: room.now.toISOString() })],
    });
    socket.close();
    expect(JSON.stringify(board.events)).not.toContain('canary');
  });
});

describe('talking', () => {
  test('a hand goes up once, is taken, and comes down from either side', async () => {
    const { code, id } = await makeSession();
    const anna = await join(code, 'Anna');
    using told = await followEvents(at, '/api/my-session/events', anna);
    const raise = async () => (await call(anna, 'PUT', '/api/my-session/hand', { text: 'Why?' })).json();
    const hand = (await raise()) as { id: string };
    expect(await raise()).toMatchObject({ id: hand.id });
    const taken = await call(owner, 'POST', `/api/sessions/${id}/hands/${hand.id}/take`);
    expect(taken.json()).toMatchObject({ takenBy: 'local' });
    const second = await call(member('assistant'), 'POST', `/api/sessions/${id}/hands/${hand.id}/take`);
    expect(second.json()).toMatchObject({ takenBy: 'local' });
    await told.until({ hand: expect.objectContaining({ takenBy: 'local' }) });
    expect((await call(owner, 'DELETE', `/api/sessions/${id}/hands/${hand.id}`)).status).toBe(204);
    expect((await call(owner, 'DELETE', `/api/sessions/${id}/hands/${hand.id}`)).status).toBe(404);
    expect((await call(anna, 'DELETE', '/api/my-session/hand')).status).toBe(204);
    expect((await raise()) as { id: string }).not.toMatchObject({ id: hand.id });
  });

  test('a notice reaches everybody, also who comes late', async () => {
    const { code, id } = await makeSession();
    using told = await followEvents(at, '/api/my-session/events', await join(code, 'Anna'));
    const sent = { text: 'Ten minutes break.', place: '/start/#task-look' };
    expect((await call(owner, 'POST', `/api/sessions/${id}/notices`, sent)).status).toBe(200);
    await told.until({ notices: [expect.objectContaining({ ...sent, author: 'local' })] });
    const late = await call(await join(code, 'Late'), 'GET', '/api/my-session');
    expect(late.json()).toMatchObject({ joined: { notices: [sent] } });
    for (const place of ['//evil.example/', 'https://evil.example/', '/start/?x=1'])
      expect((await call(owner, 'POST', `/api/sessions/${id}/notices`, { text: 'x', place })).status).toBe(
        400,
      );
  });
});

describe('its times', () => {
  test('hold work back before, while it is paused and after, close what is open, and leave the rest', async () => {
    const session = await makeSession({ opens: later(hour) });
    const anna = await join(session.code, 'Anna');
    const start = () => call(anna, 'POST', `/api/labs/${lab}/start`);
    expect((await start()).json()).toMatchObject({
      error: { message: expect.stringContaining('has not begun') },
    });
    room.now = new Date(room.now.getTime() + hour);
    expect((await start()).status).toBe(202);
    const socket = at.webSocket(`/api/labs/${lab}/terminals/main`, { as: anna });
    const closed = closing(socket);
    await new Promise((resolve) => socket.once('message', resolve));
    await call(owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'paused' });
    expect((await closed).code).toBe(1008);
    expect((await start()).json()).toMatchObject({ error: { message: 'Tuesday is paused.' } });
    expect((await closing(at.webSocket(`/api/labs/${lab}/terminals/main`, { as: anna }))).status).toBe(403);
    expect((await call(anna, 'GET', `/api/labs/${lab}/file?path=compose.yaml`)).status).toBe(200);
    await call(owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'open' });
    expect((await start()).status).toBe(202);
    using told = await followEvents(at, '/api/my-session/events', anna);
    room.now = new Date(room.now.getTime() + 2 * hour);
    await told.until({ session: expect.objectContaining({ phase: 'ended' }) });
    expect((await start()).status).toBe(403);
    const longer = await call(owner, 'PATCH', `/api/sessions/${session.id}`, { ends: later(hour) });
    expect(longer.json()).toMatchObject({ phase: 'open' });
    expect((await start()).status).toBe(202);
  });

  test('case 357: that are over end hands, what is recalled, predicted and read, and answers to notes; reading goes on', async () => {
    // The server looks at no times meanwhile: whoever asks is told by the clock alone.
    await using other = await openRoom({ timing: { tickMs: 3_600_000 } });
    const session = await other.makeSession({ ends: other.later(hour) });
    const anna = await other.join(session.code, 'Anna');
    const send = async () => {
      const sent = await other.call(
        other.owner,
        'POST',
        `/api/sessions/${session.id}/learners/${anna.person}/pointers`,
        { note: 'Look at the ports.' },
      );
      return `/api/my-session/pointers/${(sent.json() as { id: string }).id}`;
    };
    const [early, late] = [await send(), await send()];
    const asks = (pointer: string) =>
      [
        ['PUT', '/api/my-session/hand', { text: 'Help' }],
        ['POST', '/api/recalls', { key: 'start/one', had: true }],
        ['POST', '/api/predictions', { key: 'start/one', value: 'a' }],
        ['PUT', '/api/progress/chapters/start', { readTo: 0.5 }],
        ['PUT', pointer, { answer: 'inserted' }],
      ] as const;
    for (const [method, path, body] of asks(early))
      expect((await other.call(anna, method, path, body)).status, path).toBeLessThan(300);
    expect((await other.call(anna, 'DELETE', '/api/my-session/hand')).status).toBe(204);
    other.now = new Date(other.now.getTime() + hour);
    for (const [method, path, body] of asks(late)) {
      const refused = await other.call(anna, method, path, body);
      expect([refused.status, refused.text], path).toEqual([
        403,
        expect.stringContaining('Tuesday has ended'),
      ]);
    }
    expect(other.at.store.listHands(session.id)).toEqual([]);
    expect((await other.call(anna, 'GET', '/api/progress')).status).toBe(200);
    await other.call(other.owner, 'PATCH', `/api/sessions/${session.id}`, { ends: other.later(hour) });
    for (const [method, path, body] of asks(late))
      expect((await other.call(anna, method, path, body)).status, path).toBeLessThan(300);
  });

  test('that come before the first look close what is open too', async () => {
    const session = await makeSession({ ends: later(1_000) });
    const anna = await join(session.code, 'Anna');
    const socket = at.webSocket(`/api/labs/${lab}/terminals/main`, { as: anna });
    const closed = closing(socket);
    await new Promise((resolve) => socket.once('message', resolve));
    room.now = new Date(room.now.getTime() + 2_000);
    expect((await closed).code).toBe(1008);
  });

  test('that are longer than a year are refused', async () => {
    const asked = { title: 'x', labs: [lab], ends: '9999-12-31T00:00:00Z' };
    expect((await call(owner, 'POST', '/api/sessions', asked)).status).toBe(400);
  });

  test('that are over are not opened again by going on: it is said what does so', async () => {
    const { id } = await makeSession();
    room.now = new Date(room.now.getTime() + 3 * hour);
    const resumed = await call(owner, 'PATCH', `/api/sessions/${id}`, { state: 'open' });
    expect(resumed.status).toBe(403);
    expect(resumed.json()).toMatchObject({
      error: {
        message: expect.stringContaining('stays ended'),
        fix: expect.stringContaining('session extend 1h'),
      },
    });
    const longer = { state: 'open', ends: later(hour) };
    expect((await call(owner, 'PATCH', `/api/sessions/${id}`, longer)).json()).toMatchObject({
      phase: 'open',
    });
  });

  test('in the wrong order are refused, and change nothing', async () => {
    const { id, ends } = await makeSession();
    const refused = await call(owner, 'PATCH', `/api/sessions/${id}`, { ends: later(-hour) });
    expect(refused.status).toBe(400);
    expect((await call(owner, 'GET', `/api/sessions/${id}`)).json()).toMatchObject({ ends });
  });

  test('of a lab that is not in the book, no session can be made', async () => {
    const asked = { title: 'x', labs: ['no/such'], ends: later(hour) };
    expect((await call(owner, 'POST', '/api/sessions', asked)).json()).toMatchObject({
      error: { message: 'There is no lab no/such.' },
    });
  });
});

describe('who may what', () => {
  test('every route of the table refuses a learner of another session with 404, as if there were nothing', async () => {
    const [session, elsewhere] = [await makeSession(), await makeSession({ title: 'Wednesday' })];
    const [anna, eve] = [await join(session.code, 'Anna'), await join(elsewhere.code, 'Eve')];
    const tried = Object.values(routes).filter(
      ({ path }) => path.includes('{session}') || path.includes('people'),
    );
    expect(tried.length).toBeGreaterThan(10);
    for (const { method, path } of tried) {
      const filled = path
        .replace('{session}', session.id)
        .replace('{person}', anna.person)
        .replace('{id}', '01KB0000000000000000000000');
      const answer = await call(eve, method.toUpperCase(), filled, method === 'get' ? undefined : {});
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).not.toContain('Anna');
    }
    for (const path of ['board', 'board/events'])
      expect((await call(anna, 'GET', `/api/sessions/${session.id}/${path}`)).status).toBe(404);
  });

  test('a learner reads their own work and nobody else’s; who teaches reads it, who observes does not', async () => {
    const session = await makeSession();
    const [anna, ben] = [await join(session.code, 'Anna'), await join(session.code, 'Ben')];
    attempt(session, anna);
    const own = (await call(anna, 'GET', '/api/my-session/work')).json();
    expect(own).toMatchObject({
      alias: 'Anna',
      attempts: [{ lab, earned: 0, of: 2, failing: [{ check: 'held' }] }],
    });
    const path = `/api/sessions/${session.id}/learners/${anna.person}`;
    const seen = await Promise.all(
      [owner, member('instructor'), member('assistant'), anna, ben, member('observer')].map(
        async (as) => (await call(as, 'GET', path)).status,
      ),
    );
    expect(seen).toEqual([200, 200, 200, 200, 404, 404]);
    const [{ id }] = (own as { attempts: [{ id: string }] }).attempts;
    expect((await call(owner, 'GET', `${path}/attempts/${id}/observation`)).json()).toMatchObject({
      version: 4,
    });
    expect((await call(ben, 'GET', `${path}/attempts/${id}/observation`)).status).toBe(404);
  });

  test('the code is for who may invite, and for nobody else', async () => {
    const { id, code } = await makeSession();
    const anna = await join(code, 'Anna');
    for (const [as, sees] of [
      [owner, true],
      [member('instructor'), true],
      [member('assistant'), false],
      [member('observer'), false],
      [anna, false],
    ] as const)
      for (const path of ['/api/sessions', `/api/sessions/${id}`])
        expect((await call(as, 'GET', path)).text.includes(code)).toBe(sees);
    expect((await call(member('observer'), 'GET', `/api/sessions/${id}/board`)).text).not.toContain(code);
  });

  test('who may make sessions is told so, and nobody else', async () => {
    const { code, course } = await makeSession();
    const told = async (as: SignedIn) => (await call(as, 'GET', '/api/sign-in')).json();
    for (const as of [owner, member('instructor'), member('instructor', `course:${course.id}`)])
      expect(await told(as)).toMatchObject({ makesSessions: true, changesPeople: as === owner });
    for (const as of [member('assistant'), member('observer'), await join(code, 'Anna')])
      expect(await told(as)).toMatchObject({ makesSessions: false });
  });

  test('an instructor of one course makes and leads sessions there, and sees no other', async () => {
    const session = await makeSession({ course: 'Containers' });
    await makeSession({ title: 'Other', course: 'Networks' });
    const teacher = member('instructor', `course:${session.course.id}`);
    const seen = (await call(teacher, 'GET', '/api/sessions')).json() as SessionView[];
    expect(seen.map(({ title }) => title)).toEqual(['Tuesday']);
    const asked = { title: 'Thursday', labs: [lab], ends: later(hour) };
    expect((await call(teacher, 'POST', '/api/sessions', asked)).json()).toMatchObject({
      course: { title: 'Containers' },
    });
    const refused = await call(teacher, 'POST', '/api/sessions', { ...asked, course: 'Networks' });
    expect(refused.json()).toMatchObject({ error: { message: 'You lead no course “Networks”.' } });
  });

  test('the owner lets people in by a link, with a role, and takes it away again', async () => {
    const { course, id } = await makeSession();
    const asked = { name: 'Grace', role: 'assistant', scope: `course:${course.id}` };
    const { person } = (await call(owner, 'POST', '/api/people', asked)).json() as { person: { id: string } };
    const { url } = (await call(owner, 'POST', `/api/people/${person.id}/login`)).json() as { url: string };
    const grace = (await at.exchange(url)).json() as SignedIn;
    expect((await call(grace, 'GET', '/api/sessions')).json()).toHaveLength(1);
    expect((await call(grace, 'POST', '/api/people', asked)).status).toBe(404);
    using board = await followEvents(at, `/api/sessions/${id}/board/events`, grace);
    await board.until({ type: 'board' });
    const { name: _, ...held } = asked;
    expect((await call(owner, 'POST', `/api/people/${person.id}/roles/take`, held)).status).toBe(204);
    // Whoever lost a role is signed out: what was open for it is closed.
    await board.ended;
    expect((await call(grace, 'GET', '/api/sessions')).status).toBe(401);
    expect((await call(owner, 'POST', `/api/people/${person.id}/roles/take`, held)).status).toBe(404);
    const local = at.store.localPerson().person.id;
    const own = { role: 'owner', scope: 'home' };
    expect((await call(owner, 'POST', `/api/people/${local}/roles/take`, own)).status).toBe(403);
    for (const scope of ['course:none', 'session:none', 'everywhere'])
      expect([404, 400]).toContain((await call(owner, 'POST', '/api/people', { ...asked, scope })).status);
  });
});

/** Codes that could be, counted up. */
function codesFrom(count: number): readonly string[] {
  const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return Array.from({ length: count }, (_, index) => {
    const drawn = [0, 0, 0, 0, 0, Math.floor(index / 32) % 32, index % 32];
    const check = drawn.reduce((sum, value, place) => sum + value * (2 * place + 3), 0) % 32;
    return [...drawn, check].map((value) => signs.charAt(value)).join('');
  });
}
