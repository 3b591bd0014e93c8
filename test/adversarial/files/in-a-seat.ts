import type { Compose } from '../../../src/lab/ports/compose.ts';
import type { Seat } from '../../../src/lab/ports/seat.ts';
import type { SeatDirectory } from '../../../src/lab/ports/seat-directory.ts';
import type { Run } from '../../../src/lab/ports/store.ts';
import { makeImageFactsCache } from '../../../src/observe/facts/image-facts.ts';
import type { Lab } from '../../../src/runner/library/lab-library.ts';
import { OpenLab } from '../../../src/runner/open-lab/open-lab.ts';
import type { RunnerTools } from '../../../src/runner/runner-tools.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { makeWorkspaceFiles } from '../../../src/runner/workspace-files.ts';
import { makeWorkbench } from '../../../src/seats/workbench/open-workbench.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { makeLocalInside } from '../../fixtures/local-inside.ts';
import { startLocally } from '../../fixtures/local-process.ts';
import { makeManifest } from '../../fixtures/manifest.ts';
import { makeExchange } from './exchanged.ts';

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
        engine: { exec: (_, request) => startLocally(request) },
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
  const seats: Partial<SeatDirectory> = {
    findSeat: async () => partOfSeat as Seat,
    suspensionOf: () => undefined,
  };
  const tools = {
    store,
    seats: seats as SeatDirectory,
    compose: compose as Compose,
    imageFacts: makeImageFactsCache(),
    keptDir: `${exchange.canary}/kept`,
    now: () => new Date(),
    newId: () => 'job',
    workspaceOf: ({ workspaceDir }: Run) => new Workspace(workspaceDir),
  } as Partial<RunnerTools> as RunnerTools;
  const lab: Lab = {
    id: run.lab,
    dir: exchange.canary,
    root: exchange.canary,
    manifest,
    contentHash: run.contentHash,
  };
  const open = new OpenLab(run, lab, tools);
  const files = makeWorkspaceFiles(tools, () => open);
  return {
    ...exchange,
    store,
    files,
    key: run,
    run: () => store.listRuns()[0],
    /** The steps that were told of. */
    async stop() {
      const job = open.begin('stop');
      await job.done;
      return job.view().steps;
    },
    [Symbol.dispose]() {
      store.close();
      exchange[Symbol.dispose]();
    },
  };
}
