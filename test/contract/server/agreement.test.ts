/** Until somebody agrees to what is said now, nothing more is recorded of them, and no terminal is open in their name. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consentVersion } from '../../../src/lab/sessions/consent.ts';
import type { MySession } from '../../../src/lab/wire/sessions.ts';
import { closeCodes } from '../../../src/lab/wire/terminal.ts';
import { assignmentPolicy } from '../../fixtures/assignments.ts';
import { closing } from '../../fixtures/server-at-work.ts';
import { type Learner, lab, openRoom, type Room, type RoomSession } from '../../fixtures/sessions/room.ts';
import { sendSlowly } from '../../fixtures/slow-request.ts';

const hour = 3_600_000;
const day = 24 * hour;
let room: Room;
let session: RoomSession;
let anna: Learner;
beforeEach(async () => {
  room = await openRoom();
  session = await room.makeSession({ keepDays: 30 });
  anna = await room.join(session.code, 'Anna');
});
afterEach(() => room[Symbol.asyncDispose]());

const change = (body: object) => room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, body);
const mine = async () =>
  ((await room.call(anna, 'GET', '/api/my-session')).json() as { joined: MySession }).joined;
const agree = async () => {
  const { version, keepDays, until } = (await mine()).terms;
  return room.call(anna, 'PUT', '/api/my-session/agreed', { version, keepDays, until });
};
const prediction = { key: 'start/one', value: 'a' };
const start = () => room.call(anna, 'POST', `/api/labs/${lab}/start`);
const openShell = async () => {
  const socket = room.at.webSocket(`/api/labs/${lab}/terminals/main`, { as: anna });
  const told: string[] = [];
  socket.on('message', (data) => void told.push(data.toString()));
  const closed = closing(socket);
  await new Promise((resolve) => socket.once('message', resolve));
  return { told, closed };
};
const ask = () =>
  room.call(room.owner, 'POST', `/api/sessions/${session.id}/learners/${anna.person}/shares`, {
    mode: 'look',
    lab,
  });

describe('who has not agreed to what is said now', () => {
  /** Each writes something of theirs. */
  const records: readonly (readonly [string, () => ReturnType<Room['call']>])[] = [
    ['a hand', () => room.call(anna, 'PUT', '/api/my-session/hand', { text: 'Help' })],
    ['a prediction', () => room.call(anna, 'POST', '/api/predictions', prediction)],
    ['what they remembered', () => room.call(anna, 'POST', '/api/recalls', { key: 'start/one', had: true })],
    ['how far they read', () => room.call(anna, 'PUT', '/api/progress/chapters/start', { readTo: 0.5 })],
    ['a check', () => room.call(anna, 'POST', `/api/labs/${lab}/check`)],
  ];

  test.each(records)('leaves no record of %s, and does once they agree', async (_, record) => {
    await change({ keepDays: 60 });
    const refused = await record();
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('/my-data/')]);
    expect((await agree()).status).toBe(204);
    expect((await record()).status).toBeLessThan(300);
  });

  test('sees no solution, since whoever saw one is on record', async () => {
    const shown = () => room.call(anna, 'GET', `/api/labs/${lab}/solution`);
    expect((await shown()).status).toBe(200);
    await change({ state: 'paused' });
    expect((await shown()).status).toBe(403);
    await change({ state: 'open', keepDays: 60 });
    expect((await shown()).text).toContain('/my-data/');
  });

  test('opens and hands in nothing of an assignment', async () => {
    const { store } = room.at;
    const { course } = session;
    store.giveRole(anna.person, 'learner', `course:${course.id}`);
    const opens = room.later(-hour);
    const policy = assignmentPolicy({ window: { opens, due: room.later(day) } });
    const by = store.localPerson().person.id;
    const path = `/api/my-assignments/${store.addAssignment({ course: course.id, policy, by }).id}`;
    await change({ keepDays: 60 });
    const handIn = () => room.call(anna, 'POST', `${path}/labs/${lab}/submissions`, { key: 'k'.repeat(26) });
    expect((await handIn()).status).toBe(403);
    expect((await room.call(anna, 'POST', `${path}/open`)).status).toBe(403);
    expect((await room.call(anna, 'GET', path)).status).toBe(200);
    await agree();
    expect((await room.call(anna, 'POST', `${path}/open`)).status).toBe(200);
    expect((await handIn()).text).toContain('not-started');
  });

  test('case 346: loses the terminals that are open in their name, at once, and a look into them', async () => {
    const asked = await ask();
    const { id } = asked.json() as { id: string };
    await room.call(anna, 'PUT', `/api/my-session/shares/${id}`, { answer: 'yes' });
    const shell = await openShell();
    const look = closing(
      room.at.webSocket(`/api/sessions/${session.id}/shares/${id}/terminal?columns=40&rows=10`, {
        as: room.owner,
      }),
    );
    await change({ keepDays: 60 });
    expect((await shell.closed).code).toBe(closeCodes.refused);
    expect(shell.told.join()).toContain('/my-data/');
    expect((await look).code).toBe(closeCodes.refused);
    const again = room.at.webSocket(`/api/labs/${lab}/terminals/main`, { as: anna });
    expect((await closing(again)).status).toBe(403);
    await agree();
    await openShell();
  });

  test('can take a hand down, refuse a look and end one; nobody asks for another', async () => {
    await room.call(anna, 'PUT', '/api/my-session/hand', { text: 'Help' });
    const { id } = (await ask()).json() as { id: string };
    await change({ keepDays: 60 });
    const answer = (given: string) =>
      room.call(anna, 'PUT', `/api/my-session/shares/${id}`, { answer: given });
    expect((await room.call(anna, 'DELETE', '/api/my-session/hand')).status).toBe(204);
    expect((await answer('yes')).status).toBe(403);
    expect((await answer('no')).status).toBe(200);
    expect((await room.call(anna, 'DELETE', `/api/my-session/shares/${id}`)).status).toBe(204);
    const refused = await ask();
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('Anna has not agreed')]);
  });

  test('goes on in a book of their own', async () => {
    await change({ keepDays: 60 });
    const own = { key: room.at.store.mintCredential(anna.person, 'sign-in', hour) };
    expect((await room.call(own, 'POST', '/api/predictions', prediction)).status).toBe(204);
  });
});

describe('who does not agree any more', () => {
  test('has said so on record, loses their terminals, and is asked again', async () => {
    const shell = await openShell();
    expect((await room.call(anna, 'DELETE', '/api/my-session/agreed')).status).toBe(204);
    expect((await shell.closed).code).toBe(closeCodes.refused);
    expect((await start()).status).toBe(403);
    const seen = await mine();
    expect(seen).toMatchObject({ asksAgain: true, session: { keptUntil: room.later(2 * hour + 30 * day) } });
    expect(seen.agreed).toBeUndefined();
    const data = (await room.call(anna, 'GET', '/api/my-session/data')).json();
    expect(data).toMatchObject({ consents: [{ version: consentVersion }, { version: 0 }] });
    expect((await room.call(anna, 'DELETE', '/api/my-session/agreed')).status).toBe(204);
    await agree();
    expect((await start()).status).toBe(202);
  });
});

describe('case 358: a request whose body comes once who sent it may not any more', () => {
  const hand = { method: 'PUT', path: '/api/my-session/hand', body: { text: 'Help' } };
  const hands = () => room.at.store.listHands(session.id);

  test('records nothing of who has withdrawn their agreement meanwhile', async () => {
    const withdraw = () => room.call(anna, 'DELETE', '/api/my-session/agreed');
    expect(await sendSlowly(room.at, anna, hand, withdraw)).toBe(403);
    expect(hands()).toEqual([]);
    await agree();
    expect(await sendSlowly(room.at, anna, hand, async () => undefined)).toBe(200);
    expect(hands()).toHaveLength(1);
  });

  test('does nothing in the name of who was removed, or erased', async () => {
    const recall = { method: 'POST', path: '/api/recalls', body: { key: 'start/one', had: true } };
    const erase = () => room.call(room.owner, 'DELETE', `/api/people/${anna.person}/data`);
    expect(
      await sendSlowly(room.at, anna, recall, async () => expect((await erase()).status).toBeLessThan(300)),
    ).toBe(401);
    expect(room.at.store.latestAnswers({ person: anna.person, kind: 'recall' })).toEqual([]);
  });

  test('changes no session for whose role was taken', async () => {
    const { store } = room.at;
    const { id } = store.addMember('A former instructor', 'instructor', 'home');
    const former = { key: store.mintCredential(id, 'sign-in', hour) };
    const rename = { method: 'PATCH', path: `/api/sessions/${session.id}`, body: { title: 'Mine now' } };
    const take = async () => expect(store.takeRole(id, 'instructor', 'home')).toBe(true);
    expect(await sendSlowly(room.at, former, rename, take)).toBe(404);
    expect(store.findSession(session.id)?.title).toBe(session.title);
  });
});

describe('a session that ends at another time', () => {
  const keptUntil = async () => (await mine()).session.keptUntil;

  test('later, keeps nothing longer than each agreed to, and asks again where that is a day or more', async () => {
    const agreedTo = room.later(2 * hour + 30 * day);
    await change({ ends: room.later(3 * hour) });
    expect([await keptUntil(), (await mine()).asksAgain]).toEqual([agreedTo, false]);
    expect((await start()).status).toBe(202);
    const shell = await openShell();
    await change({ ends: room.later(27 * hour) });
    expect((await shell.closed).code).toBe(closeCodes.refused);
    expect([await keptUntil(), (await mine()).asksAgain]).toEqual([agreedTo, true]);
    expect((await start()).status).toBe(403);
    const short = { version: consentVersion, keepDays: 30, until: agreedTo };
    expect((await room.call(anna, 'PUT', '/api/my-session/agreed', short)).status).toBe(403);
    await agree();
    expect([await keptUntil(), (await start()).status]).toEqual([room.later(27 * hour + 30 * day), 202]);
  });

  test('in small steps, asks again too', async () => {
    for (const hours of [14, 25]) await change({ ends: room.later(hours * hour) });
    expect((await mine()).asksAgain).toBe(false);
    await change({ ends: room.later(27 * hour) });
    expect((await mine()).asksAgain).toBe(true);
  });

  test('earlier, or ended now, keeps for less long', async () => {
    await change({ ends: room.later(hour) });
    expect(await keptUntil()).toBe(room.later(hour + 30 * day));
    room.now = new Date(room.now.getTime() + hour / 2);
    const ended = (await change({ state: 'ended' })).json() as RoomSession;
    expect(ended).toMatchObject({ phase: 'ended', ends: room.now.toISOString() });
    expect(await keptUntil()).toBe(room.later(30 * day));
  });

  test('before it began, is over as it would have begun', async () => {
    const planned = await room.makeSession({ opens: room.later(hour), title: 'Wednesday' });
    const ended = await room.call(room.owner, 'PATCH', `/api/sessions/${planned.id}`, { state: 'ended' });
    expect(ended.json()).toMatchObject({ phase: 'ended', ends: room.now.toISOString() });
    const again = { state: 'open', ends: room.later(hour) };
    expect((await room.call(room.owner, 'PATCH', `/api/sessions/${planned.id}`, again)).json()).toMatchObject(
      { phase: 'open' },
    );
  });

  test('and whoever joins later agrees to that', async () => {
    await change({ ends: room.later(27 * hour) });
    const told = await room.call(undefined, 'POST', '/api/join/terms', { code: session.code, name: 'Ben' });
    const until = room.later(27 * hour + 30 * day);
    expect(told.json()).toMatchObject({ terms: { until } });
    expect(told.text).toContain(`Until ${until.slice(0, 10)}`);
  });
});
