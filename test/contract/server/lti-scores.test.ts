/** Scores on their way to a platform's gradebook, with all that goes wrong there. */
import { afterEach, describe, expect, test } from 'vitest';
import type { LtiScoreView } from '../../../src/lab/ports/lti-store.ts';
import { makeAccessTokens } from '../../../src/lti/access-tokens.ts';
import { claims, scopes } from '../../../src/lti/claims.ts';
import { makeLtiHttp } from '../../../src/lti/http.ts';
import { sendScores } from '../../../src/lti/send-scores.ts';
import { makeToolKeys } from '../../../src/lti/tool-keys.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { type Classroom, openClassroom } from '../../fixtures/lti/classroom.ts';
import { launchWhole } from '../../fixtures/lti/launch-steps.ts';
import { clientId, startPlatform } from '../../fixtures/lti/platform.ts';
import { lab } from '../../fixtures/sessions/room.ts';

const destination = `lab:${lab}`;
const never = 1_000_000_000;
let room: Classroom;
let person: string;
afterEach(() => room[Symbol.asyncDispose]());

/** A learner who came by a link, and what sends their scores when it is told to. */
async function open(dialect: 'canvas' | 'moodle', said = {}, tickMs = never) {
  room = await openClassroom(dialect, true, tickMs);
  room.platform.say({ destination, ...said });
  const answer = await launchWhole(room.at, room.platform);
  expect(answer.status, answer.text).toBe(200);
  const token = (answer.json() as { open: string }).open.split('#')[1];
  const signedIn = await room.at.request('/api/sign-in', { method: 'POST', body: JSON.stringify({ token }) });
  person = (signedIn.json() as { person: string }).person;
  const now = () => room.now;
  const http = makeLtiHttp({ timeoutMs: 20_000, mostBytes: 100_000 });
  let ids = 0;
  const tokens = makeAccessTokens({
    http,
    keys: makeToolKeys({ file: room.at.store, now }),
    now,
    newId: () => String(ids++),
  });
  const parts = { store: room.at.store, tokens, http, now, titleOf: () => 'A lab' };
  return () => sendScores(parts, new AbortController().signal);
}
const give = (given: number) => room.at.store.giveScore(destination, person, { given, of: 10 });
const later = (ms: number) => {
  room.now = new Date(room.now.getTime() + ms);
};
const newest = (): LtiScoreView | undefined => room.at.store.listScores(10)[0];
const received = () => room.platform.book.scores.map(({ scoreGiven }) => scoreGiven);
const asked = (what: string) => room.platform.book.asked.filter((each) => each === what).length;

describe.each(['canvas', 'moodle'] as const)('to %s', (dialect) => {
  test('go by the server itself, as points, to a column that is made once', async () => {
    await open(dialect, {}, 20);
    expect(give(7.5)).toBe(1);
    await eventually(() => expect(received()).toEqual([7.5]));
    expect(room.platform.book.items).toMatchObject([
      { resourceId: destination, tag: 'drydock', scoreMaximum: 10 },
    ]);
    expect(room.platform.book.scores).toMatchObject([
      { userId: 'user-1', scoreMaximum: 10, gradingProgress: 'FullyGraded', activityProgress: 'Completed' },
    ]);
    await eventually(() => expect(newest()).toMatchObject({ state: 'sent', tries: 1 }));
    const owner = await room.at.signIn();
    expect((await room.at.request('/api/lti/scores', { as: owner })).json()).toMatchObject([
      { destination, person, given: 7.5, of: 10, state: 'sent' },
    ]);
  });

  test('given many times in one second each get a second of their own, and the last one stays', async () => {
    const send = await open(dialect);
    for (const given of [1, 2, 3]) {
      give(given);
      await send();
    }
    // Those whose second is still to come wait for it.
    expect(received()).toEqual([1]);
    later(5_000);
    await send();
    expect(received()).toEqual([1, 3]);
    expect(room.at.store.listScores(10).map(({ given, state }) => [given, state])).toEqual([
      [3, 'sent'],
      [2, 'replaced'],
      [1, 'sent'],
    ]);
    const times = room.platform.book.scores.map(({ timestamp }) => Date.parse(timestamp));
    expect(times.every((time) => time % 1000 === 0)).toBe(true);
    expect(room.platform.book.scores.every(({ timestamp }) => /T\d\d:\d\d:\d\d\.000Z$/.test(timestamp))).toBe(
      true,
    );
    expect(asked('POST /course/7/lineitems')).toBe(1);
  });

  test('whose answer was lost arrive once as what they are', async () => {
    const send = await open(dialect);
    give(4);
    room.platform.book.refuse.push({ status: 503, takes: true });
    await send();
    expect(newest()).toMatchObject({ state: 'waiting', tries: 1, problem: expect.stringContaining('503') });
    later(60_000);
    await send();
    await send();
    later(60_000);
    await send();
    expect(newest()).toMatchObject({ state: 'sent' });
    expect(new Set(received())).toEqual(new Set([4]));
    const all = room.platform.book.scores.map(({ timestamp }) => timestamp);
    expect([...all].sort()).toEqual(all);
  });

  test('find the column that is there, and make none beside it', async () => {
    const send = await open(dialect);
    give(1);
    await send();
    room.at.store.rememberLineItem(room.at.store.dueScores(1)[0]?.link ?? linkOf(), undefined);
    later(2_000);
    give(2);
    await send();
    expect(received()).toEqual([1, 2]);
    expect(asked('GET /course/7/lineitems')).toBeGreaterThan(1);
    expect(room.platform.book.items).toHaveLength(1);
  });
});

/** The link of the one learner. */
function linkOf(): string {
  give(0);
  later(2_000);
  const link = room.at.store.dueScores(1)[0]?.link;
  if (link === undefined) throw new Error('no score is due');
  return link;
}

describe('what goes wrong', () => {
  test('one token serves for an hour; one that is refused is got anew', async () => {
    const send = await open('moodle');
    for (let index = 0; index < 3; index += 1) {
      give(index);
      await send();
      later(2_000);
    }
    expect(asked('POST /token')).toBe(1);
    room.platform.book.tokens.clear();
    give(9);
    await send();
    expect(newest()).toMatchObject({ state: 'waiting', problem: expect.stringContaining('401') });
    later(31_000);
    await send();
    expect(newest()).toMatchObject({ state: 'sent' });
    later(3_600_000);
    give(10);
    await send();
    expect(asked('POST /token')).toBe(3);
  });

  test.each([
    ['seconds', () => '600', 600_000],
    ['a date', () => new Date(room.now.getTime() + 600_000).toUTCString(), 599_000],
  ])('it waits as long as Retry-After says in %s', async (_, header, atLeast) => {
    const send = await open('canvas');
    give(1);
    room.platform.book.refuse.push({ status: 429, headers: { 'retry-after': header() } });
    await send();
    later(atLeast - 1_000);
    await send();
    expect(received()).toEqual([]);
    later(2_000);
    await send();
    expect(received()).toEqual([1]);
  });

  test('it waits longer each time, and not for ever', async () => {
    const send = await open('canvas');
    give(1);
    const waits: number[] = [];
    for (let tries = 0; tries < 60 && newest()?.state === 'waiting'; tries += 1) {
      room.platform.book.refuse.push({ status: 500 });
      await send();
      if (newest()?.state !== 'waiting') break;
      let waited = 0;
      for (; room.at.store.dueScores(1).length === 0; waited += 15_000) later(15_000);
      waits.push(waited);
    }
    expect(waits.slice(0, 4)).toEqual([30_000, 60_000, 120_000, 240_000]);
    expect(Math.max(...waits)).toBe(6 * 3_600_000);
    expect(newest()).toMatchObject({ state: 'failed', problem: expect.stringContaining('500') });
    expect(room.at.store.retryScores()).toBe(1);
    room.platform.book.refuse.length = 0;
    await send();
    expect(received()).toEqual([1]);
  });

  test('a column that was removed there is made anew', async () => {
    const send = await open('canvas');
    give(1);
    await send();
    room.platform.book.items.length = 0;
    later(2_000);
    give(2);
    await send();
    later(31_000);
    await send();
    expect(newest()).toMatchObject({ state: 'sent' });
    expect(received()).toEqual([1, 2]);
  });

  test('another one’s later score has ours come under a later time', async () => {
    const send = await open('moodle');
    give(1);
    await send();
    const [first] = room.platform.book.scores;
    if (first === undefined) throw new Error('nothing arrived');
    const ahead = new Date(room.now.getTime() + 10_000).toISOString();
    room.platform.book.scores.push({ ...first, timestamp: ahead, scoreGiven: 5 });
    later(2_000);
    give(8);
    await send();
    expect(newest()).toMatchObject({ state: 'waiting', problem: expect.stringContaining('409') });
    later(20_000);
    await send();
    await send();
    expect(received()).toEqual([1, 5, 8]);
  });

  test.each([
    ['lets us write no scores', { scope: [scopes.lineItem] }, 'does not let us write scores'],
    ['gives no column and lets us make none', { scope: [scopes.score] }, 'no column'],
  ])('a platform that %s is told of, and not asked', async (_, endpoint, words) => {
    const lineitems = 'https://lms.test/lineitems';
    const send = await open('canvas', { claims: { [claims.endpoint]: { ...endpoint, lineitems } } });
    give(1);
    await send();
    expect(newest()).toMatchObject({ state: 'failed', problem: expect.stringContaining(words) });
    expect(room.platform.book.asked).toEqual([]);
  });

  test('a platform that is away keeps scores waiting, and holds up nobody of another', async () => {
    const send = await open('canvas');
    give(1);
    const other = await startPlatform({
      dialect: 'moodle',
      tool: () => room.at.server.url,
      now: () => room.now,
    });
    await using _ = other;
    const { id } = room.at.store.addPlatform({ ...other.registration, clientId }, 'confirmed');
    room.at.store.confirmDeployment(id, 'deployment:1');
    other.say({ destination, subject: 'user-2' });
    const told = (await launchWhole(room.at, other)).json() as { open: string };
    const token = told.open.split('#')[1];
    const signedIn = await room.at.request('/api/sign-in', {
      method: 'POST',
      body: JSON.stringify({ token }),
    });
    const bert = (signedIn.json() as { person: string }).person;
    room.at.store.giveScore(destination, bert, { given: 2, of: 10 });
    await room.platform[Symbol.asyncDispose]();
    await send();
    expect(room.at.store.listScores(10)).toMatchObject([
      { person: bert, state: 'sent' },
      { person, state: 'waiting', problem: expect.stringContaining('gave no answer') },
    ]);
  });

  test('a person who came by no link has nowhere that a score goes', async () => {
    await open('canvas');
    expect(room.at.store.giveScore('lab:other/one', person, { given: 1, of: 1 })).toBe(0);
    expect(
      room.at.store.giveScore(destination, room.at.store.localPerson().person.id, { given: 1, of: 1 }),
    ).toBe(0);
  });

  test('what waits is there after the server was started anew', async () => {
    await open('canvas');
    give(6);
    await room.at.restart();
    expect(newest()).toMatchObject({ state: 'waiting', given: 6 });
  });
});
