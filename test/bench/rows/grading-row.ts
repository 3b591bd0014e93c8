/** How long grading takes for each submission, on a real engine, beside a loop by hand over the same files. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ulid } from 'ulid';
import { makeCompose } from '../../../src/engine/compose/compose.ts';
import type { LabId } from '../../../src/lab/lab-id.ts';
import { bookSeed, makeVars } from '../../../src/lab/manifest/vars.ts';
import { makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { readLabState } from '../../../src/runner/library/lab-state.ts';
import { type GraderTools, gradeNext } from '../../../src/runner/replay/grader.ts';
import { usualReplayTiming } from '../../../src/runner/replay/replay.ts';
import { openReplayStage, usualGraders } from '../../../src/runner/replay/replay-stage.ts';
import { Stage } from '../../../src/runner/stage/stage.ts';
import { homeLabel } from '../../../src/seats/labels.ts';
import { makeNestedProvider } from '../../../src/seats/nested/nested-provider.ts';
import { OutsideObserver } from '../../../src/seats/nested/outside-observer.ts';
import { makeSeatDirectory } from '../../../src/seats/seat-directory.ts';
import { makeStoppedSeats } from '../../../src/seats/suspension/stopped-seats.ts';
import { makeOuter } from '../../contract/machine.ts';
import { assignmentPolicy, newSubmission } from '../../fixtures/assignments.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { copyMissing } from '../../fixtures/copy-missing.ts';
import { fillCourse, open } from '../../fixtures/enrolled-store.ts';
import { makeTestLedger } from '../../fixtures/ledger.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findEngine } from '../bench-engine.ts';
import type { Row } from '../row.ts';

const id: LabId = 'start/first-container';
/**
 * How many are timed in each round, as many as a course hands in at its deadline, and how often it is done by hand. They
 * are timed while all graders are at work: from the end of the first ones on, and with as many behind them.
 */
const [timed, byHand] = [40, 3];
const handedIn = usualGraders + timed + usualGraders;
const renewMs = 10_000;

export const grading: Row = {
  id: 'grading',
  what: `A submission of ${id} while more wait, ${usualGraders} graders: the time for each of ${timed} until its grading and evidence are on disk`,
  beside:
    'in the same seat, over the same files: `docker compose up`, one observation that is judged, `docker compose down`',
  // At least 0.9 times as many in a minute.
  goal: { ratio: 1 / 0.9 },
  rounds: 4,
  quickRounds: 0,
  async open(signal) {
    await findEngine();
    await using made = new AsyncDisposableStack();
    const folder = made.use(makeTemporaryFolder());
    const homeId = ulid();
    const workspacesDir = join(folder.path, 'workspaces');
    const outer = made.use(await makeOuter(folder.path, homeId));
    const engine = await outer.connect();
    made.defer(async () => void (await engine.removeLabelled({ [homeLabel]: homeId })));
    const provider = makeNestedProvider({ outer, homeId, workspacesDir, audience: 'many' });
    const seats = made.use(
      makeSeatDirectory({
        choose: async () => ({
          provider,
          nested: provider,
          seats: { audience: 'many', trustLearners: false, pool: 0 },
        }),
        prepareSeats: async () => undefined,
        prepareImages: (seat, _provider, references) => copyMissing(engine, seat.engine, references),
        first: [],
        rest: [],
        stopped: makeStoppedSeats(folder.path),
      }),
    );
    await seats.prepareEngine(signal);
    const library = await LabLibrary.open('labs');
    const lab = library.get(id);
    const vars = makeVars(lab.manifest.vars, lab.id, bookSeed);
    const files = await readLabState(lab, 'solution', vars);
    const [compose, imageFacts] = [makeCompose(), makeImageFactsCache()];
    const observer = made.use(
      new OutsideObserver({ openEngine: (until) => seats.openEngine(until), homeId }),
    );
    const place = {
      seats,
      observer,
      compose,
      imageFacts,
      workspacesDir,
      homeId,
      onProgress: () => undefined,
    };

    const store = made.adopt(
      open(folder.path, () => new Date()),
      (opened) => opened.close(),
    );
    const policy = assignmentPolicy({
      labs: [{ lab: id, contentHash: lab.contentHash, points: 10 }],
      window: { opens: '2020-01-01T00:00:00.000Z', due: '2100-01-01T00:00:00.000Z' },
    });
    const { assignment, people } = fillCourse(store, ['Ada'], policy);
    const [ada] = people;
    if (ada === undefined) throw new Error('nobody is enrolled');
    const run = store.createRun(newRun(ada.party, id)).id;
    const spans = { 'wait between the looks': [] as number[], 'all of one': [] as number[] };
    const tools: GraderTools = {
      store,
      library,
      ledger: makeTestLedger(store, folder.path),
      openStage: (...asked) => openReplayStage(place, ...asked),
      timing: usualReplayTiming,
      drawBelow: (bound) => randomInt(bound),
      wait: async (ms, until) => {
        if (ms !== renewMs) spans['wait between the looks'].push(ms);
        await delay(ms, undefined, { signal: until }).catch(() => undefined);
      },
      onError: (error) => {
        throw error;
      },
    };

    const seat = await seats.findSeat(
      { party: 'GRADING', requirement: lab.manifest },
      () => undefined,
      signal,
    );
    await seats.prepareImages(seat, lab.manifest.images, () => undefined, signal);
    const project = `drydock-bench-grading-${process.pid}`;
    const hand = await Stage.open(
      {
        seat,
        manifest: lab.manifest,
        vars,
        runId: project,
        project,
        workspaceDir: join(workspacesDir, project),
        compose,
        imageFacts,
      },
      signal,
    );
    made.defer(() => hand.workbench.remove());
    const type = async (...argv: readonly string[]) => {
      const { workbench } = hand;
      const options = { cwd: workbench.workspacePath, timeoutMs: 60_000, signal };
      const ended = await workbench.run(['docker', 'compose', '--project-name', project, ...argv], options);
      if (ended.exitCode !== 0) throw new Error(`docker compose ${argv[0]}: ${ended.stderr}`);
    };
    const all = made.move();
    return {
      ours: async (within) => {
        const ends: number[] = [];
        for (let number = 0; number < handedIn; number += 1) {
          const uploadBegan = new Date().toISOString();
          const { party, id: person } = ada;
          const of = { assignment: assignment.id, lab: id, run, party, person, key: ulid() };
          store.submit(newSubmission({ ...of, vars, files, uploadBegan }));
        }
        const work = async (_: unknown, index: number) => {
          for (;;) {
            const began = performance.now();
            const turn = await gradeNext(tools, within, index + 1);
            if (turn === 'nothing') return;
            if (turn !== 'ended') throw new Error(`a submission was ${turn}`);
            ends.push(performance.now());
            spans['all of one'].push(performance.now() - began);
          }
        };
        await Promise.all(Array.from({ length: usualGraders }, work));
        const [first = 0, last = 0] = [ends[usualGraders - 1], ends[usualGraders - 1 + timed]];
        const outcomes = store.listGradings(assignment.id).map(({ outcome }) => outcome.kind);
        if (outcomes.some((kind) => kind !== 'judged')) throw new Error('a submission could not be graded');
        return (last - first) / timed;
      },
      peer: async (within) => {
        const took: number[] = [];
        for (let number = 0; number < byHand; number += 1) {
          const since = performance.now();
          await hand.lay(files, undefined, within);
          await type('up', '--detach', '--wait', '--pull', 'never');
          const results = hand.judge(await hand.observe({ full: true }, within));
          await type('down', '--timeout', '0');
          took.push(performance.now() - since);
          if (results.length === 0) throw new Error('nothing was judged');
        }
        return average(took);
      },
      spans: () => spans,
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  },
};

const average = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;
