/** What learners agreed to show to those who teach is shown to nobody else who looks at a board. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../../src/lab/people/role.ts';
import type { Board } from '../../../src/lab/wire/board.ts';
import { followEvents } from '../../fixtures/sessions/follow-events.ts';
import { type RoomAtWork, type RoomSession, startRoom } from '../../fixtures/sessions/room-at-work.ts';

const lab = 'start/first-container';
const message = 'word-of-a-check';
const check = 'name-of-a-check';
const text = 'word-of-a-hand';
const words = [message, check, text];

let room: RoomAtWork;
let session: RoomSession;
beforeAll(async () => {
  room = await startRoom();
  session = await room.makeSession();
});
afterAll(() => room[Symbol.asyncDispose]());

const member = (role: Role) => {
  const { id } = room.store.addMember(`An ${role}`, role, 'home');
  return { key: room.store.mintCredential(id, 'sign-in', 3_600_000), person: id };
};

test('an observer is told how tasks stand, and neither what checks and hands say nor who looks at whom', async () => {
  const path = `/api/sessions/${session.id}/board`;
  const anna = await room.join(session, 'Anna');
  const asLeaders = [room.owner, member('instructor'), member('assistant')];
  const observer = member('observer');
  using told = await followEvents(room.at, `${path}/events`, observer);
  using ledBy = await followEvents(room.at, `${path}/events`, room.owner);
  await Promise.all([told.until({ type: 'board' }), ledBy.until({ type: 'board' })]);

  const failing = { task: 'look', status: 'fail', id: check, message } as const;
  room.attempt(session, anna, { lab, results: [failing] });
  await room.call(anna, 'PUT', '/api/my-session/hand', { lab, text });
  await room.call(room.owner, 'POST', `/api/sessions/${session.id}/learners/${anna.person}/shares`, {
    mode: 'look',
    lab,
  });
  await room.call(room.owner, 'POST', `/api/sessions/${session.id}/notices`, { text: 'That is the last.' });
  const last = { type: 'notices', notices: [expect.objectContaining({ text: 'That is the last.' })] };
  await Promise.all([told.until(last), ledBy.until(last)]);

  for (const as of asLeaders) {
    const seen = JSON.stringify(await room.call(as, 'GET', path));
    for (const word of words) expect(seen).toContain(word);
  }
  for (const word of words) expect(JSON.stringify(ledBy.events)).toContain(word);
  const board = (await room.call(observer, 'GET', path)) as Board;
  expect(board).toMatchObject({ hands: [], shares: [], seats: [], may: [] });
  expect(board.learners).toEqual([expect.not.objectContaining({ activeAt: expect.anything() })]);
  expect(board.cells).toEqual([
    expect.objectContaining({
      person: anna.person,
      standing: expect.objectContaining({ status: 'failing', attempts: 1, check: '', message: '' }),
    }),
  ]);
  for (const seen of [board, told.events])
    for (const word of [...words, '"type":"hands"', '"type":"shares"'])
      expect(JSON.stringify(seen)).not.toContain(word);
});
