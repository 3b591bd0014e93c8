/** Grading on a real engine: in a seat of its own, with the way out cut, by two looks, and with nothing left behind. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import type { ConnectedEngine } from '../../../src/engine/connect.ts';
import { copyImages } from '../../../src/engine/images/copy-images.ts';
import { gradesOf } from '../../../src/grades/assignments/personal-records.ts';
import { makeVars } from '../../../src/lab/manifest/vars.ts';
import { makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import { type Lab, LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { readLabState, type StateFiles } from '../../../src/runner/library/lab-state.ts';
import { type GraderTools, gradeNext } from '../../../src/runner/replay/grader.ts';
import { usualReplayTiming } from '../../../src/runner/replay/replay.ts';
import { openReplayStage } from '../../../src/runner/replay/replay-stage.ts';
import { homeLabel } from '../../../src/seats/labels.ts';
import { makeNestedProvider } from '../../../src/seats/nested/nested-provider.ts';
import { makeSeatDirectory, type PreparingSeatDirectory } from '../../../src/seats/seat-directory.ts';
import type { SeatProvider } from '../../../src/seats/seat-provider.ts';
import { makeStoppedSeats } from '../../../src/seats/suspension/stopped-seats.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { assignmentPolicy, newSubmission } from '../../fixtures/assignments.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { type Course, fillCourse, open } from '../../fixtures/enrolled-store.ts';
import { makeTestLedger } from '../../fixtures/ledger.ts';
import { firstLab } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findHostDocker, makeOuter } from '../machine.ts';

const found = await findHostDocker();
const skip = found.state === 'reachable' ? undefined : 'no engine to nest in';
const image = 'debian:trixie-slim';

describe.skipIf(skip !== undefined)(`grading on an engine${skip ? ` (skipped: ${skip})` : ''}`, () => {
  const folder = makeTemporaryFolder();
  const homeId = ulid();
  const workspacesDir = join(folder.path, 'workspaces');
  const errors: unknown[] = [];
  let store: OpenStore;
  let outer: SeatProvider;
  let engine: ConnectedEngine;
  let seats: PreparingSeatDirectory;
  let lab: Lab;
  let course: Course;
  let tools: GraderTools;
  let vars: Readonly<Record<string, string>>;

  beforeAll(async () => {
    outer = await makeOuter(folder.path, homeId);
    engine = await outer.connect();
    const provider = makeNestedProvider({
      outer,
      homeId,
      workspacesDir,
      audience: 'many',
      limits: { diskBytes: null },
    });
    seats = makeSeatDirectory({
      choose: async () => ({
        provider,
        nested: provider,
        seats: { audience: 'many', trustLearners: false, pool: 0 },
      }),
      prepareSeats: async () => undefined,
      prepareImages: async (seat) =>
        void (await copyImages(engine, seat.engine, [{ from: image, to: image }], () => undefined)),
      first: [],
      rest: [],
      stopped: makeStoppedSeats(folder.path),
    });
    await seats.prepareEngine(AbortSignal.timeout(60_000));
    const library = await LabLibrary.open('labs');
    lab = library.get(firstLab);
    vars = makeVars(lab.manifest.vars, lab.id, 'a seed of a test');
    store = open(folder.path, () => new Date());
    const labs = [{ lab: lab.id, contentHash: lab.contentHash, points: 10 }];
    const window = { opens: '2020-01-01T00:00:00.000Z', due: '2100-01-01T00:00:00.000Z' };
    course = fillCourse(store, ['Ada'], assignmentPolicy({ labs, window, keep: 'last' }));
    const place = {
      seats,
      compose: makeCompose(),
      imageFacts: makeImageFactsCache(),
      workspacesDir,
      homeId,
      onProgress: () => undefined,
    };
    tools = {
      store,
      library,
      ledger: makeTestLedger(store, folder.path),
      openStage: (...asked) => openReplayStage(place, ...asked),
      timing: usualReplayTiming,
      wait: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
      drawBelow: () => 0,
      onError: (error) => errors.push(error),
    };
  }, 240_000);

  afterAll(async () => {
    await seats?.[Symbol.asyncDispose]();
    await engine?.removeLabelled({ [homeLabel]: homeId });
    await outer?.[Symbol.asyncDispose]();
    store?.close();
    folder[Symbol.dispose]();
  }, 120_000);

  /** The grade after these files were handed in, and what was recorded of it. */
  async function grade(files: StateFiles) {
    const [person] = course.people;
    if (person === undefined) throw new Error('nobody is enrolled');
    const run = store.createRun(newRun(person.party, lab.id)).id;
    const { id } = store.submit(
      newSubmission({
        assignment: course.assignment.id,
        lab: lab.id,
        run,
        party: person.party,
        person: person.id,
        key: ulid(),
        vars,
        files,
        uploadBegan: new Date().toISOString(),
      }),
    );
    const turn = await gradeNext(tools, AbortSignal.timeout(240_000));
    expect([turn, errors]).toEqual(['ended', []]);
    const recorded = store.listGradings(course.assignment.id).find(({ submission }) => submission === id);
    const made = gradesOf(store, course.assignment, new Date().toISOString()).get(person.id);
    return { recorded, state: made?.state, points: made?.points };
  }

  it('gives the solution all points, by two looks in a seat that nobody else has', async () => {
    const { recorded, state, points } = await grade(await readLabState(lab, 'solution', vars));
    expect([state, points]).toEqual(['graded', 10]);
    expect(recorded).toMatchObject({
      seat: { kind: 'nested' },
      observations: [expect.any(String), expect.any(String)],
    });
    const looks = recorded?.observations.map((hash) =>
      Date.parse(store.readObservation(hash)?.takenAt ?? ''),
    );
    expect((looks?.[1] ?? 0) - (looks?.[0] ?? 0)).toBeGreaterThanOrEqual(3_000);
    expect(store.findEvidence(`grading:${recorded?.id}`)).toBeDefined();
  }, 300_000);

  it('gives the start fewer, and leaves nothing of either', async () => {
    const { state, points } = await grade(await readLabState(lab, 'start', vars));
    expect(state).toBe('graded');
    expect(points).toBeLessThan(10);
    const seat = await seats.findSeat(
      { party: 'GRADING', requirement: lab.manifest },
      () => undefined,
      AbortSignal.timeout(60_000),
    );
    expect(await seat.engine.listLabelled('com.docker.compose.project')).toEqual([]);
    expect(await seat.findWorkbenches()).toEqual([]);
  }, 300_000);

  it('judges what does not come up as it is, and runs what was done in a shell', async () => {
    const start = await readLabState(lab, 'start', vars);
    const broken = new Map([
      ...start,
      ['compose.yaml', { content: Buffer.from('services: [\n'), executable: false }],
    ]);
    expect(await grade(broken)).toMatchObject({ state: 'graded', points: 0 });
    const solved = await readLabState(lab, 'solution', vars);
    const compose = solved.get('compose.yaml');
    if (compose === undefined) throw new Error('the lab has no compose file');
    const script = Buffer.from('cp solved.yaml compose.yaml && docker compose up --detach --wait\n');
    const byHand = new Map([
      ...start,
      ['solved.yaml', compose],
      ['run.sh', { content: script, executable: true }],
    ]);
    expect(await grade(byHand)).toMatchObject({ state: 'graded', points: 10 });
  }, 600_000);
});
