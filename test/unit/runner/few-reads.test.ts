/**
 * How a lab stands is read without what was seen of it, however often it was checked: attempts, jobs and observations are
 * put here in a form that nobody can read.
 */

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LabId } from '../../../src/lab/lab-id.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { makeObservation, makeObserved } from '../../fixtures/observed.ts';
import { makeRunnerWithoutEngine } from '../../fixtures/runner-without-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const lab: LabId = 'base-images/measure';

describe('a run with 500 attempts and 500 jobs', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let run: string;
  let at: Awaited<ReturnType<typeof makeRunnerWithoutEngine>>;
  beforeEach(async () => {
    folder = makeTemporaryFolder();
    at = await makeRunnerWithoutEngine(folder.path);
    const stopped = { intent: 'stopped', step: 'stopped', vars: {} } as const;
    run = at.store.createRun({ ...newRun(at.key.party, lab), ...stopped }).id;
    const observation = makeObservation([makeObserved('debian')]);
    at.store.addEvent({ type: 'observed', run, moment: 'start', observation });
    at.store.addEvent({ type: 'task-done', run, task: 'size' });
    const { id } = at.store.addAttempt({ ...newAttempt(run), observation });
    fill(id);
  });
  afterEach(async () => {
    await at[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const key = () => ({ ...at.key, lab });

  /** In one transaction, since a thousand would each wait for the disk. */
  function fill(attempt: string): void {
    using db = new DatabaseSync(at.databaseFile);
    db.exec('PRAGMA busy_timeout = 5000; BEGIN');
    const columns = db
      .prepare('PRAGMA table_info(attempt)')
      .all()
      .map(({ name }) => String(name))
      .filter((name) => !['seq', 'id', 'results'].includes(name));
    const again = db.prepare(
      `INSERT INTO attempt (id, results, ${columns.join()})
       SELECT ?, '["unreadable"]', ${columns.join()} FROM attempt WHERE id = ?`,
    );
    const job = db.prepare(
      `INSERT INTO event (id, run, type, data, at) VALUES (?, ?, 'job', '{"kind":"start","outcome":"unreadable"}', '')`,
    );
    for (let each = 1; each < 500; each += 1) again.run(`attempt-${each}`, attempt);
    for (let each = 0; each < 500; each += 1) job.run(`job-${each}`, run);
    db.exec(`DROP TRIGGER observation_kept; UPDATE observation SET content = x'00'; COMMIT`);
  }

  it('says how it stands, opens a hint and tells of progress', async () => {
    const { tasks } = at.runner.getLab(lab);
    expect(await at.runner.status(key())).toMatchObject({ lab, done: { size: expect.any(String) } });
    await at.runner.openHint(key(), at.person, tasks[0]?.id ?? '');
    expect(at.runner.progress(at.person, at.key.party).labs[lab]).toMatchObject({ tasksDone: ['size'] });
    expect(() => at.store.listEvents(run)).toThrow('outcome');
    expect(() => at.store.listAttempts(run)).toThrow('results');
  });

  it('says of damaged evidence that it is, where somebody asks for it', async () => {
    const answer = at.runner.answer(key(), at.person, { question: 'setuid', value: '7' });
    await expect(answer).rejects.toThrow('is not compressed');
  });
});
