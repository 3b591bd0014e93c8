/** What whoever leads shows to a room, and what learners catch up with; labs are a fake's. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MySession } from '../../../src/lab/wire/sessions.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { followEvents } from '../../fixtures/sessions/follow-events.ts';
import { type Learner, lab, openRoom, type Room, type RoomSession } from '../../fixtures/sessions/room.ts';

let room: Room;
let session: RoomSession;
let anna: Learner;
beforeEach(async () => {
  room = await openRoom();
  session = await room.makeSession();
  anna = await room.join(session.code, 'Anna');
});
afterEach(() => room[Symbol.asyncDispose]());
const path = (rest: string) => `/api/sessions/${session.id}/${rest}`;
const mine = async (as: Learner) =>
  ((await room.call(as, 'GET', '/api/my-session')).json() as { joined: MySession }).joined;

describe('what the room predicted', () => {
  const predict = (as: Learner, value: string) =>
    room.call(as, 'POST', '/api/predictions', { key: 'start/size', value });

  test('is counted without names, and seen by nobody who learns before it is shown', async () => {
    const [ben, eve] = [await room.join(session.code, 'Ben'), await room.join(session.code, 'Eve')];
    for (const [who, value] of [
      [anna, 'large'],
      [anna, 'small'],
      [ben, 'small'],
      [eve, 'large'],
    ] as const)
      expect((await predict(who, value)).status).toBe(204);
    const counted = {
      key: 'start/size',
      answers: [
        { value: 'small', count: 2 },
        { value: 'large', count: 1 },
      ],
    };
    const list = await room.call(room.member('assistant'), 'GET', path('predictions'));
    expect(list.json()).toEqual([counted]);
    expect(list.text).not.toMatch(/Anna|Ben|Eve/);
    for (const as of [anna, room.member('observer')])
      expect((await room.call(as, 'GET', path('predictions'))).status).toBe(404);
    expect((await room.call(anna, 'GET', '/api/my-session/shown')).status).toBe(404);
    expect((await mine(anna)).shown).toBeUndefined();

    using told = await followEvents(room.at, '/api/my-session/events', anna);
    const shown = { what: 'prediction', key: 'start/size' };
    expect((await room.call(anna, 'PUT', path('shown'), shown)).status).toBe(404);
    expect((await room.call(room.owner, 'PUT', path('shown'), shown)).status).toBe(200);
    await told.until({
      shown: expect.objectContaining({ what: 'prediction', title: 'start/size', by: 'local' }),
    });
    const seen = await room.call(anna, 'GET', '/api/my-session/shown');
    expect(seen.json()).toMatchObject({ what: 'prediction', prediction: counted });
    // Of who is not in the session any more nothing is counted.
    await room.call(room.owner, 'DELETE', path(`learners/${eve.person}`));
    expect((await room.call(anna, 'GET', '/api/my-session/shown')).json()).toMatchObject({
      prediction: { answers: [{ value: 'small', count: 2 }] },
    });
  });
});

describe('a file that is shown', () => {
  test('is a copy of the leader’s, until another one is, or it ends; who comes late sees it too', async () => {
    using board = await followEvents(room.at, path('board/events'), room.owner);
    const shown = { what: 'file', lab, path: 'compose.yaml' };
    expect((await room.call(room.owner, 'PUT', path('shown'), shown)).json()).toMatchObject({
      what: 'file',
      title: 'compose.yaml',
    });
    await board.until({ type: 'shown', shown: expect.objectContaining({ title: 'compose.yaml' }) });
    room.at.runner.text.set('compose.yaml', 'changed: {}\n');
    const late = await room.join(session.code, 'Late');
    expect((await mine(late)).shown).toMatchObject({ title: 'compose.yaml', by: 'local' });
    expect((await room.call(late, 'GET', '/api/my-session/shown')).json()).toMatchObject({
      text: 'services: {}\n',
      lab,
    });
    await room.call(room.owner, 'PUT', path('shown'), { what: 'text', title: 'Note', text: 'Read on.' });
    expect((await room.call(late, 'GET', '/api/my-session/shown')).json()).toMatchObject({ title: 'Note' });
    expect((await room.call(room.owner, 'DELETE', path('shown'))).status).toBe(204);
    await board.until({ type: 'shown' });
    expect((await mine(late)).shown).toBeUndefined();
    expect((await room.call(late, 'GET', '/api/my-session/shown')).status).toBe(404);
  });

  test('that is not there, or too long, is refused in words', async () => {
    const show = (body: object) => room.call(room.owner, 'PUT', path('shown'), body);
    expect((await show({ what: 'file', lab, path: 'no-such' })).status).toBe(404);
    room.at.runner.text.set('long', 'x'.repeat(200_001));
    expect((await show({ what: 'file', lab, path: 'long' })).json()).toMatchObject({
      error: { code: 'too-big', fix: expect.any(String) },
    });
    expect((await show({ what: 'text', title: 'x', text: '' })).status).toBe(400);
  });
});

describe('catching up', () => {
  const take = (as: Learner) => room.call(as, 'POST', '/api/my-session/catch-up', { lab });
  const back = (as: Learner) => room.call(as, 'POST', '/api/my-session/bring-back', { lab });
  const begun = ({ person }: Learner) =>
    room.at.store.createRun({
      ...newRun(room.at.store.partyOf(person)?.id ?? '', lab),
      context: `session:${session.id}`,
    });

  test('is by leave of both: offered by who teaches, taken by the learner, whose files come back', async () => {
    begun(anna);
    expect((await take(anna)).json()).toMatchObject({
      error: { message: `Nobody offered you the solution of ${lab}.` },
    });
    expect((await room.call(anna, 'POST', path('catch-ups'), { lab })).status).toBe(404);
    const offered = await room.call(room.member('assistant'), 'POST', path('catch-ups'), {
      lab,
      person: anna.person,
    });
    expect(offered.status).toBe(204);
    const ben = await room.join(session.code, 'Ben');
    expect((await take(ben)).status).toBe(404);
    expect((await mine(anna)).catchUps).toMatchObject([{ lab, by: 'An assistant' }]);

    const { text, calls } = room.at.runner;
    text.set('compose.yaml', 'mine: {}\n').set('notes', 'mine too\n');
    using board = await followEvents(room.at, path('board/events'), room.owner);
    expect((await take(anna)).json()).toMatchObject({ job: { kind: 'solve' } });
    expect(calls).toContain(`solve ${lab}`);
    await board.until({
      type: 'learners',
      learners: expect.arrayContaining([expect.objectContaining({ person: anna.person, helped: [lab] })]),
      removed: [],
    });
    // What the job does to the files.
    text.set('compose.yaml', 'solved: {}\n').set('added', 'by the solution\n').delete('notes');
    const again = await take(anna);
    expect(again.status).toBe(403);
    expect(again.json()).toMatchObject({
      error: { fix: expect.stringContaining('Your own files are kept') },
    });
    expect((await back(anna)).json()).toEqual({ files: ['compose.yaml', 'notes'], left: [] });
    expect((await back(anna)).status).toBe(404);
    expect([...text]).toEqual([
      ['compose.yaml', 'mine: {}\n'],
      ['notes', 'mine too\n'],
    ]);
    expect((await mine(anna)).catchUps).toMatchObject([
      { takenAt: expect.any(String), backAt: expect.any(String) },
    ]);
    expect((await back(ben)).status).toBe(404);
  });

  test('keeps the own files of who presses twice at once', async () => {
    begun(anna);
    await room.call(room.owner, 'POST', path('catch-ups'), { lab });
    room.at.runner.text.set('compose.yaml', 'mine: {}\n');
    const pressed = await Promise.all([take(anna), take(anna)]);
    expect(pressed.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect(room.at.store.listSessionEvents(session.id, 'caught-up')).toHaveLength(1);
  });

  test('takes nothing away from who had no files, and brings none back', async () => {
    await room.call(room.owner, 'POST', path('catch-ups'), { lab });
    expect((await take(anna)).status).toBe(200);
    room.at.runner.text.set('compose.yaml', 'solved: {}\n');
    const brought = await back(anna);
    expect(brought.status).toBe(404);
    expect([...room.at.runner.text.keys()]).toContain('compose.yaml');
  });

  test('is offered to all at once, also to who comes late, and only for labs of the session', async () => {
    expect((await room.call(room.owner, 'POST', path('catch-ups'), { lab })).status).toBe(204);
    const late = await room.join(session.code, 'Late');
    for (const each of [anna, late]) expect((await take(each)).status).toBe(200);
    for (const body of [{ lab: 'base-images/measure' }, { lab, person: 'nobody' }])
      expect((await room.call(room.owner, 'POST', path('catch-ups'), body)).status).toBe(404);
    await room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'paused' });
    expect((await back(anna)).json()).toMatchObject({ error: { message: 'Tuesday is paused.' } });
  });
});
