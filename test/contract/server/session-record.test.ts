/** What a leader keeps of a session: all that there was, not what is of use on a board now. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionRecord } from '../../../src/lab/wire/session-record.ts';
import { type RoomAtWork, startRoom } from '../../fixtures/sessions/room-at-work.ts';

let room: RoomAtWork;
beforeAll(async () => {
  room = await startRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

const lab = 'start/first-container';

test('it has hands that came down, every attempt and look, and those who were taken out', async () => {
  const session = await room.makeSession();
  const path = `/api/sessions/${session.id}`;
  const [anna, ben] = [await room.join(session, 'Anna'), await room.join(session, 'Ben')];
  const { id } = (await room.call(anna, 'PUT', '/api/my-session/hand', { text: 'Which user?', lab })) as {
    id: string;
  };
  await room.call(room.owner, 'POST', `${path}/hands/${id}/take`);
  await room.call(anna, 'DELETE', '/api/my-session/hand');
  for (let sent = 0; sent < 60; sent += 1)
    await room.call(room.owner, 'POST', `${path}/notices`, { text: `Notice ${sent}` });
  for (let tried = 0; tried < 105; tried += 1)
    room.attempt(session, anna, {
      lab,
      results: [{ task: 'look', status: 'fail', message: `No ${tried}.` }],
    });
  for (const _ of [1, 2]) {
    const asked = (await room.call(room.owner, 'POST', `${path}/learners/${anna.person}/shares`, {
      mode: 'look',
      lab,
    })) as { id: string };
    await room.call(anna, 'PUT', `/api/my-session/shares/${asked.id}`, { answer: 'no' });
  }
  await room.call(room.owner, 'DELETE', `${path}/learners/${ben.person}`);

  const record = (await room.call(room.owner, 'GET', `${path}/record`)) as SessionRecord;
  expect(record.hands).toEqual([
    expect.objectContaining({
      alias: 'Anna',
      text: 'Which user?',
      takenAt: expect.any(String),
      loweredAt: expect.any(String),
    }),
  ]);
  expect(record.notices).toHaveLength(60);
  expect(record.learners).toEqual([
    expect.objectContaining({ alias: 'Anna', standings: [expect.objectContaining({ lab, task: 'look' })] }),
    expect.objectContaining({ alias: 'Ben', removedAt: expect.any(String), attempts: [], standings: [] }),
  ]);
  expect(record.learners[0]?.attempts).toHaveLength(105);
  expect(record.shares.map(({ state }) => state)).toEqual(['refused', 'refused']);
});

test('it is not there for who learns or watches', async () => {
  const session = await room.makeSession();
  const path = `/api/sessions/${session.id}/record`;
  const anna = await room.join(session, 'Anna');
  const observer = room.store.addMember('An observer', 'observer', 'home');
  const key = room.store.mintCredential(observer.id, 'sign-in', 3_600_000);
  for (const as of [anna, { key, person: observer.id }, undefined]) {
    const { status } = await room.at.request(path, as === undefined ? {} : { as });
    expect(status).toBe(as === undefined ? 401 : 404);
  }
});
