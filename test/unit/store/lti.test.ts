/** What is kept of learning platforms. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LtiRegistration, LtiVisit } from '../../../src/lab/ports/lti-store.ts';
import { type OpenStore, openStore } from '../../../src/store/open-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const registration: LtiRegistration = {
  name: 'Moodle',
  issuer: 'https://moodle.test',
  clientId: 'c1',
  authUrl: 'https://moodle.test/auth',
  tokenUrl: 'https://moodle.test/token',
  keysUrl: 'https://moodle.test/keys',
  frames: ['https://moodle.test'],
};
let folder: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
let now: Date;
const path = () => join(folder.path, 'drydock.db');
beforeEach(() => {
  folder = makeTemporaryFolder();
  now = new Date('2026-11-24T08:00:00.700Z');
  store = openStore(path(), { clock: () => now });
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
const visit = (platform: string, more: Partial<LtiVisit> = {}): LtiVisit => ({
  platform,
  deployment: 'd1',
  subject: 's1',
  name: 'Anna',
  context: { id: 'c7', title: 'OS' },
  role: 'learner',
  ...more,
});

const keepLink = (platform: string, destination: string) =>
  store.keepLink({
    platform,
    deployment: 'd1',
    context: 'c7',
    resourceLink: `link to ${destination}`,
    destination,
    subject: 's1',
    lineItems: undefined,
    lineItem: 'https://moodle.test/1',
    scopes: [],
  });

describe('a ticket', () => {
  test('is good for its kind, in its time, and once', () => {
    const secret = store.mintTicket('asked', 'text', 1_000);
    expect(store.readTicket('answered', secret)).toBeUndefined();
    expect(store.readTicket('asked', `${secret}x`)).toBeUndefined();
    expect(store.readTicket('asked', secret)).toBe('text');
    expect(store.redeemTicket('answered', secret)).toBeUndefined();
    expect(store.redeemTicket('asked', secret)).toBe('text');
    expect(store.redeemTicket('asked', secret)).toBeUndefined();
    const old = store.mintTicket('asked', 'text', 1_000);
    later(1_000);
    expect(store.redeemTicket('asked', old)).toBeUndefined();
  });

  test('is kept by its hash, and forgotten when it is over', () => {
    const secret = store.mintTicket('asked', 'text', 1_000);
    using db = new DatabaseSync(path());
    const rows = () => db.prepare('SELECT hash FROM lti_ticket').all();
    expect(JSON.stringify(rows())).not.toContain(secret);
    later(1_001);
    store.mintTicket('asked', 'other', 1_000);
    expect(rows()).toHaveLength(1);
  });
});

describe('a platform', () => {
  test('that waits is written anew by another registration; one that is confirmed is not', () => {
    const { id } = store.addPlatform(registration, 'waiting');
    expect(
      store.addPlatform({ ...registration, tokenUrl: 'https://moodle.test/2' }, 'waiting'),
    ).toMatchObject({
      id,
      tokenUrl: 'https://moodle.test/2',
    });
    expect(store.confirmPlatform(id)).toBe(true);
    const evil = { ...registration, keysUrl: 'https://evil.test/keys', frames: ['https://evil.test'] };
    expect(store.addPlatform(evil, 'waiting')).toMatchObject({
      id,
      state: 'confirmed',
      keysUrl: registration.keysUrl,
    });
    expect(store.listPlatforms()).toHaveLength(1);
  });

  test('has deployments that wait, twenty at most, until they are confirmed', () => {
    const { id } = store.addPlatform(registration, 'confirmed');
    for (let index = 0; index < 30; index += 1) expect(store.seeDeployment(id, `d${index}`)).toBe('waiting');
    expect(store.listDeployments()).toHaveLength(20);
    store.confirmDeployment(id, 'd29');
    expect(store.seeDeployment(id, 'd29')).toBe('confirmed');
    expect(store.seeDeployment(id, 'd1')).toBe('waiting');
  });

  test('goes with what was linked there, and the same people come back with it', () => {
    const { id } = store.addPlatform(registration, 'confirmed');
    const { person } = store.enter(visit(id));
    keepLink(id, 'x');
    expect(store.giveScore('x', person.id, { given: 1, of: 1 })).toBe(1);
    expect(store.removePlatform(id)).toBe(true);
    expect(store.removePlatform(id)).toBe(false);
    expect(store.listScores(10)).toEqual([]);
    expect(store.giveScore('x', person.id, { given: 1, of: 1 })).toBe(0);
    const again = store.addPlatform(registration, 'confirmed');
    expect(store.enter(visit(again.id)).person).toEqual(person);
  });
});

describe('who comes', () => {
  test('is one person for each platform’s subject, whatever name is told', () => {
    const [one, two] = [
      store.addPlatform(registration, 'confirmed').id,
      store.addPlatform({ ...registration, clientId: 'c2' }, 'confirmed').id,
    ];
    const { person } = store.enter(visit(one));
    expect(store.enter(visit(one, { name: 'Another' })).person).toEqual(person);
    expect(store.enter(visit(one, { context: { id: 'c8', title: 'Nets' } })).person).toEqual(person);
    expect(store.enter(visit(two)).person.id).not.toBe(person.id);
    expect(store.enter(visit(one, { subject: 's2', name: undefined })).person.name).toBe('Learner');
    expect(store.listCourses().map(({ title }) => title)).toEqual(['OS', 'Nets', 'OS']);
  });

  test('has one role in the platform’s course, and keeps those of elsewhere', () => {
    const { id } = store.addPlatform(registration, 'confirmed');
    const first = store.enter(visit(id, { role: 'instructor' }));
    expect(first.lost).toBe(false);
    store.giveRole(first.person.id, 'observer', 'home');
    expect(store.enter(visit(id, { role: 'instructor' })).lost).toBe(false);
    expect(store.enter(visit(id, { role: 'learner' })).lost).toBe(true);
    const course = store.listCourses()[0]?.id;
    expect(store.heldRoles(first.person.id)).toEqual([
      { role: 'learner', scope: `course:${course}` },
      { role: 'observer', scope: 'home' },
    ]);
  });

  test('stays who they are: no row of an identity is changed', () => {
    const { id } = store.addPlatform(registration, 'confirmed');
    store.enter(visit(id));
    using db = new DatabaseSync(path());
    const local = store.localPerson().person.id;
    expect(() => db.prepare('UPDATE lti_identity SET person = ?').run(local)).toThrow('never moved');
  });
});

test('scores of one link and learner have rising times in whole seconds, and one of them waits at most', () => {
  const { id } = store.addPlatform(registration, 'confirmed');
  const { person } = store.enter(visit(id));
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('give' as const), given: fc.nat(10) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: -500, max: 9_000 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('try' as const),
        outcome: fc.constantFrom('sent' as const, 'failed' as const, 'again' as const),
      }),
    },
  );
  let [runs, arrived] = [0, 0];
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const destination = `x${runs++}`;
      keepLink(id, destination);
      const sent: string[] = [];
      let last: number | undefined;
      for (const each of steps) {
        if (each.do === 'wait') later(each.ms);
        else if (each.do === 'give') {
          last = each.given;
          store.giveScore(destination, person.id, { given: last, of: 10 });
        } else {
          const due = store.dueScores(1_000).find((score) => score.destination === destination);
          if (due === undefined) continue;
          // What goes is what was given last.
          expect(due.given).toBe(last);
          if (each.outcome === 'sent') sent.push(due.timestamp);
          const [after, problem] = [now.toISOString(), 'p'];
          store.tried(
            due.id,
            each.outcome === 'again'
              ? { outcome: 'again', after, problem }
              : each.outcome === 'failed'
                ? { outcome: 'failed', problem }
                : { outcome: 'sent' },
          );
        }
      }
      const all = store.listScores(10_000).filter((score) => score.destination === destination);
      expect(all.filter(({ state }) => state === 'waiting').length).toBeLessThanOrEqual(1);
      const times = all.map(({ timestamp }) => Date.parse(timestamp)).toReversed();
      expect(times.every((time) => time % 1000 === 0)).toBe(true);
      expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true);
      expect([...sent].sort()).toEqual(sent);
      arrived += sent.length;
    }),
    { numRuns: 40 },
  );
  expect(arrived).toBeGreaterThan(0);
});

test('keys of ours are in a file of their own that nobody else can read', () => {
  expect(store.readToolKeys()).toBeUndefined();
  store.writeToolKeys([{ a: 1 }]);
  expect(store.readToolKeys()).toEqual([{ a: 1 }]);
  expect(statSync(join(folder.path, 'lti-keys.json')).mode & 0o777).toBe(0o600);
});
