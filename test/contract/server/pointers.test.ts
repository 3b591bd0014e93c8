/** A line or a note for one learner: from who teaches to nobody else, and kept in no database. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Board } from '../../../src/lab/wire/board.ts';
import type { PointerView } from '../../../src/lab/wire/pointers.ts';
import type { SessionView } from '../../../src/lab/wire/sessions.ts';
import type { SignedIn } from '../../fixtures/server-at-work.ts';
import { followEvents } from '../../fixtures/sessions/follow-events.ts';
import { type Learner, openRoom, type Room } from '../../fixtures/sessions/room.ts';

let room: Room;
let session: SessionView & { readonly code: string };
let anna: Learner;
beforeEach(async () => {
  room = await openRoom();
  session = await room.makeSession();
  anna = await room.join(session.code, 'Anna');
});
afterEach(() => room[Symbol.asyncDispose]());

const send = (body: object, as: SignedIn = room.owner) =>
  room.call(as, 'POST', `/api/sessions/${session.id}/learners/${anna.person}/pointers`, body);
const answer = ({ id }: PointerView, given: string, as: SignedIn = anna) =>
  room.call(as, 'PUT', `/api/my-session/pointers/${id}`, { answer: given });
const board = async (as: SignedIn = room.owner) =>
  (await room.call(as, 'GET', `/api/sessions/${session.id}/board`)).json() as Board;

describe('a pointer', () => {
  test('reaches the learner, and whoever teaches sees that it was inserted', async () => {
    using told = await followEvents(room.at, '/api/my-session/events', anna);
    using seen = await followEvents(room.at, `/api/sessions/${session.id}/board/events`, room.owner);
    const sent = await send({ line: 'docker compose ps', note: 'Which one is up?' });
    expect(sent.status, sent.text).toBe(200);
    const pointer = sent.json() as PointerView;
    expect(pointer).toMatchObject({ person: anna.person, author: 'local', state: 'sent' });
    await told.until({ pointers: [pointer] });
    await seen.until({ type: 'pointers', pointers: [pointer] });
    expect((await answer(pointer, 'inserted')).status).toBe(204);
    await told.until({ pointers: [] });
    await seen.until({ type: 'pointers', pointers: [{ ...pointer, state: 'inserted' }] });
    expect((await answer(pointer, 'dismissed')).status).toBe(404);
    expect((await board()).pointers).toEqual([{ ...pointer, state: 'inserted' }]);
  });

  test('is gone from the board with the learner, removed or erased', async () => {
    const ben = await room.join(session.code, 'Ben');
    const toBen = `/api/sessions/${session.id}/learners/${ben.person}`;
    await send({ note: 'for Anna' });
    await room.call(room.owner, 'POST', `${toBen}/pointers`, { note: 'for Ben' });
    await room.call(room.owner, 'DELETE', toBen);
    expect((await board()).pointers).toMatchObject([{ note: 'for Anna' }]);
    await room.call(room.owner, 'DELETE', `/api/people/${anna.person}/data`);
    expect((await board()).pointers).toEqual([]);
  });

  test.each([{ line: 'ls\nrm -rf /' }, { line: '\u001b[A' }, { line: '\u202eabc' }, {}, { note: '' }])(
    'that is %j is refused',
    async (body) => {
      expect((await send(body)).status).toBe(400);
    },
  );

  test('is seen by no other learner and by no observer, and is sent by neither', async () => {
    const ben = await room.join(session.code, 'Ben');
    const observer = room.member('observer');
    using told = await followEvents(room.at, '/api/my-session/events', ben);
    using seen = await followEvents(room.at, `/api/sessions/${session.id}/board/events`, observer);
    const pointer = (await send({ note: 'canary-for-anna' })).json() as PointerView;
    for (const as of [ben, observer, anna]) expect((await send({ note: 'x' }, as)).status).toBe(404);
    for (const as of [ben, observer, room.owner])
      expect((await answer(pointer, 'dismissed', as)).status).toBe(404);
    expect(await board(observer)).toMatchObject({ pointers: [], may: [] });
    // What comes after it is there, so it would be too.
    await room.call(room.owner, 'POST', `/api/sessions/${session.id}/notices`, { text: 'later' });
    await told.until({ notices: [expect.objectContaining({ text: 'later' })] });
    await seen.until({ type: 'notices' });
    expect(JSON.stringify([told.events, seen.events])).not.toContain('canary-for-anna');
  });

  test('is in no database and no log, and gone with the session', async () => {
    await send({ line: 'echo canary-8d2f' });
    for (const file of ['drydock.db', 'drydock.db-wal'])
      expect(readFileSync(join(room.at.home, file)).includes('canary-8d2f')).toBe(false);
    expect(room.at.log()).not.toContain('canary-8d2f');
    await room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'ended' });
    expect((await board()).pointers).toEqual([]);
  });

  test('is not sent once the session has ended: it is said so, and nothing waits for who comes back', async () => {
    await room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'ended' });
    const refused = await send({ note: 'Look at the ports.' });
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('Tuesday has ended')]);
    await room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, {
      state: 'open',
      ends: room.later(3_600_000),
    });
    expect((await board()).pointers).toEqual([]);
    expect((await send({ note: 'Look at the ports.' })).status).toBe(200);
  });
});
