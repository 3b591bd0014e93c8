/** A server that is killed while it grades, and whoever goes on with the job that it had. No engine is needed. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readEnvelope } from '../../../src/evidence/envelope.ts';
import type { MyAssignmentView } from '../../../src/lab/wire/my-assignments.ts';
import { newGrading, sealForTests } from '../../fixtures/assignments.ts';
import { databaseOf, open } from '../../fixtures/enrolled-store.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { CourseServer, type KilledCourse, makeKilledCourse } from '../../fixtures/grades/killed-course.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const all = makeTemporaryFolder();
let made = 0;
let folder: string;
let course: KilledCourse;
let servers: CourseServer[];
beforeEach(async () => {
  made += 1;
  folder = join(all.path, String(made));
  mkdirSync(folder);
  course = await makeKilledCourse(folder, ['Ada']);
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.kill();
});
afterAll(() => all[Symbol.dispose]());

const serve = (held?: string): CourseServer => {
  const server = new CourseServer(folder, held);
  servers.push(server);
  return server;
};
const assignmentOf = () => course.assignments[0] ?? '';
const ada = () => {
  const [pupil] = course.pupils;
  if (pupil === undefined) throw new Error('nobody is enrolled');
  return pupil;
};

/** Every row of every table, as it is on disk. */
function rows(): Readonly<Record<string, readonly unknown[]>> {
  using db = new DatabaseSync(databaseOf(folder), { readOnly: true });
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return Object.fromEntries(
    tables.map(({ name }) => [String(name), db.prepare(`SELECT * FROM "${String(name)}"`).all()]),
  );
}
const job = () => {
  const [found] = rows().grading_job ?? [];
  return found as { id: string; state: string; fence: number };
};

/** Ada hands in, and the server is killed where its first replay is at this step, which it holds a lease for. */
async function killedAt(step: string): Promise<{ submission: string; received: string }> {
  const server = serve(step);
  const { submission, received } = await server.handIn(ada(), assignmentOf(), 'drawn-by-ada');
  expect(await server.said(step)).toBe(`${submission} 1`);
  await server.kill();
  expect(job()).toMatchObject({ state: 'leased', fence: 1 });
  return { submission, received };
}

async function graded(server: CourseServer): Promise<MyAssignmentView> {
  // However long it takes to start.
  await server.said('judged');
  return await eventually(async () => {
    const mine = await server.ask<MyAssignmentView>(ada(), 'GET', `/api/my-assignments/${assignmentOf()}`);
    expect(mine.submissions).toMatchObject([{ state: 'judged' }]);
    return mine;
  });
}

describe('case 71: a server that is killed while it grades', () => {
  test.each(['opened', 'laid', 'look-1', 'look-2', 'judged'])(
    'case 71: at “%s”, grades once more what it had accepted, and there is one row of that',
    async (step) => {
      const { submission, received } = await killedAt(step);
      const next = serve();
      const mine = await graded(next);
      expect(mine.submissions).toMatchObject([{ id: submission, received, attempt: { number: 1 } }]);
      // Whoever heard nothing of it hands in again under the same key, and it is the same submission.
      expect(await next.handIn(ada(), assignmentOf(), 'drawn-by-ada')).toMatchObject({
        submission,
        received,
      });
      await next.kill();
      // Given to the first, taken from it by the start of the second, given to that.
      expect(job()).toMatchObject({ state: 'done', fence: 3 });
      const { grading = [], evidence = [], grading_job = [] } = rows();
      expect(grading).toMatchObject([{ submission, job: job().id, fence: 3 }]);
      expect(grading_job).toHaveLength(1);
      expect(evidence).toHaveLength(1);
      const [{ about, dsse }] = evidence as [{ about: string; dsse: string }];
      expect(about).toBe(`grading:${(grading[0] as { id: string }).id}`);
      expect(readEnvelope(dsse)).toHaveProperty('envelope');
    },
    300_000,
  );
});

describe('case 73: a worker that reports too late', () => {
  /** All that a worker could write, by the lease that it believes it has. */
  function reportLate(lease: { job: string; fence: number }): void {
    using store = open(folder, () => new Date());
    expect(store.renewLease(lease, 60_000)).toBe(false);
    expect(store.postponeJob(lease, 1_000, 'it was late')).toBe(false);
    for (const status of ['pass', 'fail'] as const)
      expect(store.endJob(lease, newGrading(status), sealForTests)).toBeUndefined();
  }

  test('case 73: changes no row, whether the job waits, is held by another, or has ended', async () => {
    await killedAt('look-2');
    const late = { job: job().id, fence: job().fence };
    {
      // As a server does that comes after it.
      using store = open(folder, () => new Date());
      expect(store.voidLeases()).toBe(1);
    }
    const waiting = rows();
    reportLate(late);
    expect(rows()).toEqual(waiting);

    const second = serve('look-2');
    await second.said('look-2');
    const held = rows();
    expect(job()).toMatchObject({ state: 'leased', fence: 3 });
    reportLate(late);
    expect(rows()).toEqual(held);
    await second.kill();

    const third = serve();
    await graded(third);
    await third.kill();
    const ended = rows();
    expect(job()).toMatchObject({ state: 'done', fence: 5 });
    // The fence that ended it, too: a job ends once.
    for (const fence of [1, 3, 5]) reportLate({ ...late, fence });
    expect(rows()).toEqual(ended);
    expect(ended.grading).toHaveLength(1);
  }, 300_000);
});
