/** What the store promises of what was handed in, and of who grades it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from '../../../../src/store/open-store.ts';
import { assignmentPolicy, newGrading, newSubmission, sealForTests } from '../../../fixtures/assignments.ts';
import { type Course, fillCourse, open } from '../../../fixtures/enrolled-store.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const minute = 60_000;
let folder: ReturnType<typeof makeTemporaryFolder>;
let now: Date;
let store: OpenStore;
let course: Course;
beforeEach(() => {
  folder = makeTemporaryFolder();
  now = new Date('2026-11-24T10:00:00.000Z');
  store = open(folder.path, () => now);
  course = fillCourse(store, ['Ada', 'Ben']);
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

const person = (index = 0) => {
  const found = course.people[index];
  if (found === undefined) throw new Error('nobody is enrolled there');
  return found;
};
const submit = (key: string, more: object = {}, who = person()) =>
  store.submit(
    newSubmission({
      assignment: course.assignment.id,
      run: who.run,
      party: who.party,
      person: who.id,
      key,
      ...more,
    }),
  );
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
const take = () => {
  const job = store.takeJob(minute);
  if (job === undefined) throw new Error('no job waits');
  return job;
};

describe('a submission', () => {
  test('is kept whole with its job, and says when it was received', () => {
    later(5 * minute);
    const kept = submit('one', { uploadBegan: '2026-11-24T10:01:00.000Z' });
    expect(kept).toMatchObject({
      received: '2026-11-24T10:05:00.000Z',
      uploadBegan: '2026-11-24T10:01:00.000Z',
      files: [{ path: 'compose.yaml', executable: false }],
      vars: { greeting: 'ahoy' },
    });
    expect(store.readAnswers(kept.id)).toEqual({ kernel: { value: '6.12.0', correct: true } });
    expect(store.listJobs(course.assignment.id)).toMatchObject([{ submission: kept.id, state: 'waiting' }]);
    expect([...store.listOpened(course.assignment.id).keys()]).toEqual([person().id]);
  });

  test('handed in again under its key is the same one, with one job, whatever it holds then', () => {
    const first = submit('one');
    const files = new Map([['other', { content: Buffer.from('x'), executable: true }]]);
    later(minute);
    expect(submit('one', { files })).toEqual(first);
    expect(store.listJobs(course.assignment.id)).toHaveLength(1);
    expect(submit('one', {}, person(1)).id).not.toBe(first.id);
    expect(submit('two').id).not.toBe(first.id);
  });

  test('is kept whole or not at all', () => {
    expect(() => submit('one', { run: 'no such run' })).toThrow();
    expect(store.listSubmissions(course.assignment.id)).toEqual([]);
    expect(store.takeJob(minute)).toBeUndefined();
  });

  test('was not received before it began, where the clock was put back', () => {
    const { received } = submit('one', { uploadBegan: '2026-11-24T11:00:00.000Z' });
    expect(received).toBe('2026-11-24T11:00:00.000Z');
  });

  test('keeps its files, though no version of a workspace refers to them any more', () => {
    const { files } = submit('one');
    const { run } = person();
    store.addRevision({ run, path: 'compose.yaml', reason: 'saved' }, Buffer.from('services: {}\n'));
    // So many that the first one is not among the newest.
    const many = new Map(Array.from({ length: 21_000 }, (_, index) => [`f${index}`, Buffer.from('')]));
    store.addSnapshot(run, 'saved', many);
    expect(store.listRevisions(run, 'compose.yaml')).toEqual([]);
    expect(files.map(({ hash }) => store.readSubmittedFile(hash)?.byteLength)).toEqual([13]);
  });
});

describe('a job', () => {
  test('is of one worker at a time, the oldest first, regrades after all first gradings', () => {
    const [one, two] = [submit('one'), submit('two')];
    expect([take().submission, take().submission]).toEqual([one.id, two.id]);
    expect(store.takeJob(minute)).toBeUndefined();
  });

  test('whose lease is over is taken again under a higher fence, and the old one writes nothing', () => {
    submit('one');
    const old = take();
    later(minute);
    const fresh = take();
    expect(fresh).toMatchObject({ job: old.job, fence: old.fence + 1 });
    const before = store.listJobs(course.assignment.id);
    expect(store.renewLease(old, minute)).toBe(false);
    expect(store.postponeJob(old, 0, 'too late')).toBe(false);
    expect(store.endJob(old, newGrading('pass'), sealForTests)).toBeUndefined();
    expect(store.listJobs(course.assignment.id)).toEqual(before);
    expect(store.listGradings(course.assignment.id)).toEqual([]);
    expect(store.evidenceHead()).toBeUndefined();
    expect(store.endJob(fresh, newGrading('fail'), sealForTests)?.grading).toMatchObject({
      job: fresh.job,
      fence: fresh.fence,
    });
    expect(store.takeJob(minute)).toBeUndefined();
  });

  test('is held by renewing its lease', () => {
    submit('one');
    const job = take();
    later(minute - 1);
    expect(store.renewLease(job, minute)).toBe(true);
    later(minute - 1);
    expect(store.takeJob(minute)).toBeUndefined();
  });

  test('ends once, with its grading, what was seen and the evidence of it', () => {
    submit('one');
    const job = take();
    const ended = store.endJob(job, newGrading('pass'), sealForTests);
    expect(store.endJob(job, newGrading('fail'), sealForTests)).toBeUndefined();
    const [grading, ...others] = store.listGradings(course.assignment.id);
    expect(others).toEqual([]);
    expect(grading).toEqual(ended?.grading);
    expect(store.readObservation(grading?.observations[1] ?? '')?.takenAt).toBe('2026-11-24T10:00:05.000Z');
    expect(store.findEvidence(`grading:${grading?.id}`)?.hash).toBe(store.evidenceHead());
  });

  test('leaves nothing of its grading where that cannot be signed', () => {
    submit('one');
    const job = take();
    const refusing = () => () => {
      throw new Error('no key');
    };
    expect(() => store.endJob(job, newGrading('pass'), refusing)).toThrow();
    expect(store.listGradings(course.assignment.id)).toEqual([]);
    expect(store.endJob(job, newGrading('pass'), sealForTests)).toBeDefined();
  });

  test('that this machine failed waits for its time, counts the try and holds up no other', () => {
    const [one, two] = [submit('one'), submit('two')];
    expect(store.postponeJob(take(), minute, 'the engine went away')).toBe(true);
    expect(take().submission).toBe(two.id);
    expect(store.takeJob(minute)).toBeUndefined();
    later(minute);
    expect(take()).toMatchObject({ submission: one.id, tries: 1 });
  });

  test('of a server that ended waits again, whatever the clock says', () => {
    submit('one');
    const old = take();
    now = new Date('2020-01-01T00:00:00.000Z');
    store.close();
    store = open(folder.path, () => now);
    expect(store.voidLeases()).toBe(1);
    expect(take()).toMatchObject({ job: old.job, fence: old.fence + 2 });
    expect(store.endJob(old, newGrading('pass'), sealForTests)).toBeUndefined();
  });
});

describe('a regrade', () => {
  const draft = (again: readonly string[] = []) => {
    const gradings = store.listGradings(course.assignment.id);
    return store.addRegrade(
      {
        assignment: course.assignment.id,
        labs: [{ lab: 'start/first-container', from: 'c0ffee', to: 'decaf' }],
        reason: 'a check was mended',
        by: course.teacher,
      },
      gradings.map(({ id }) => ({
        of: id,
        contentHash: 'decaf',
        outcome: newGrading('pass').outcome,
        sealAt: sealForTests,
      })),
      again,
    );
  };
  const contentHash = () =>
    store.findAssignment(course.assignment.id)?.policy.labs.map((lab) => lab.contentHash);

  test('keeps what was judged before, and once applied judges what comes by the mended lab', () => {
    submit('one');
    const first = store.endJob(take(), newGrading('fail'), sealForTests);
    const made = draft();
    const [before, after] = store.listGradings(course.assignment.id);
    expect(before).toEqual(first?.grading);
    expect(after).toMatchObject({
      regrade: made.id,
      contentHash: 'decaf',
      job: undefined,
      observations: before?.observations,
    });
    expect(contentHash()).toEqual(['c0ffee']);
    store.decideRegrade(made.id, 'applied', course.teacher);
    expect(contentHash()).toEqual(['decaf']);
    expect(() => store.decideRegrade(made.id, 'discarded', course.teacher)).toThrow('was applied');
  });

  test('that plays submissions again is not applied before they are judged', () => {
    const { id } = submit('one');
    store.endJob(take(), newGrading('fail'), sealForTests);
    const made = draft([id]);
    expect(() => store.decideRegrade(made.id, 'applied', course.teacher)).toThrow('1 of the submissions');
    const job = take();
    expect(job).toMatchObject({ submission: id, regrade: made.id });
    store.endJob(job, newGrading('pass'), sealForTests);
    expect(store.decideRegrade(made.id, 'applied', course.teacher).state).toBe('applied');
  });

  test('that is discarded drops its jobs, also one that somebody works on', () => {
    const { id } = submit('one');
    store.endJob(take(), newGrading('fail'), sealForTests);
    const made = draft([id]);
    const job = take();
    store.decideRegrade(made.id, 'discarded', course.teacher);
    expect(store.endJob(job, newGrading('pass'), sealForTests)).toBeUndefined();
    expect(store.takeJob(minute)).toBeUndefined();
    expect(contentHash()).toEqual(['c0ffee']);
  });
});

describe('a roster', () => {
  const entry = {
    line: 2,
    email: undefined,
    sisId: undefined,
    loginId: undefined,
    sections: [],
    pair: undefined,
  };

  test('gives a pair one party, and everybody else their own', () => {
    const of = course.assignment.course;
    const cara = { ...entry, name: 'Cara', pair: 'p', sections: ['A', 'B'] };
    store.enrol(of, { added: [cara, { ...entry, name: 'Dan', pair: 'p' }], changed: [] });
    const [ada, ben, first, second] = store.listEnrolled(of);
    expect(first).toMatchObject({ name: 'Cara', pair: 'p', sections: ['A', 'B'] });
    expect(second?.party).toBe(first?.party);
    expect(new Set([ada?.party, ben?.party, first?.party]).size).toBe(3);
    expect(store.heldRoles(first?.id ?? '')).toEqual([{ role: 'learner', scope: `course:${of}` }]);
  });

  test('that says something else changes that, and keeps what it leaves empty', () => {
    const of = course.assignment.course;
    store.enrol(of, {
      added: [{ ...entry, name: 'Cara', email: 'c@example.org', sections: ['A'] }],
      changed: [],
    });
    const cara = store.listEnrolled(of).at(-1);
    if (cara === undefined) throw new Error('she is enrolled');
    const changed = [{ person: cara.id, entry: { ...entry, name: 'Cara M.', sisId: '9', pair: 'p' } }];
    store.enrol(of, { added: [], changed });
    expect(store.findEnrolled(of, cara.id)).toMatchObject({
      name: 'Cara M.',
      email: 'c@example.org',
      sisId: '9',
      sections: ['A'],
      pair: 'p',
    });
    expect(store.findEnrolled(of, cara.id)?.party).not.toBe(cara.party);
  });

  test('is taken whole or not at all', () => {
    const of = course.assignment.course;
    const before = store.listEnrolled(of);
    const changed = [{ person: 'nobody', entry: { ...entry, name: 'Nobody' } }];
    expect(() => store.enrol(of, { added: [{ ...entry, name: 'Cara' }], changed })).toThrow(
      'not in this course',
    );
    expect(store.listEnrolled(of)).toEqual(before);
  });
});

test('rules are kept as versions, and the moment of first opening stays', () => {
  const { id, policy } = course.assignment;
  later(minute);
  const changed = store.changeAssignment(id, assignmentPolicy({ title: 'Second week' }), course.teacher);
  expect(changed).toMatchObject({ version: 2, policy: { title: 'Second week' }, at: now.toISOString() });
  expect(store.listAssignments()).toEqual([changed]);
  expect(policy.title).toBe('First week');
  const opened = store.openAssignment(id, person().id);
  later(minute);
  expect(store.openAssignment(id, person().id)).toBe(opened);
  expect(() => store.changeAssignment('nothing', policy, course.teacher)).toThrow();
});
