import type { Compose } from '../../../src/lab/ports/compose.ts';
import type { Seat } from '../../../src/lab/ports/seat.ts';
import type { SeatDirectory } from '../../../src/lab/ports/seat-directory.ts';
import type { Run } from '../../../src/lab/ports/store.ts';
import { makeImageFactsCache } from '../../../src/observe/image-facts.ts';
import { Job } from '../../../src/runner/jobs.ts';
import { type Moved, takeDown } from '../../../src/runner/lab-moves.ts';
import type { Lab } from '../../../src/runner/library/lab-library.ts';
import type { LiveRun } from '../../../src/runner/live-run.ts';
import type { RunnerTools } from '../../../src/runner/runner-tools.ts';
import { Stage } from '../../../src/runner/stage.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { makeWorkspaceFiles } from '../../../src/runner/workspace-files.ts';
import { makeWorkbench } from '../../../src/seats/workbench/open-workbench.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { makeLocalInside } from '../../fixtures/local-inside.ts';
import { makeManifest } from '../../fixtures/manifest.ts';
import { makeExchange } from './exchanged.ts';

const key = { party: 'party', lab: 'a/b', context: 'self' } as const;

/** A run whose files are in a seat: the page's files, Stop, and the store are the real ones, the seat is a folder here. */
export async function makeRunInSeat(onDown: (seat: string) => void = () => undefined) {
  const exchange = makeExchange();
  const local = makeLocalInside();
  const store = openStore(`${exchange.canary}/drydock.db`);
  const run: Run = store.createRun({
    ...newRun(store.localPerson().party.id),
    intent: 'running',
    step: 'ready',
    workspaceDir: exchange.server,
  });
  const partOfSeat: Partial<Seat> = {
    pendingStarts: async () => [],
    openWorkbench: async (spec) =>
      makeWorkbench({
        engine: { run: local.run, exec: () => Promise.reject(new Error('nothing is started here')) },
        container: 'seat',
        spec,
        workspace: exchange.link,
        async remove() {
          await exchange.link.abandon();
          await local.run('seat', ['rm', '-rf', '--', exchange.seat], { cwd: '/' });
        },
      }),
  };
  const compose: Partial<Compose> = { down: async () => onDown(exchange.seat) };
  const manifest = makeManifest({});
  // Neither Stop nor files ask a seat, or Compose, for anything else.
  const seat = partOfSeat as Seat;
  const stage = await Stage.open({
    seat,
    compose: compose as Compose,
    manifest,
    vars: {},
    runId: run.id,
    project: 'project',
    workspaceDir: exchange.server,
    imageFacts: makeImageFactsCache(),
  });
  const seats: Partial<SeatDirectory> = { findSeat: async () => seat };
  const tools = {
    store,
    seats: seats as SeatDirectory,
    workspaceOf: ({ workspaceDir }: Run) => new Workspace(workspaceDir),
  } as Partial<RunnerTools> as RunnerTools;
  const live = {
    run,
    use: <T>(work: (of: Stage) => Promise<T>) => work(stage),
    edited: async () => undefined,
  } as Partial<LiveRun> as LiveRun;
  const files = makeWorkspaceFiles(tools, () => live);
  const lab: Partial<Lab> = { manifest };
  const moved = { lab: lab as Lab, tools, openStage: async () => stage } as Partial<Moved> as Moved;
  return {
    ...exchange,
    store,
    files,
    key,
    run: () => store.listRuns()[0],
    /** The steps that were told of. */
    async stop() {
      const job = new Job('job', 'stop', '');
      await takeDown(moved, run, job);
      return job.view().steps;
    },
    [Symbol.dispose]() {
      store.close();
      exchange[Symbol.dispose]();
    },
  };
}
