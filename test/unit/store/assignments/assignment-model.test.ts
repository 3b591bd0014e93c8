/** Random histories of an assignment, held against a small model after each step. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LeasedJob } from '../../../../src/grades/assignments/assignment-store.ts';
import { personalRecords } from '../../../../src/grades/assignments/personal-records.ts';
import { gradeOf } from '../../../../src/grades/grade/grade-of.ts';
import { gradingsInForce } from '../../../../src/grades/grade/handed-in.ts';
import type { OpenStore } from '../../../../src/store/open-store.ts';
import { AssignmentModel, type ModelJob } from '../../../fixtures/assignment-model.ts';
import {
  assignedLab,
  assignmentPolicy,
  newGrading,
  newSubmission,
  sealForTests,
} from '../../../fixtures/assignments.ts';
import { type Course, fillCourse, open } from '../../../fixtures/enrolled-store.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const [minute, day] = [60_000, 86_400_000];
/** Whatever the clock is set to in here, it is early enough. */
const longOpen = assignmentPolicy({
  window: { opens: '2000-01-01T00:00:00.000Z', due: '2100-01-01T00:00:00.000Z' },
});

interface Real {
  readonly folder: string;
  readonly course: Course;
  store: OpenStore;
  /** Those who work, or believe that they do; one that is paused is one that says nothing for long. */
  readonly workers: { readonly lease: LeasedJob; readonly job: ModelJob }[];
  readonly regrades: string[];
}
type Step = fc.Command<AssignmentModel, Real>;

/** What happened in any of the histories: a test of what never happens would pass. */
const told = new Set<string>();

const step = (name: string, run: (model: AssignmentModel, real: Real) => void): Step => ({
  check: () => true,
  run(model, real) {
    run(model, real);
    told.add(name.replace(/ -?\d.*| (true|false)$/, ''));
    compare(model, real);
  },
  toString: () => name,
});

const at = <T>(all: readonly T[], index: number): T | undefined => all[index % Math.max(all.length, 1)];
const word = (passes: boolean) => (passes ? 'pass' : 'fail');

const submit = (who: number, key: number) =>
  step(`submit ${who} ${key}`, (model, { store, course }) => {
    const person = course.people[who];
    if (person === undefined) throw new Error('nobody is enrolled there');
    const { id } = store.submit(
      newSubmission({
        assignment: course.assignment.id,
        run: person.run,
        party: person.party,
        person: person.id,
        key: String(key),
        uploadBegan: new Date(model.now).toISOString(),
      }),
    );
    const before = model.keys.get(`${who} ${key}`);
    if (before !== undefined) return expect(id).toBe(before);
    model.keys.set(`${who} ${key}`, id);
    model.owners.set(id, who);
    return model.addJob(id);
  });

/** Once more what somebody has handed in, as whoever heard nothing of it does, or presses twice. */
const submitTwice = (which: number) =>
  step(`submit twice ${which}`, (model, real) => {
    const [said = ''] = at([...model.keys], which) ?? [];
    const [who, key] = said.split(' ').map(Number);
    if (who === undefined || key === undefined) return;
    const before = model.jobs.length;
    submit(who, key).run(model, real);
    expect(model.jobs).toHaveLength(before);
  });

const take = step('take', (model, { store, workers }) => {
  const [job, lease] = [model.take(minute), store.takeJob(minute)];
  expect(lease).toEqual(
    job && expect.objectContaining({ submission: job.submission, regrade: job.regrade, fence: job.fence }),
  );
  if (job && lease) workers.push({ lease, job });
});

/** Whoever works is paused for so long that somebody else takes the job, and then goes on as if nothing had been. */
const pause = (which: number) =>
  step(`pause ${which}`, (model, real) => {
    const paused = at(real.workers, which);
    if (paused?.job.state !== 'leased') return;
    clock(2 * minute).run(model, real);
    take.run(model, real);
    end(which, true).run(model, real);
  });

const end = (which: number, passes: boolean) =>
  step(`end ${which} ${passes}`, (model, { store, workers }) => {
    const worker = at(workers, which);
    if (worker === undefined) return;
    const { lease, job } = worker;
    const ended = store.endJob(lease, newGrading(word(model.mended ?? passes)), sealForTests);
    const holds = job.state === 'leased' && job.fence === lease.fence;
    expect(ended !== undefined).toBe(holds);
    if (!holds) return void told.add('an old fence at the end');
    job.state = 'done';
    const { submission, regrade } = job;
    model.gradings.push({ submission, regrade, passes: model.mended ?? passes });
  });

const postpone = (which: number) =>
  step(`postpone ${which}`, (model, { store, workers }) => {
    const worker = at(workers, which);
    if (worker === undefined) return;
    const { lease, job } = worker;
    const holds = job.state === 'leased' && job.fence === lease.fence;
    expect(store.postponeJob(lease, minute, 'the engine went away')).toBe(holds);
    if (!holds) told.add('an old fence before another try');
    if (holds) Object.assign(job, { state: 'waiting', notBefore: model.now + minute });
  });

const clock = (ms: number) =>
  step(`clock ${ms}`, (model) => {
    model.now += ms;
  });

const kill = step('kill', (model, real) => {
  real.store.close();
  real.store = open(real.folder, () => new Date(model.now));
  real.store.voidLeases();
  model.voidLeases();
});

const mend = (passes: boolean) =>
  step(`mend ${passes}`, (model) => {
    model.mended = passes;
  });

const regrade = (again: boolean) =>
  step(`regrade ${again ? 'by playing again' : 'what was seen'}`, (model, { store, course, regrades }) => {
    const gradings = store.listGradings(course.assignment.id);
    const outcome = newGrading(word(model.mended ?? true)).outcome;
    const judged = again
      ? []
      : gradings.map(({ id }) => ({ of: id, contentHash: 'decaf', outcome, sealAt: sealForTests }));
    const played = again ? [...new Set(gradings.map(({ submission }) => submission))] : [];
    const made = store.addRegrade(
      {
        assignment: course.assignment.id,
        labs: [{ lab: assignedLab, from: 'c0ffee', to: 'decaf' }],
        reason: 'a check was mended',
        by: course.teacher,
      },
      judged,
      played,
    );
    regrades.push(made.id);
    model.regrades.set(made.id, 'draft');
    for (const { submission } of again ? [] : gradings)
      model.gradings.push({ submission, regrade: made.id, passes: model.mended ?? true });
    for (const submission of played) model.addJob(submission, made.id);
  });

const decide = (which: number, decision: 'applied' | 'discarded') =>
  step(`${decision} ${which}`, (model, { store, course, regrades }) => {
    const id = at(regrades, which);
    if (id === undefined) return;
    const isDecided = model.decide(id, decision);
    const call = () => store.decideRegrade(id, decision, course.teacher);
    if (isDecided) call();
    else expect(call).toThrow();
    if (isDecided) told.add(`a regrade that is ${decision}`);
  });

const override = (who: number, points: number) =>
  step(`override ${who} ${points}`, (model, { store, course }) => {
    const person = course.people[who]?.id ?? '';
    const said = { person, points, by: course.teacher, reason: 'so it is' };
    store.addOverride(course.assignment.id, said);
    model.overrides.set(who, points);
  });

/** Jobs, gradings and what each person's grade is are as the model has them, and evidence is of every grading. */
function compare(model: AssignmentModel, { store, course }: Real): void {
  const { id } = course.assignment;
  expect(store.listJobs(id).map(({ submission, state, fence }) => ({ submission, state, fence }))).toEqual(
    model.jobs.map(({ submission, state, fence }) => ({ submission, state, fence })),
  );
  const gradings = store.listGradings(id);
  expect(gradings.map(({ submission }) => submission)).toEqual(
    model.gradings.map(({ submission }) => submission),
  );
  expect(gradings.filter((each) => store.findEvidence(`grading:${each.id}`) === undefined)).toEqual([]);
  const applied = new Set(
    store.listRegrades(id).flatMap((each) => (each.state === 'applied' ? [each.id] : [])),
  );
  const policy = store.findAssignment(id)?.policy ?? longOpen;
  const records = personalRecords(store, course.assignment);
  expect(
    records.map((record) => {
      const inForce = gradingsInForce(record.gradings, applied);
      return gradeOf(policy, { ...record, gradings: inForce }, new Date(model.now).toISOString()).points;
    }),
  ).toEqual(course.people.map((_, who) => model.points(who)));
}

/** Whoever works finishes: each submission that was accepted has a first grading, and no job is left open. */
function drain(model: AssignmentModel, real: Real): void {
  for (;;) {
    // Later than the clock ever was.
    clock(100 * day).run(model, real);
    const before = real.workers.length;
    take.run(model, real);
    if (real.workers.length === before) break;
    end(before, true).run(model, real);
  }
  const { store, course } = real;
  const jobs = store.listJobs(course.assignment.id);
  expect(jobs.filter(({ state }) => state !== 'done' && state !== 'dropped')).toEqual([]);
  const first = store.listGradings(course.assignment.id).filter((each) => each.regrade === undefined);
  expect(first.map(({ submission }) => submission).sort()).toEqual([...model.owners.keys()].sort());
}

test('whatever is done in whichever order, each submission is graded once and grades are what was recorded', () => {
  const index = fc.nat(5);
  const who = fc.nat(1);
  const commands = [
    fc.tuple(who, fc.nat(3)).map(([person, key]) => submit(person, key)),
    index.map(submitTwice),
    fc.constant(take),
    fc.constant(take),
    fc.tuple(index, fc.boolean()).map(([which, passes]) => end(which, passes)),
    fc.tuple(index, fc.boolean()).map(([which, passes]) => end(which, passes)),
    index.map(postpone),
    index.map(pause),
    fc.constantFrom(minute, day, -day).map(clock),
    fc.constant(kill),
    fc.boolean().map(mend),
    fc.boolean().map(regrade),
    fc.tuple(index, fc.constantFrom('applied' as const, 'discarded' as const)).map((each) => decide(...each)),
    fc.tuple(who, fc.nat(10)).map(([person, points]) => override(person, points)),
  ];
  const whole = fc.property(fc.commands(commands, { maxCommands: 40, size: 'max' }), (steps) => {
    using folder = makeTemporaryFolder();
    const model = new AssignmentModel();
    const store = open(folder.path, () => new Date(model.now));
    const course = fillCourse(store, ['Ada', 'Ben'], longOpen);
    const real: Real = { folder: folder.path, course, store, workers: [], regrades: [] };
    try {
      fc.modelRun(() => ({ model, real }), steps);
      drain(model, real);
    } finally {
      real.store.close();
    }
  });
  fc.assert(whole, { numRuns: 30 });
  told.clear();
  // Orders in which everything is done that can be: whether those do that come by chance is another matter.
  fc.assert(whole, { numRuns: 20, seed: 1 });
  expect([...told].sort()).toEqual([
    'a regrade that is applied',
    'a regrade that is discarded',
    'an old fence at the end',
    'an old fence before another try',
    'applied',
    'clock',
    'discarded',
    'end',
    'kill',
    'mend',
    'override',
    'pause',
    'postpone',
    'regrade by playing again',
    'regrade what was seen',
    'submit',
    'submit twice',
    'take',
  ]);
}, 600_000);
