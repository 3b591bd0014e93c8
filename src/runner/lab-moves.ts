/**
 * What the jobs of a lab do, step by step. Each writes its step into the store before it begins, so that one that
 * was interrupted is taken up from there; doing a step twice does no harm.
 */
import type { Observation } from '../lab/observation.ts';
import type { Seat } from '../lab/ports/seat.ts';
import type { Run } from '../lab/ports/store.ts';
import type { JobKind } from '../lab/protocol.ts';
import { makeVars } from '../lab/vars.ts';
import type { Job } from './jobs.ts';
import { keepCopy, recordRevisions } from './kept-copies.ts';
import type { LabKey } from './lab-runner.ts';
import type { Lab } from './library/lab-library.ts';
import { readLabState } from './library/lab-state.ts';
import type { RunnerTools } from './runner-tools.ts';
import type { Stage } from './stage.ts';
import { markUp } from './up-mark.ts';

/** Whose lab is moved, and on what. */
export interface Moved {
  readonly key: LabKey;
  readonly lab: Lab;
  readonly tools: RunnerTools;
  /** The latest run, as the store has it. */
  readonly run: Run | undefined;
  openStage(run: Run, seat: Seat, signal: AbortSignal): Promise<Stage>;
  onOutput(job: Job, text: string): void;
  /** Files were laid out or taken away. */
  onFiles(paths: readonly string[]): void;
}

/** start, run, reset and solve: ends with everything up, and with a look at it. */
export async function bringUp(moved: Moved, job: Job, kind: Exclude<JobKind, 'stop'>): Promise<Observation> {
  const { lab, tools } = moved;
  const { seats, store } = tools;
  const { manifest } = lab;
  const seat = await job.step('seat', 'Find a seat', () => seats.findSeat(manifest, job.report, job.signal));
  await job.step('images', 'Images are here', () =>
    seats.prepareImages(seat, manifest.images, job.report, job.signal),
  );
  let run = moved.run ?? createRun(moved, seat);
  const fresh = run.step === 'new';
  if (run.seatKind !== seat.kind)
    run = store.updateRun(run.id, { seatKind: seat.kind, seatClass: seat.seatClass });
  const wanted = kind === 'reset' || run.step === 'reset' ? 'reset' : kind;
  if (!fresh) store.updateRun(run.id, { intent: 'running', step: wanted });
  const stage = await job.step('workbench', 'Open the workbench', () =>
    moved.openStage(run, seat, job.signal),
  );
  if (wanted === 'reset')
    await job.step('clear', 'Keep a copy and clear away', async () => {
      await keep(moved, run, stage, job, 'before-reset');
      await stage.down({ volumes: true });
    });
  if (fresh || wanted === 'reset')
    await job.step('files', 'Lay out the files', async () =>
      moved.onFiles(await stage.lay(await readLabState(lab, 'start', run.vars))),
    );
  if (wanted === 'solve')
    await job.step('files', 'Keep a copy and lay out the solution', async () => {
      await keep(moved, run, stage, job, 'before-solve');
      moved.onFiles(await stage.lay(await readLabState(lab, 'solution', run.vars)));
    });
  store.updateRun(run.id, { intent: 'running', step: 'up' });
  await stage.workbench.syncOut();
  const appliedHash = await stage.workspace.hash();
  await job.step('compose', 'Build and start the services', () =>
    stage.up(job.signal, (text) => moved.onOutput(job, text)),
  );
  recordRevisions(store, run.id, await stage.workspace.snapshot(), 'applied');
  await markUp(stage.workbench, run.id);
  store.updateRun(run.id, { intent: 'running', step: 'ready', appliedHash });
  return job.step('look', 'Look at what runs', async () => {
    const observation = await stage.observe({ full: true }, job.signal);
    if (!store.listEvents(run.id).some((event) => event.type === 'observed'))
      store.addEvent({ type: 'observed', run: run.id, moment: 'start', observation });
    return observation;
  });
}

/** Removes containers and workbench; files and volumes stay. */
export async function takeDown(moved: Moved, run: Run, job: Job): Promise<void> {
  const { lab, tools } = moved;
  tools.store.updateRun(run.id, { intent: 'stopped', step: 'stopping' });
  const seat = await tools.seats.findSeat(lab.manifest, job.report, job.signal);
  const stage = await moved.openStage(run, seat, job.signal);
  await job.step('down', 'Stop the services', async () => {
    await stage.workbench.syncOut();
    await stage.down({ volumes: false });
  });
  await job.step('workbench', 'Close the workbench', () => stage.workbench.remove());
  tools.store.updateRun(run.id, { intent: 'stopped', step: 'stopped' });
}

/** A start that was cancelled leaves nothing behind but the workspace. */
export async function abandonStart({ tools }: Moved, run: Run, stage: Stage | undefined): Promise<void> {
  tools.store.updateRun(run.id, { intent: 'stopped', step: run.step === 'new' ? 'new' : 'stopped' });
  // What cannot be taken down now is found by its labels at the next start.
  await stage?.down({ volumes: false }).catch(() => undefined);
  await stage?.workbench.remove().catch(() => undefined);
}

async function keep(
  { lab, tools }: Moved,
  run: Run,
  stage: Stage,
  job: Job,
  reason: 'before-reset' | 'before-solve',
): Promise<void> {
  const { store, keptDir, now } = tools;
  let detail: string;
  try {
    await stage.workbench.syncOut();
    detail = await keepCopy(keptDir, lab.id, now(), await stage.workspace.copy());
    recordRevisions(store, run.id, await stage.workspace.snapshot(), reason);
  } catch (error) {
    // Nothing was changed, so the next job is not to take this one for half done.
    if (run.step !== 'reset') store.updateRun(run.id, { intent: run.intent, step: run.step });
    throw error;
  }
  job.report({ step: 'copy', title: 'Your files are kept', status: 'done', detail });
}

function createRun({ key, lab, tools }: Moved, seat: Seat): Run {
  const seed = tools.localSeed(key.party);
  return tools.store.createRun({
    party: key.party,
    lab: lab.id,
    context: 'self',
    contentHash: lab.contentHash,
    seed,
    vars: makeVars(lab.manifest.vars, lab.id, seed),
    intent: 'running',
    step: 'new',
    seatKind: seat.kind,
    seatClass: seat.seatClass,
    workspaceDir: tools.newWorkspaceDir(lab.id, tools.newId()),
  });
}
