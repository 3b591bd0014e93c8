/** What is kept of learners: agreed to, told, and taken away in time or when somebody asks. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { consentVersion } from '../../../src/lab/sessions/consent.ts';
import type { PersonData } from '../../../src/lab/sessions/person-data.ts';
import type { Terms } from '../../../src/lab/wire/joining.ts';
import type { MySession } from '../../../src/lab/wire/sessions.ts';
import { assignmentPolicy, newGrading, newSubmission, sealForTests } from '../../fixtures/assignments.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { filesWith } from '../../fixtures/bytes-of.ts';
import { followEvents } from '../../fixtures/sessions/follow-events.ts';
import { type Learner, lab, openRoom, type Room } from '../../fixtures/sessions/room.ts';

const day = 24 * 3_600_000;
const canary = 'Canary-Quetzal-7731';
let room: Room;
beforeEach(async () => {
  room = await openRoom({ timing: { tickMs: 20, retentionMs: 20 } });
});
afterEach(() => room[Symbol.asyncDispose]());
const mine = async (learner: Learner) =>
  ((await room.call(learner, 'GET', '/api/my-session')).json() as { joined: MySession }).joined;

/** A run with an attempt and a file, each with the learner's word in it. */
function work(session: string, { person }: Learner, word: string): void {
  const { store } = room.at;
  const run = store.createRun({
    ...newRun(store.partyOf(person)?.id ?? '', lab),
    context: `session:${session}`,
  });
  const attempt = newAttempt(run.id);
  const results = attempt.results.map((result) => ({ ...result, message: word }));
  store.addAttempt({ ...attempt, person, results });
  store.addRevision({ run: run.id, path: 'notes.txt', reason: 'saved' }, Buffer.from(word));
}

describe('whoever joins', () => {
  test('is told before what is kept, who sees it and for how long, and gets in once they agree', async () => {
    const { code } = await room.makeSession({ keepDays: 30 });
    const told = (await room.call(undefined, 'POST', '/api/join/terms', { code, name: 'Anna' })).json() as {
      title: string;
      terms: Terms;
    };
    expect(told).toMatchObject({ title: 'Tuesday', terms: { version: consentVersion, keepDays: 30 } });
    expect(told.terms.items.map(({ text }) => text).join(' ')).toContain('which is 30 days after');
    const body = { code, name: 'Anna', asked: 'drawn-by-anna' };
    const refused = await room.call(undefined, 'POST', '/api/join', body);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('Nobody joins without agreeing');
    const less = { ...body, agreed: { ...told.terms, keepDays: 29 } };
    expect((await room.call(undefined, 'POST', '/api/join', less)).status).toBe(403);
    expect(room.at.store.countJoined(room.at.store.listSessions()[0]?.id ?? '')).toBe(0);
    const { version, keepDays, until } = told.terms;
    const joined = await room.call(undefined, 'POST', '/api/join', {
      ...body,
      agreed: { version, keepDays, until },
    });
    expect(joined.status, joined.text).toBe(200);
    expect(await mine(joined.json() as Learner)).toMatchObject({
      agreed: { version, keepDays: 30, until, at: room.now.toISOString() },
      asksAgain: false,
      session: { keptUntil: room.later(2 * 3_600_000 + 30 * day) },
    });
  });

  test('is told nothing of a session whose code they guess, and is held back as who joins is', async () => {
    expect(
      (await room.call(undefined, 'POST', '/api/join/terms', { code: 'hello', name: 'Anna' })).status,
    ).toBe(400);
    expect(
      (await room.call(undefined, 'POST', '/api/join/terms', { code: '0000-0000', name: 'Anna' })).status,
    ).toBe(404);
  });

  test('is asked again where it is to be kept longer, changes nothing until they agree, and is kept no longer', async () => {
    const { code, id } = await room.makeSession({ keepDays: 30 });
    const anna = await room.join(code, 'Anna');
    const start = () => room.call(anna, 'POST', `/api/labs/${lab}/start`);
    expect((await start()).status).toBe(202);
    await room.call(room.owner, 'PATCH', `/api/sessions/${id}`, { keepDays: 60 });
    const refused = await start();
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('/my-data/');
    expect((await room.call(anna, 'GET', `/api/labs/${lab}/status`)).status).toBe(200);
    expect(await mine(anna)).toMatchObject({
      asksAgain: true,
      terms: { keepDays: 60 },
      session: { keptUntil: room.later(2 * 3_600_000 + 30 * day) },
    });
    const agree = (keepDays: number) =>
      room.call(anna, 'PUT', '/api/my-session/agreed', {
        version: consentVersion,
        keepDays,
        until: room.later(2 * 3_600_000 + keepDays * day),
      });
    expect((await agree(30)).status).toBe(403);
    expect((await agree(60)).status).toBe(204);
    expect((await start()).status).toBe(202);
    expect(await mine(anna)).toMatchObject({
      asksAgain: false,
      session: { keptUntil: room.later(2 * 3_600_000 + 60 * day) },
    });
  });
});

describe('what is kept', () => {
  test('is given to the learner, to the owner, and to nobody else', async () => {
    const { code, id } = await room.makeSession();
    const [anna, berta] = [await room.join(code, canary), await room.join(code, 'Berta')];
    work(id, anna, canary);
    const own = await room.call(anna, 'GET', '/api/my-session/data');
    const data = own.json() as PersonData;
    expect(data).toMatchObject({ sessions: [{ alias: canary }], files: [{ text: canary }] });
    expect(own.text).not.toContain('Berta');
    const path = `/api/people/${anna.person}/data`;
    expect((await room.call(room.owner, 'GET', path)).json()).toEqual(data);
    expect((await room.call(anna, 'GET', path)).status).toBe(200);
    for (const other of [
      berta,
      room.member('instructor'),
      room.member('assistant'),
      room.member('observer'),
    ]) {
      expect((await room.call(other, 'GET', path)).status).toBe(404);
      expect((await room.call(other, 'DELETE', path)).status).toBe(404);
    }
    expect((await room.call(anna, 'DELETE', path)).status).toBe(404);
  });

  test('is nowhere in the home once somebody was erased, and what they had open ends', async () => {
    const { code, id } = await room.makeSession();
    const [anna, berta] = [await room.join(code, canary), await room.join(code, 'Berta')];
    work(id, anna, canary);
    await room.call(anna, 'PUT', '/api/my-session/hand', { text: canary });
    using events = await followEvents(room.at, '/api/my-session/events', anna);
    await events.until({ type: 'session' });
    const { home } = room.at;
    expect(filesWith(home, canary)).not.toEqual([]);
    const erased = await room.call(room.owner, 'DELETE', `/api/people/${anna.person}/data`);
    expect(erased.json()).toEqual({ people: 1, attempts: 1, left: [] });
    await events.ended;
    expect(filesWith(home, canary)).toEqual([]);
    expect(room.at.log()).not.toContain(canary);
    expect((await room.call(anna, 'GET', '/api/my-session')).status).toBe(401);
    const board = (await room.call(room.owner, 'GET', `/api/sessions/${id}/board`)).text;
    expect(board).not.toContain(canary);
    expect(board).toContain('Berta');
    expect((await mine(berta)).alias).toBe('Berta');
    expect((await room.call(room.owner, 'DELETE', `/api/people/${anna.person}/data`)).status).toBe(404);
  });

  test('of the owner stays', async () => {
    const owner = room.at.store.localPerson().person.id;
    expect((await room.call(room.owner, 'DELETE', `/api/people/${owner}/data`)).status).toBe(403);
  });

  test('goes once it was kept as long as was said, which the log tells a week before', async () => {
    const { code, id } = await room.makeSession({ keepDays: 30 });
    const anna = await room.join(code, canary);
    work(id, anna, canary);
    room.now = new Date(room.now.getTime() + 30 * day);
    await expect.poll(() => room.at.log()).toContain('will be removed');
    expect(room.at.store.countJoined(id)).toBe(1);
    room.now = new Date(room.now.getTime() + 3 * 3_600_000);
    await expect.poll(() => room.at.store.countJoined(id)).toBe(0);
    await expect.poll(() => room.at.log()).toContain('what learners made was removed');
    expect(filesWith(room.at.home, canary)).toEqual([]);
    expect(room.at.log()).not.toContain(canary);
    expect(room.at.store.findSession(id)).toBeDefined();
  });

  test('goes of each for themselves, where a lab of another cannot be stopped', async () => {
    const stuck: string[] = [];
    await using other = await openRoom({
      timing: { tickMs: 20, retentionMs: 20 },
      removal: {
        forgetParties: async (parties) => {
          if (stuck.some((party) => parties.has(party))) throw new Error('it cannot be stopped');
        },
        forgetContents: async () => undefined,
        renewCopies: async () => [],
      },
    });
    const { code, id } = await other.makeSession({ keepDays: 30 });
    const [anna] = [await other.join(code, 'Anna'), await other.join(code, 'Ben')];
    stuck.push(other.at.store.partyOf(anna.person)?.id ?? '');
    other.now = new Date(other.now.getTime() + 31 * day);
    await expect.poll(() => other.at.store.listJoined(id).map(({ alias }) => alias)).toEqual(['Anna']);
  });

  test('of whoever was taken out of the session goes with that of the others', async () => {
    const { code, id } = await room.makeSession({ keepDays: 30 });
    const anna = await room.join(code, canary);
    work(id, anna, canary);
    const removed = await room.call(room.owner, 'DELETE', `/api/sessions/${id}/learners/${anna.person}`);
    expect(removed.status, removed.text).toBe(204);
    expect(room.at.store.listRemoved(id)).toHaveLength(1);
    room.now = new Date(room.now.getTime() + 31 * day);
    await expect.poll(() => room.at.store.listRemoved(id)).toEqual([]);
    expect(filesWith(room.at.home, canary)).toEqual([]);
  });
});

describe('what was handed in', () => {
  test('goes once its course has kept it so long, which the log tells a week before; the grade stays', async () => {
    const { store } = room.at;
    const made = { title: 'Security', zone: 'Europe/Vienna' };
    const course = (await room.call(room.owner, 'POST', '/api/courses', made)).json() as { id: string };
    expect(course).toMatchObject({ keepDays: 365 });
    const keep = (keepDays: unknown, as = room.owner) =>
      room.call(as, 'PATCH', `/api/courses/${course.id}`, { keepDays });
    for (const days of [0, 1.5, 3_651, '30']) expect((await keep(days)).status, String(days)).toBe(400);
    for (const role of ['assistant', 'observer'] as const)
      expect((await keep(30, room.member(role))).status, role).toBe(404);
    expect((await keep(30)).json()).toMatchObject({ keepDays: 30 });
    expect((await room.call(room.owner, 'GET', '/api/courses')).json()).toMatchObject([{ keepDays: 30 }]);

    const entry = {
      line: 2,
      email: undefined,
      sisId: undefined,
      loginId: undefined,
      sections: [],
      pair: undefined,
    };
    store.enrol(course.id, { added: [{ ...entry, name: 'Ada' }], changed: [] });
    const [ada] = store.listEnrolled(course.id);
    if (ada === undefined) throw new Error('nobody is enrolled');
    const due = room.later(7 * day);
    const policy = assignmentPolicy({ window: { opens: room.later(-day), due } });
    const assignment = store.addAssignment({ course: course.id, policy, by: ada.id }).id;
    const run = store.createRun(newRun(ada.party)).id;
    const files = new Map([['notes.txt', { content: Buffer.from(canary), executable: false }]]);
    const of = { assignment, run, party: ada.party, person: ada.id, key: 'one', files };
    store.submit(newSubmission({ ...of, uploadBegan: room.now.toISOString() }));
    const job = store.takeJob(60_000);
    if (job === undefined) throw new Error('nothing waits');
    store.endJob(job, newGrading('pass'), sealForTests);
    const gradebook = async () => {
      const book = await room.call(room.owner, 'GET', `/api/assignments/${assignment}/gradebook`);
      const { rows, evidence } = book.json() as { rows: object[]; evidence: string };
      return { rows, evidence };
    };
    expect(filesWith(room.at.home, canary)).not.toEqual([]);
    const kept = (days: unknown, as = room.owner) =>
      room.call(as, 'GET', `/api/courses/${course.id}/kept-work?days=${days}`);
    const other = (await room.call(room.owner, 'POST', '/api/courses', made)).json() as { id: string };
    store.addAssignment({ course: other.id, policy, by: ada.id });
    const there = { assignment, title: policy.title, submissions: 1 };
    const until = new Date(Date.parse(due) + 30 * day).toISOString();
    expect((await kept(30)).json()).toEqual([{ ...there, until, isOver: false }]);
    expect((await room.call(room.owner, 'GET', `/api/courses/${other.id}/kept-work?days=1`)).json()).toEqual(
      [],
    );
    for (const days of [0, 1.5, 3_651, 'many', '']) expect((await kept(days)).status, String(days)).toBe(400);
    for (const role of ['assistant', 'observer'] as const)
      expect((await kept(30, room.member(role))).status, role).toBe(404);

    room.now = new Date(Date.parse(due) + 24 * day);
    expect((await kept(24)).json()).toMatchObject([{ isOver: true, until: room.now.toISOString() }]);
    expect((await kept(25)).json()).toMatchObject([{ isOver: false }]);
    const before = await gradebook();
    await expect.poll(() => room.at.log()).toContain('what was handed in to an assignment will be removed');
    expect(store.listSubmissions(assignment)).toMatchObject([{ isErased: false }]);
    // A day more than thirty: clocks may be changed between.
    room.now = new Date(Date.parse(due) + 31 * day);
    await expect.poll(() => room.at.log()).toContain('was removed: its course keeps it so long');
    await expect.poll(() => filesWith(room.at.home, canary)).toEqual([]);
    expect(store.listSubmissions(assignment)).toMatchObject([{ isErased: true, files: [] }]);
    expect(await gradebook()).toEqual(before);
    expect((await kept(1)).json()).toEqual([]);
  });
});

test('an erasure that broke off after the store goes on where it was when it is asked for again', async () => {
  let isFull = true;
  const forgotten: string[] = [];
  await using other = await openRoom({
    removal: {
      forgetParties: async () => undefined,
      forgetContents: async (contents) => {
        if (isFull) throw new Error('the disk is full');
        forgotten.push(...contents);
      },
      renewCopies: async () => [],
    },
  });
  const { store } = other.at;
  const { code } = await other.makeSession();
  const anna = await other.join(code, 'Anna');
  const run = store.createRun(newRun(store.partyOf(anna.person)?.id ?? '')).id;
  const { hash } = store.addRevision({ run, path: 'a', reason: 'saved' }, Buffer.from('of Anna alone'));
  const erase = () => other.call(other.owner, 'DELETE', `/api/people/${anna.person}/data`);
  expect((await erase()).status).toBe(500);
  isFull = false;
  expect((await erase()).json()).toMatchObject({ people: 1, left: [] });
  expect(forgotten).toEqual([hash]);
  expect((await erase()).status).toBe(404);
});

test('a copy of the home that was made before is named', async () => {
  await using other = await openRoom({
    removal: {
      forgetParties: async () => undefined,
      forgetContents: async () => undefined,
      renewCopies: async () => ['/somewhere/replaced'],
    },
  });
  const { code } = await other.makeSession();
  const anna = await other.join(code, 'Anna');
  const erased = await other.call(other.owner, 'DELETE', `/api/people/${anna.person}/data`);
  expect(erased.json()).toEqual({ people: 1, attempts: 0, left: ['/somewhere/replaced'] });
});

test('what a pair works with is taken away with the last of them', async () => {
  const forgotten: (readonly string[])[] = [];
  await using other = await openRoom({
    removal: {
      forgetParties: async (parties) => void forgotten.push([...parties].sort()),
      forgetContents: async () => undefined,
      renewCopies: async () => [],
    },
  });
  const { store } = other.at;
  const course = store.addCourse('Security', 'Europe/Vienna').id;
  const entry = {
    line: 2,
    email: undefined,
    sisId: undefined,
    loginId: undefined,
    sections: [],
    pair: 'one',
  };
  store.enrol(course, {
    added: [
      { ...entry, name: 'Anna' },
      { ...entry, name: 'Berta' },
    ],
    changed: [],
  });
  const people = store.listEnrolled(course);
  const erase = ({ id }: { readonly id: string }) =>
    other.call(other.owner, 'DELETE', `/api/people/${id}/data`);
  for (const person of people) expect((await erase(person)).status).toBe(200);
  const [anna, berta] = people.map(({ id }) => store.partyOf(id)?.id ?? '');
  expect(forgotten).toEqual([[anna], [berta, people[0]?.party].sort()]);
});
