/** Grading without an engine: what is seen is what the compose file that was handed in says would be. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readEnvelope } from '../../../../src/evidence/envelope.ts';
import { readStatement } from '../../../../src/evidence/read-statement.ts';
import { gradesOf, regradeMoves } from '../../../../src/grades/assignments/personal-records.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';
import { edit } from '../../../../src/lab/manifest/edit.ts';
import type { Observation } from '../../../../src/lab/observation/observation.ts';
import { type Lab, LabLibrary } from '../../../../src/runner/library/lab-library.ts';
import { readLabState, type StateFiles } from '../../../../src/runner/library/lab-state.ts';
import { gradeNext, startGrading } from '../../../../src/runner/replay/grader.ts';
import { makeRegrade } from '../../../../src/runner/replay/make-regrade.ts';
import type { OpenStore } from '../../../../src/store/open-store.ts';
import { assignmentPolicy } from '../../../fixtures/assignments.ts';
import { brokenLabs } from '../../../fixtures/broken-labs.ts';
import { type Course, fillCourse, open } from '../../../fixtures/enrolled-store.ts';
import { aborted, renewMs, simulateGrader } from '../../../fixtures/grades/simulated-grader.ts';
import { submitWork } from '../../../fixtures/grades/submit-work.ts';
import { makeTestLedger } from '../../../fixtures/ledger.ts';
import { simulateReplay } from '../../../fixtures/simulated-replay.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const vars = { word: 'mira-toba' };
const start = '2026-11-24T10:00:00.000Z';
let folder: ReturnType<typeof makeTemporaryFolder>;
let now: Date;
let store: OpenStore;
let lab: Lab;
let course: Course;
/** What the library has now. */
let current: Lab;
let tools: ReturnType<typeof simulateGrader>;
let errors: unknown[];
const never = new AbortController().signal;

beforeEach(async () => {
  folder = makeTemporaryFolder();
  now = new Date(start);
  store = open(folder.path, () => now);
  lab = (await LabLibrary.open(brokenLabs)).get('broken/good');
  current = lab;
  course = fillCourse(
    store,
    ['Ada', 'Ben'],
    assignmentPolicy({ labs: [{ lab: lab.id, contentHash: lab.contentHash, points: 10 }] }),
  );
  errors = [];
  const ledger = makeTestLedger(store, folder.path, () => now);
  tools = simulateGrader(
    { store, library: { get: () => current }, ledger },
    { onError: (error) => errors.push(error) },
  );
});
afterEach(() => {
  store.close();
  folder[Symbol.dispose]();
});

/** A state of the lab, and what somebody wrote beside it. */
async function submit(state: string, who = 0, more: StateFiles = new Map()) {
  const files = new Map([...(await readLabState(lab, state, vars)), ...more]);
  return submitWork(store, course, who, { lab: lab.id, key: state, vars, files });
}

test('a replay that is given up takes its seat away before its grader begins another', async () => {
  await submit('solution');
  const [began, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let isAway = false;
  const openStage: typeof tools.openStage = async ({ manifest }, work) => ({
    ...simulateReplay(manifest, work.vars),
    start: (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    async [Symbol.asyncDispose]() {
      began.resolve();
      await mayEnd.promise;
      isAway = true;
    },
  });
  const wait: typeof tools.wait = (ms, signal) => (ms === 180_000 ? aborted(signal) : tools.wait(ms, signal));
  const turn = gradeNext({ ...tools, openStage, wait, limits: { replayMs: 20 } }, never);
  let isOver = false;
  void turn.then(() => {
    isOver = true;
  });
  await began.promise;
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  mayEnd.resolve();
  expect(await turn).toBe('postponed');
  expect(isAway).toBe(true);
});

test('several graders work side by side, each on work of its own', async () => {
  const submitted = [await submit('solution', 0), await submit('solution', 1), await submit('start', 0)];
  const all = Promise.withResolvers<void>();
  const open_: { readonly id: string; readonly grader: number }[] = [];
  const together: typeof tools = {
    ...tools,
    async openStage({ manifest }, { id, vars: values }, { grader }) {
      open_.push({ id, grader });
      if (open_.length === submitted.length) all.resolve();
      await all.promise;
      return simulateReplay(manifest, values);
    },
    // A turn of the event loop, so that whoever has nothing to do lets others go on.
    wait: (ms, signal) =>
      ms === 1_000 ? new Promise((resolve) => setImmediate(resolve)) : tools.wait(ms, signal),
  };
  const graded = () => store.listGradings(course.assignment.id);
  {
    await using _graders = startGrading(together, submitted.length);
    await expect.poll(() => graded().length).toBe(submitted.length);
  }
  expect(open_.map(({ grader }) => grader).toSorted()).toEqual([1, 2, 3]);
  expect(
    graded()
      .map(({ submission }) => submission)
      .toSorted(),
  ).toEqual(submitted.map(({ id }) => id).toSorted());
  expect(errors).toEqual([]);
});
const grades = () => {
  const assignment = store.findAssignment(course.assignment.id) ?? course.assignment;
  return [...gradesOf(store, assignment, now.toISOString()).values()].map(({ state, points }) => [
    state,
    points,
  ]);
};
const statementOf = (grading: string) => {
  const read = readEnvelope(store.findEvidence(`grading:${grading}`)?.dsse ?? '');
  const parsed = 'envelope' in read ? readStatement(read.envelope.payload) : undefined;
  if (!parsed || !('statement' in parsed)) throw new Error('there is no such evidence');
  return parsed.statement;
};

describe('what was handed in', () => {
  test('is played and judged, with two looks at least three seconds apart and the evidence of one', async () => {
    await submit('solution');
    expect(await gradeNext(tools, never)).toBe('ended');
    expect(tools.waits).toEqual([9_999]);
    expect(grades()).toEqual([
      ['graded', 10],
      ['open', undefined],
    ]);
    const [grading] = store.listGradings(course.assignment.id);
    expect(grading).toMatchObject({
      outcome: { kind: 'judged', looks: [expect.any(Array), expect.any(Array)] },
      seat: { kind: 'embedded', class: 'own' },
      contentHash: lab.contentHash,
    });
    expect(statementOf(grading?.id ?? '')).toMatchObject({
      predicate: { result: 'PASSED' },
      subject: [{ name: 'submission.json' }, { digest: { sha256: grading?.observations[0] } }],
    });
    expect(await gradeNext(tools, never)).toBe('nothing');
  });

  test('that is wrong earns what its checks earn', async () => {
    await submit('start');
    await gradeNext(tools, never);
    const [[state, points] = []] = grades();
    expect(state).toBe('graded');
    expect(points).toBeLessThan(10);
  });

  test('that does not come up is judged as it is, and is no fault of the machine', async () => {
    await submit('solution');
    const refusing = (manifest: Lab['manifest']) => ({
      ...simulateReplay(manifest, vars),
      lay: async () => [],
      start: () => Promise.reject(new DrydockError('build-failed', { message: 'It does not build.' })),
    });
    await gradeNext({ ...tools, openStage: async ({ manifest }) => refusing(manifest) }, never);
    expect(grades()[0]).toEqual(['graded', 0]);
    expect(errors).toEqual([]);
  });

  test('that is good only while it is looked at is unstable, and each check counts as seen least', async () => {
    await submit('solution');
    await gradeNext({ ...tools, openStage: async ({ manifest }) => goodOnce(manifest) }, never);
    expect(grades()[0]).toEqual(['unstable', 0]);
    const [grading] = store.listGradings(course.assignment.id);
    expect(statementOf(grading?.id ?? '')).toMatchObject({ predicate: { result: 'FAILED' } });
  });

  describe('of a lab that grants what reaches the engine, and whose solution does without,', () => {
    const grants = [
      { service: 'web', key: 'pid' as const, value: 'host', words: 'web sees all of the host.' },
    ];
    beforeEach(() => {
      current = { ...lab, manifest: { ...lab.manifest, grants } };
    });

    test('is judged as any other where it does without, too', async () => {
      await submit('solution');
      await gradeNext(tools, never);
      expect(grades()[0]).toEqual(['graded', 10]);
    });

    test('is not brought up where it uses that: it could not be graded, and it is said by which words', async () => {
      await submit('solution');
      const openStage: typeof tools.openStage = async ({ manifest }, work) => ({
        ...simulateReplay(manifest, work.vars),
        passGate: async () => ({ used: grants }),
        start: () => Promise.reject(new Error('it was brought up')),
      });
      await gradeNext({ ...tools, openStage }, never);
      expect(grades()[0]).toEqual(['could-not-grade', undefined]);
      expect(errors).toEqual([]);
      const [grading] = store.listGradings(course.assignment.id);
      expect(grading?.outcome).toMatchObject({
        kind: 'could-not-grade',
        cause: expect.stringContaining('still uses what its lab grants: web sees all of the host.'),
      });
    });
  });

  test('of a lab whose solution uses what reaches the engine is not played', async () => {
    const grants = [{ service: '*', key: 'pid' as const, value: 'host', words: 'all see all of the host' }];
    const { states } = lab.manifest;
    const edits = [...states.solution.edits, edit('compose.yaml').set('services.web.pid', 'host')];
    current = {
      ...lab,
      manifest: { ...lab.manifest, grants, states: { ...states, solution: { ...states.solution, edits } } },
    };
    await submit('solution');
    const openStage = () => Promise.reject(new Error('it was played'));
    await gradeNext({ ...tools, openStage }, never);
    expect(grades()[0]).toEqual(['could-not-grade', undefined]);
    expect(errors).toEqual([]);
  });

  const script: StateFiles = new Map([['run.sh', { content: Buffer.from('sed …\n'), executable: true }]]);

  test('has its script run in a seat that is thrown away, and what that left of files is played in another', async () => {
    const solution = await readLabState(lab, 'solution', vars);
    const seen: string[] = [];
    tools = {
      ...tools,
      openStage: async ({ manifest }, work) => {
        const stage = simulateReplay(manifest, work.vars, 'rootless');
        seen.push('opened');
        return {
          ...stage,
          workspace: { snapshot: async () => ({ files: solution, leftOut: new Map() }) },
          workbench: {
            ...stage.workbench,
            run: async (argv, options) => {
              seen.push(argv.join(' '));
              return stage.workbench.run(argv, options);
            },
          },
          [Symbol.asyncDispose]: async () => void seen.push('thrown away'),
        };
      },
    };
    await submit('start', 0, script);
    expect(await gradeNext(tools, never)).toBe('ended');
    expect(seen).toEqual(['opened', 'bash run.sh', 'thrown away', 'opened', 'thrown away']);
    expect(grades()[0]).toEqual(['graded', 10]);
  });

  test('has no script run where its root could leave the seat', async () => {
    await submit('start', 0, script);
    tools = { ...tools, limits: { retryMs: [] } };
    expect(await gradeNext(tools, never)).toBe('ended');
    expect(store.listGradings(course.assignment.id)[0]?.outcome).toMatchObject({
      kind: 'could-not-grade',
      cause: expect.stringContaining('can leave a seat of class own'),
    });
  });

  test('is not judged by another lab than the one that was assigned, until a regrade says so', async () => {
    const { id } = await submit('solution');
    current = { ...lab, contentHash: 'b'.repeat(64) };
    await gradeNext(tools, never);
    expect(grades()[0]).toEqual(['could-not-grade', undefined]);
    const [grading] = store.listGradings(course.assignment.id);
    expect(statementOf(grading?.id ?? '')).toMatchObject({ predicate: { cause: 'bad-assignment' } });
    const draft = makeRegrade(tools, course.assignment, { by: course.teacher, reason: 'another lab' });
    expect(store.listJobs(course.assignment.id).at(-1)).toMatchObject({ submission: id, regrade: draft.id });
    await gradeNext(tools, never);
    store.decideRegrade(draft.id, 'applied', course.teacher);
    expect(grades()[0]).toEqual(['graded', 10]);
  });
});

describe('what this machine fails at', () => {
  const away = async () =>
    Promise.reject(new DrydockError('engine-lost', { message: 'The engine went away.' }));

  test('is tried again later, three times in all, then could not be graded, with its cause and no zero', async () => {
    await submit('solution');
    const failing = { ...tools, openStage: away };
    expect(await gradeNext(failing, never)).toBe('postponed');
    expect(await gradeNext(failing, never)).toBe('nothing');
    now = new Date(now.getTime() + 15_000);
    expect(await gradeNext(failing, never)).toBe('postponed');
    now = new Date(now.getTime() + 120_000);
    expect(await gradeNext(failing, never)).toBe('ended');
    expect(grades()[0]).toEqual(['could-not-grade', undefined]);
    const [grading] = store.listGradings(course.assignment.id);
    expect(grading?.outcome).toEqual({ kind: 'could-not-grade', cause: 'The engine went away' });
    expect(statementOf(grading?.id ?? '')).toMatchObject({ predicate: { cause: 'engine-lost', tries: 3 } });
    expect(errors).toHaveLength(3);
  });

  test('holds up no other', async () => {
    await submit('solution');
    await submit('solution', 1);
    await gradeNext({ ...tools, openStage: away }, never);
    expect(await gradeNext(tools, never)).toBe('ended');
    expect(grades()).toEqual([
      ['waiting', undefined],
      ['graded', 10],
    ]);
  });

  test('and is good the second time, is graded', async () => {
    await submit('solution');
    await gradeNext({ ...tools, openStage: away }, never);
    now = new Date(now.getTime() + 15_000);
    expect(await gradeNext(tools, never)).toBe('ended');
    expect(grades()[0]).toEqual(['graded', 10]);
  });

  test('by ending whoever works on it, ends after so many leases', async () => {
    await submit('solution');
    for (let lease = 0; lease < 10; lease += 1) {
      store.takeJob(1_000);
      store.voidLeases();
    }
    expect(await gradeNext(tools, never)).toBe('ended');
    expect(grades()[0]).toEqual(['could-not-grade', undefined]);
  });

  test('is never done by an engine that a submission could reach out of', async () => {
    await submit('solution');
    const open_ = async ({ manifest }: Lab) => {
      const stage = simulateReplay(manifest, vars);
      const { cutEgress: _, ...seat } = stage.spec.seat;
      return { ...stage, spec: { ...stage.spec, seat } };
    };
    await gradeNext({ ...tools, openStage: open_ }, never);
    expect(errors).toMatchObject([{ code: 'seat-unmet' }]);
  });
});

test('whoever lost the lease ends the replay and writes nothing', async () => {
  await submit('solution');
  const wait = async (ms: number, signal: AbortSignal) => {
    if (ms === renewMs) store.voidLeases();
    else await aborted(signal);
  };
  expect(await gradeNext({ ...tools, wait }, never)).toBe('lost');
  expect(store.listGradings(course.assignment.id)).toEqual([]);
  expect(await gradeNext(tools, never)).toBe('ended');
});

describe('a regrade after a check was mended', () => {
  const mend = () => {
    // Whatever it was, it is wanted no more.
    const [first = ''] = Object.keys(lab.manifest.checks);
    const { [first]: _, ...checks } = lab.manifest.checks;
    const tasks = Object.fromEntries(
      Object.entries(lab.manifest.tasks).map(([id, task]) => [
        id,
        { ...task, checks: task.checks.filter((check) => check !== first) },
      ]),
    );
    current = { ...lab, contentHash: 'd'.repeat(64), manifest: { ...lab.manifest, checks, tasks } };
    return first;
  };

  test('judges what was seen again without an engine, and moves exactly those that are judged otherwise', async () => {
    await submit('solution');
    await submit('root-kept', 1);
    await gradeNext(tools, never);
    await gradeNext(tools, never);
    const before = grades();
    expect(before).toEqual([
      ['graded', 10],
      ['graded', 5],
    ]);
    const check = mend();
    const draft = makeRegrade(tools, course.assignment, {
      by: course.teacher,
      reason: 'the check was wrong',
    });
    expect(store.listJobs(course.assignment.id)).toHaveLength(2);
    expect(grades()).toEqual(before);
    const { moves } = regradeMoves(store, course.assignment, draft, now.toISOString());
    expect(moves).toMatchObject([
      { person: course.people[1]?.id, by: 5, checks: [{ check, after: undefined, counts: true }] },
    ]);
    store.decideRegrade(draft.id, 'applied', course.teacher);
    expect(grades()).toEqual([
      ['graded', 10],
      ['graded', 10],
    ]);
    expect(store.findAssignment(course.assignment.id)?.policy.labs[0]?.contentHash).toBe('d'.repeat(64));
    const again = store.listGradings(course.assignment.id).filter(({ regrade }) => regrade === draft.id);
    expect(again.map(({ id }) => statementOf(id).predicateType)).toHaveLength(2);
    expect(() => makeRegrade(tools, course.assignment, { by: course.teacher, reason: 'once more' })).toThrow(
      'judged by its labs as they are now',
    );
  });

  test('passes over what was erased, and judges that of everybody else', async () => {
    const gone = await submit('root-kept');
    const stays = await submit('root-kept', 1);
    await gradeNext(tools, never);
    await gradeNext(tools, never);
    store.erasePerson(gone.person, 'asked');
    mend();
    const draft = makeRegrade(tools, course.assignment, {
      by: course.teacher,
      reason: 'the check was wrong',
    });
    const again = store.listGradings(course.assignment.id).filter(({ regrade }) => regrade === draft.id);
    expect(again.map(({ submission }) => submission)).toEqual([stays.id]);
    store.decideRegrade(draft.id, 'applied', course.teacher);
    expect(grades()).toEqual([['graded', 10]]);
  });

  test('plays again where the lab looks at something else, and of some alone where some are named', async () => {
    await submit('solution');
    const other = await submit('solution', 1);
    await gradeNext(tools, never);
    await gradeNext(tools, never);
    mend();
    current = {
      ...current,
      manifest: { ...current.manifest, needs: { ...current.manifest.needs, runtimes: ['runsc'] } },
    };
    makeRegrade(tools, course.assignment, {
      by: course.teacher,
      reason: 'needs more',
      people: [other.person],
    });
    const jobs = store.listJobs(course.assignment.id).filter(({ regrade }) => regrade !== undefined);
    expect(jobs.map(({ submission }) => submission)).toEqual([other.id]);
  });
});

/** Sees the work at its first look, once it has settled, and nothing from then on. */
function goodOnce(manifest: Lab['manifest']) {
  const stage = simulateReplay(manifest, vars);
  let looks = 0;
  return {
    ...stage,
    async observe(...asked: Parameters<typeof stage.observe>): Promise<Observation> {
      looks += 1;
      const seen = await stage.observe(...asked);
      return looks <= 2 ? seen : { ...seen, containers: [], probes: {} };
    },
  };
}
