/** A learner's files: only with their leave, as they are saved, as long as they want, and on record. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MySession, SessionView } from '../../../src/lab/wire/sessions.ts';
import type { ShareView } from '../../../src/lab/wire/shares.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { closing, type SignedIn } from '../../fixtures/server-at-work.ts';
import { followEvents } from '../../fixtures/sessions/follow-events.ts';
import { type Learner, lab, openRoom, type Room } from '../../fixtures/sessions/room.ts';

const canary = 'canary-5ac749fbeec9';
let room: Room;
let session: SessionView & { readonly code: string };
let anna: Learner;
beforeEach(async () => {
  room = await openRoom();
  session = await room.makeSession();
  anna = await room.join(session.code, 'Anna');
});
afterEach(() => room[Symbol.asyncDispose]());

const ask = async (mode: 'look' | 'files' = 'files') => {
  const path = `/api/sessions/${session.id}/learners/${anna.person}/shares`;
  const asked = await room.call(room.owner, 'POST', path, { mode, lab });
  expect(asked.status, asked.text).toBe(200);
  return asked.json() as ShareView;
};
const answer = (share: ShareView, given: 'yes' | 'no') =>
  room.call(anna, 'PUT', `/api/my-session/shares/${share.id}`, { answer: given });
const filesOf = (share: ShareView) => `/api/sessions/${session.id}/shares/${share.id}/files`;
const follow = (share: ShareView, as: SignedIn = room.owner) => followEvents(room.at, filesOf(share), as);
const refused = async (share: ShareView, as: SignedIn = room.owner) => {
  const { status, text } = await room.call(as, 'GET', filesOf(share));
  expect(text).not.toContain(canary);
  return status;
};
const save = (path: string, text: string) => {
  room.at.runner.text.set(path, text);
  room.at.runner.emit({ type: 'files', paths: [path] });
};
const mine = async () => (await room.call(anna, 'GET', '/api/my-session/shares')).json() as ShareView[];

test('nothing of them is told before the learner says yes, nor where they refuse', async () => {
  using told = await followEvents(room.at, '/api/my-session/events', anna);
  save('compose.yaml', canary);
  const share = await ask();
  await told.until({ shares: [expect.objectContaining({ mode: 'files', state: 'asked' })] });
  expect(await refused(share)).toBe(404);
  await answer(share, 'no');
  expect(await refused(share)).toBe(404);
  expect(await mine()).toMatchObject([{ mode: 'files', state: 'refused', looks: [] }]);
  expect(room.at.log()).not.toContain(canary);
});

test('they are told whole, each as it is saved, on record, and not once the learner has ended it', async () => {
  const share = await ask();
  await answer(share, 'yes');
  using seen = await follow(share);
  await seen.until({ type: 'list', files: [{ path: 'compose.yaml', sizeBytes: 13 }], more: false });
  await seen.until({ type: 'file', path: 'compose.yaml', text: 'services: {}\n' });
  save('compose.yaml', 'services: { web: {} }\n');
  await seen.until({ type: 'file', path: 'compose.yaml', text: 'services: { web: {} }\n' });
  save('notes/new.txt', 'a file more');
  await seen.until({ type: 'file', path: 'notes/new.txt', text: 'a file more' });
  await eventually(async () =>
    expect(await mine()).toMatchObject([{ state: 'open', looks: [{ since: expect.any(String) }] }]),
  );
  expect((await mine())[0]?.looks[0]).not.toHaveProperty('until');

  expect((await room.call(anna, 'DELETE', `/api/my-session/shares/${share.id}`)).status).toBe(204);
  save('compose.yaml', canary);
  await seen.ended;
  expect(JSON.stringify(seen.events)).not.toContain(canary);
  expect(await refused(share)).toBe(404);
  await eventually(async () =>
    expect(await mine()).toMatchObject([{ state: 'ended', looks: [{ until: expect.any(String) }] }]),
  );
  expect(room.at.runner.listeners.size).toBe(0);
});

test.each([
  ['who sees them ends it', (share: ShareView) => ['DELETE', `/shares/${share.id}`, undefined] as const],
  ['the session is paused', () => ['PATCH', '', { state: 'paused' }] as const],
])('they are not told any more when %s', async (_, how) => {
  const share = await ask();
  await answer(share, 'yes');
  using seen = await follow(share);
  await seen.until({ type: 'list' });
  const [method, path, body] = how(share);
  await room.call(room.owner, method, `/api/sessions/${session.id}${path}`, body);
  save('compose.yaml', canary);
  await seen.ended;
  expect(JSON.stringify(seen.events)).not.toContain(canary);
  expect(await refused(share)).toBeGreaterThanOrEqual(400);
});

test('what is large is named, and not told', async () => {
  save('large.txt', canary.repeat(20_000));
  const share = await ask();
  await answer(share, 'yes');
  using seen = await follow(share);
  await seen.until({ type: 'file', path: 'large.txt' });
  expect(JSON.stringify(seen.events)).not.toContain(canary);
});

test('leave to see files opens no shell, leave to look at a shell no files, and neither is anybody else’s', async () => {
  const [files, look] = [await ask('files'), await ask('look')];
  await answer(files, 'yes');
  await answer(look, 'yes');
  const shell = room.at.webSocket(`/api/sessions/${session.id}/shares/${files.id}/terminal`, {
    as: room.owner,
  });
  expect((await closing(shell)).status).toBe(404);
  expect(await refused(look)).toBe(404);
  const ben = await room.join(session.code, 'Ben');
  for (const as of [anna, ben, room.member('instructor'), room.member('observer')])
    expect(await refused(files, as)).toBe(404);
  await room.call(anna, 'DELETE', '/api/my-session/agreed');
  expect(await refused(files)).toBeGreaterThanOrEqual(400);
});

test('a yes ends with the agreement that it was said under: agreeing again is no yes', async () => {
  const [files, asked] = [await ask('files'), await ask('look')];
  await answer(files, 'yes');
  await room.call(anna, 'DELETE', '/api/my-session/agreed');
  const now = (await room.call(anna, 'GET', '/api/my-session')).json() as { readonly joined: MySession };
  const { version, keepDays, until } = now.joined.terms;
  expect(await mine()).toMatchObject([
    { id: files.id, state: 'ended' },
    { id: asked.id, state: 'asked' },
  ]);
  await room.call(anna, 'PUT', '/api/my-session/agreed', { version, keepDays, until });
  expect(await refused(files)).toBe(404);
});
