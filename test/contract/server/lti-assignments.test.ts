/** Assignments that a learning platform links: who comes by the link, and which scores go back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AdjustmentChange } from '../../../src/grades/adjustment.ts';
import type { Assignment } from '../../../src/grades/assignments/assignment.ts';
import { claims } from '../../../src/lti/claims.ts';
import { destinationParameter } from '../../../src/lti/message.ts';
import {
  assignedLab,
  assignmentPolicy,
  newGrading,
  newSubmission,
  sealForTests,
} from '../../fixtures/assignments.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { type Classroom, openClassroom } from '../../fixtures/lti/classroom.ts';
import { fieldsOf, launchWhole, postForm } from '../../fixtures/lti/launch-steps.ts';
import { type Dialect, instructor } from '../../fixtures/lti/platform.ts';
import type { SignedIn } from '../../fixtures/server-at-work.ts';

let room: Classroom;
let owner: SignedIn;
let course: string;
let assignment: Assignment;
afterEach(() => room[Symbol.asyncDispose]());

const nobody = { email: undefined, sisId: undefined, loginId: undefined, sections: [], pair: undefined };
const linkOf = ({ id }: Pick<Assignment, 'id'>) => `assignment:${id}`;

async function open(dialect: Dialect, policy: object = {}): Promise<void> {
  room = await openClassroom(dialect);
  owner = await room.at.signIn();
  const { store } = room.at;
  course = store.addCourse('Security', 'Europe/Vienna').id;
  assignment = store.addAssignment({
    course,
    policy: assignmentPolicy(policy),
    by: store.localPerson().person.id,
  });
}

/** Whoever teaches opens Drydock from their course, and its owner says which course that is. */
async function connect(): Promise<void> {
  const { at, platform } = room;
  platform.say({ subject: 'teacher', roles: [instructor] });
  expect((await launchWhole(at, platform)).status).toBe(200);
  const courses = (await ask('GET', '/api/lti/courses')) as { course: { id: string; title: string } }[];
  expect(courses).toMatchObject([{ context: 'course-7', course: { title: 'Operating systems' } }]);
  const path = `/api/lti/courses/${courses[0]?.course.id}`;
  expect(await ask('POST', path, { to: course })).toEqual({ moved: 1 });
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await room.at.request(path, {
    method,
    as: owner,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.json();
}

async function comes(said: { subject: string; sisId?: string; name?: string }): Promise<string> {
  const { at, platform } = room;
  const { sisId, ...who } = said;
  platform.say({
    destination: linkOf(assignment),
    ...who,
    ...(sisId === undefined ? {} : { claims: { [claims.lis]: { person_sourcedid: sisId } } }),
  });
  const answer = await launchWhole(at, platform);
  expect(answer.status, answer.text).toBe(200);
  const { open: opened } = answer.json() as { open: string };
  const url = new URL(opened, 'http://here');
  expect(url.searchParams.get('to')).toBe(`/my-assignments/?assignment=${assignment.id}`);
  const token = url.hash.slice(1);
  const signedIn = await at.request('/api/sign-in', { method: 'POST', body: JSON.stringify({ token }) });
  return (signedIn.json() as { person: string }).person;
}

/** Something that was handed in, and judged; a second later, so that scores have seconds of their own. */
function judged(person: string, status: 'pass' | 'fail', key: string): void {
  const { store } = room.at;
  later(2_000);
  const party = store.findEnrolled(course, person)?.party ?? '';
  const run = store.createRun(newRun(party)).id;
  store.submit(
    newSubmission({
      assignment: assignment.id,
      run,
      party,
      person,
      key,
      uploadBegan: room.now.toISOString(),
    }),
  );
  const job = store.takeJob(60_000);
  if (job === undefined) throw new Error('nothing waits');
  expect(store.endJob(job, newGrading(status), sealForTests)).toBeDefined();
}
const later = (ms: number) => {
  room.now = new Date(room.now.getTime() + ms);
};
const received = () => room.platform.book.scores.map(({ scoreGiven }) => scoreGiven ?? null);
/** The last that went, once as many did; nothing more is on its way then. */
const arrives = (...scores: (number | null)[]) =>
  eventually(() => {
    expect(received()).toEqual(scores);
    expect(room.at.store.listScores(50).filter(({ state }) => state === 'waiting')).toEqual([]);
  });
/** Two looks of the server at what has changed have passed: the second answers after the first was done. */
async function looksTwice(): Promise<void> {
  const asked = room.at.store.listLinked;
  let looks = 0;
  room.at.store.listLinked = () => {
    looks += 1;
    return asked();
  };
  await eventually(() => expect(looks).toBeGreaterThan(2));
  room.at.store.listLinked = asked;
}

describe.each(['canvas', 'moodle'] as const)('an assignment that %s links', (dialect) => {
  beforeEach(async () => {
    await open(dialect);
    await connect();
  });

  test('is chosen in its course, with a column, and opens on its page for whom the roster knows', async () => {
    const { at, platform } = room;
    at.store.enrol(course, { added: [{ ...nobody, name: 'Ada', sisId: 'S-1', line: 2 }], changed: [] });
    const other = at.store.addCourse('Other', 'UTC').id;
    const by = at.store.localPerson().person.id;
    const hidden = at.store.addAssignment({ course: other, policy: assignmentPolicy(), by });
    platform.say({ deepLinking: true, roles: [instructor], subject: 'teacher' });
    const { choice } = (await launchWhole(at, platform)).json() as { choice: string };
    const own = `http://127.0.0.1:${at.server.port}`;
    const choose = (fields: Record<string, string>) =>
      postForm(at, '/lti/choose', { choice, ...fields }, own);
    const list = await choose({});
    expect(list.text).toContain(`value="${linkOf(assignment)}"`);
    expect(list.text).not.toContain(hidden.id);
    expect((await choose({ destination: linkOf(hidden) })).status).toBe(403);
    const { JWT = '' } = fieldsOf((await choose({ destination: linkOf(assignment) })).text);
    await fetch(`${platform.origin}/deep-link-return`, {
      method: 'POST',
      body: new URLSearchParams({ JWT }),
    });
    expect(platform.linked).toMatchObject([
      {
        [claims.contentItems]: [
          {
            title: 'First week',
            custom: { [destinationParameter]: linkOf(assignment) },
            lineItem: { scoreMaximum: 10, resourceId: linkOf(assignment) },
          },
        ],
      },
    ]);

    const [ada] = at.store.listEnrolled(course);
    expect(await comes({ subject: 'user-1', sisId: 's-1' })).toBe(ada?.id);
    expect(await comes({ subject: 'user-1' })).toBe(ada?.id);
    // Another user of the platform who says the same is somebody else.
    const second = await comes({ subject: 'user-2', sisId: 's-1', name: 'Eve' });
    expect(second).not.toBe(ada?.id);
    expect(at.store.listEnrolled(course).map(({ name }) => name)).toEqual(['Ada', 'Eve']);
  });

  test('gets the score of whatever changes a grade, the newest last, and none of a draft', async () => {
    const { store } = room.at;
    const anna = await comes({ subject: 'user-1' });
    const of = `/api/assignments/${assignment.id}`;
    judged(anna, 'fail', 'the first');
    await arrives(0);
    judged(anna, 'pass', 'the second');
    await arrives(0, 10);
    expect(room.platform.book.items).toMatchObject([{ label: 'First week', scoreMaximum: 10 }]);

    const override = async (points: number | null) => {
      later(2_000);
      await ask('POST', `${of}/people/${anna}/overrides`, { points, reason: 'so it is' });
    };
    await override(7.5);
    await arrives(0, 10, 7.5);
    await override(null);
    await arrives(0, 10, 7.5, 10);

    const adjust = async (change: AdjustmentChange, replaces?: string) => {
      later(2_000);
      await ask('POST', `${of}/people/${anna}/adjustments`, { change, reason: '', replaces });
      return store.listAdjustments(assignment.id).at(-1)?.id;
    };
    const excused = await adjust({ kind: 'excused' });
    await arrives(0, 10, 7.5, 10, null);
    await adjust({ kind: 'withdrawn' }, excused);
    await arrives(0, 10, 7.5, 10, null, 10);

    later(2_000);
    const gradings = store.listGradings(assignment.id);
    const draft = store.addRegrade(
      {
        assignment: assignment.id,
        labs: [{ lab: assignedLab, from: 'c0ffee', to: 'decaf' }],
        reason: 'a check was mended',
        by: assignment.by,
      },
      gradings.map(({ id }) => ({
        of: id,
        contentHash: 'decaf',
        outcome: newGrading('fail').outcome,
        sealAt: sealForTests,
      })),
      [],
    );
    await looksTwice();
    await arrives(0, 10, 7.5, 10, null, 10);
    store.decideRegrade(draft.id, 'applied', assignment.by);
    await arrives(0, 10, 7.5, 10, null, 10, 0);

    later(2_000);
    const { policy } = store.findAssignment(assignment.id) ?? assignment;
    const labs = policy.labs.map((lab) => ({ ...lab, points: 20 }));
    store.changeAssignment(assignment.id, { ...policy, labs }, assignment.by);
    await eventually(() =>
      expect(room.platform.book.scores.at(-1)).toMatchObject({ scoreGiven: 0, scoreMaximum: 20 }),
    );
  });

  test('tells nothing twice, and after a start of the server nothing that was told before it', async () => {
    const anna = await comes({ subject: 'user-1' });
    judged(anna, 'pass', 'the first');
    await arrives(10);
    await room.at.restart();
    later(700_000);
    await looksTwice();
    await arrives(10);
  });
});

describe('what an assignment keeps to itself', () => {
  test('a link in the course of another platform, or one that is no course of ours yet, lets nobody in', async () => {
    await open('canvas');
    const { at, platform } = room;
    platform.say({ destination: linkOf(assignment) });
    for (let times = 0; times < 2; times += 1) {
      const refused = await launchWhole(at, platform);
      expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('of another course')]);
    }
    platform.say({ subject: 'user-1' });
    expect((await launchWhole(at, platform)).status).toBe(200);
    platform.say({ destination: linkOf(assignment) });
    expect((await launchWhole(at, platform)).status).toBe(403);
    expect(at.store.listEnrolled(course)).toEqual([]);
    expect(at.store.listLinked()).toEqual([]);
  });

  test('results that are shown after the due time go then; what is shown never does not', async () => {
    const shown = { results: 'after-due', hints: 'open', solutions: 'closed' };
    await open('moodle', { shown });
    await connect();
    const anna = await comes({ subject: 'user-1' });
    judged(anna, 'pass', 'the first');
    await looksTwice();
    expect(room.at.store.listScores(10)).toEqual([]);
    room.now = new Date('2026-12-01T08:00:00Z');
    await arrives(10);
    later(2_000);
    room.at.store.changeAssignment(
      assignment.id,
      assignmentPolicy({ shown: { ...shown, results: 'never' } }),
      assignment.by,
    );
    room.at.store.addOverride(assignment.id, { person: anna, points: 3, by: assignment.by, reason: 'x' });
    await looksTwice();
    await arrives(10);
  });

  test('a SIS id gives nobody the place of somebody who leads, or of one of two with that id', async () => {
    await open('canvas');
    await connect();
    const { store } = room.at;
    const entry = { ...nobody, sisId: 'S-1' };
    store.enrol(course, { added: [{ ...entry, name: 'Ada', line: 2 }], changed: [] });
    const ada = store.listEnrolled(course)[0]?.id ?? '';
    store.giveRole(ada, 'assistant', 'home');
    expect(await comes({ subject: 'user-1', sisId: 'S-1' })).not.toBe(ada);
    store.takeRole(ada, 'assistant', 'home');
    store.enrol(course, { added: [{ ...entry, name: 'Ben', line: 2 }], changed: [] });
    const people = store.listEnrolled(course).map(({ id }) => id);
    expect(people).not.toContain(await comes({ subject: 'user-2', sisId: 'S-1' }));
  });

  test('who did nothing has 0 once the due time is over, and nothing before', async () => {
    await open('moodle');
    await connect();
    await comes({ subject: 'user-1' });
    await looksTwice();
    expect(room.at.store.listScores(10)).toEqual([]);
    room.now = new Date('2026-12-01T08:00:00Z');
    await arrives(0);
  });
});
