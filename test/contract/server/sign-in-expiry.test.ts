/** What was opened with a sign-in ends with its time, whatever it is. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { eventsProtocol } from '../../../src/lab/wire/events.ts';
import { closeCodes, signInProtocolOf } from '../../../src/lab/wire/terminal.ts';
import { closing } from '../../fixtures/server-at-work.ts';
import { followEvents } from '../../fixtures/sessions/follow-events.ts';
import { lab, openRoom, type Room } from '../../fixtures/sessions/room.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room[Symbol.asyncDispose]());

test('the streams, the board and the shells of a sign-in end once its time is over, and say so', async () => {
  const { id } = await room.makeSession();
  // An hour, as every member of a test has.
  const grace = room.member('instructor');
  const path = `/api/labs/${lab}`;
  using board = await followEvents(room.at, `/api/sessions/${id}/board/events`, grace);
  using events = await followEvents(room.at, `${path}/events`, grace);
  await board.until({ type: 'board' });
  await events.until({ type: 'status' });
  const url = `ws://127.0.0.1:${room.at.server.port}${path}/events`;
  const following = new WebSocket(url, [eventsProtocol, signInProtocolOf(grace.key)]);
  const shell = room.at.webSocket(`${path}/terminals/main?columns=80&rows=24`, { as: grace });
  const told: string[] = [];
  shell.on('message', (data, isBinary) => void (isBinary || told.push(data.toString())));
  const closed = Promise.all([closing(following), closing(shell)]);
  await Promise.all([following, shell].map((each) => new Promise((resolve) => each.once('open', resolve))));

  room.now = new Date(room.now.getTime() + 3_600_000 - 1);
  expect((await room.call(grace, 'GET', '/api/sign-in')).status).toBe(200);
  room.now = new Date(room.now.getTime() + 1);
  await board.ended;
  await events.ended;
  expect((await closed).map(({ code }) => code)).toEqual([closeCodes.refused, closeCodes.refused]);
  expect(told.join()).toContain('The time of this sign-in is over.');
  expect((await room.call(grace, 'GET', '/api/sign-in')).status).toBe(401);
});

test('what others have open goes on', async () => {
  const { id } = await room.makeSession();
  const grace = room.member('instructor');
  using others = await followEvents(room.at, `/api/sessions/${id}/board/events`, room.owner);
  using board = await followEvents(room.at, `/api/sessions/${id}/board/events`, grace);
  await others.until({ type: 'board' });
  room.now = new Date(room.now.getTime() + 3_600_000);
  await board.ended;
  await room.call(room.owner, 'POST', `/api/sessions/${id}/notices`, { text: 'Still here.' });
  await others.until({ type: 'notices' });
  expect(others.events.length).toBeGreaterThan(1);
});
