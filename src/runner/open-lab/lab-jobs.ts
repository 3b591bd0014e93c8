/**
 * What the jobs of a lab do, step by step. Each writes its step into the store before it begins, so that one that
 * was interrupted is taken up from there; doing a step twice does no harm.
 */
import type { ErrorReport } from '../../lab/errors.ts';
import { makeVars } from '../../lab/manifest/vars.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import type { Run, RunKey } from '../../lab/ports/store.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import { checkFirstFolder } from '../jobs/first-folder.ts';
import type { Job } from '../jobs/job.ts';
import { recordRevisions } from '../jobs/kept-copies.ts';
import { markUp } from '../jobs/up-mark.ts';
import type { Lab } from '../library/lab-library.ts';
import type { RunnerTools } from '../runner-tools.ts';
import { bringOut } from '../stage/bring-out.ts';
import type { Stage } from '../stage/stage.ts';
import { runSteps } from '../stage/state-steps.ts';
import { span } from '../trace.ts';
import type { AwaitedShells } from './awaited-shells.ts';
import type { LabFeed } from './lab-feed.ts';
import type { LabStage } from './lab-stage.ts';
import { WorkspaceChange } from './workspace-change.ts';

/** Whose lab it is, and on what the job works. */
export interface JobParts {
  readonly key: RunKey;
  readonly lab: Lab;
  readonly tools: RunnerTools;
  readonly stages: LabStage;
  /** Hears what Compose prints, and of files that were laid out or taken away. */
  readonly feed: LabFeed;
  readonly shells: AwaitedShells;
}

/** start, run, reset and solve: ends with everything up, and with a look at it. */
export async function bringUp(
  parts: JobParts,
  job: Job,
  kind: Exclude<JobKind, 'stop'>,
): Promise<{ readonly stage: Stage; readonly observation: Observation }> {
  const { lab, tools, stages, feed } = parts;
  const { seats, store } = tools;
  const { manifest } = lab;
  const seat = await job.step('seat', 'Find a seat', () =>
    span('seat', () => stages.findSeat(job.signal, job.report)),
  );
  await job.step('images', 'Images are here', () =>
    span('seat', () => seats.prepareImages(seat, manifest.images, job.report, job.signal)),
  );
  const run = placeRun(parts, stages.run ?? (await createRun(parts, seat)), seat);
  const isNew = run.step === 'new';
  const wanted = kind === 'reset' || run.step === 'reset' ? 'reset' : kind;
  if (!isNew) store.updateRun(run.id, { intent: 'running', step: wanted });
  const stage = await job.step('workbench', 'Open the workbench', () =>
    span('seat', () => stages.openIn(run, seat, job.signal)),
  );
  const change = new WorkspaceChange({ tools, run, stage, job, feed });
  if (wanted === 'reset')
    await job.step('clear', 'Keep a copy and clear away', async () => {
      // What cannot be kept is said before anything is ended.
      await change.checkRoom();
      await stage.down({ volumes: true }, job.signal);
      await change.keepAll('before-reset');
    });
  if (isNew || wanted === 'reset')
    await job.step('files', 'Lay out the files', () => change.lay(lab, 'start'));
  if (wanted === 'solve')
    await job.step('files', 'Keep a copy and lay out the solution', async () => {
      await change.keepAll('before-solve');
      await change.lay(lab, 'solution');
    });
  store.updateRun(run.id, { intent: 'running', step: 'up' });
  stages.tellLaid();
  // On a machine with few processors Compose would keep who waits for a prompt from it.
  if (kind === 'start') await span('shell', () => parts.shells.settled(job.signal));
  const appliedHash = await span('files', async () => {
    await stage.workbench.syncOut(job.signal);
    return stage.workspace.hash();
  });
  await job.step('compose', 'Build and start the services', () =>
    stage.up(job.signal, (text) => feed.tell({ type: 'output', job: job.id, text })),
  );
  const { run: steps } = manifest.states.solution;
  if (wanted === 'solve' && steps.length > 0)
    await job.step('steps', 'Run the steps of the solution', () =>
      span('steps', () => runSteps(stage.workbench, steps, run.vars, job.signal)),
    );
  const { files, leftOut } = await span('files', () => stage.workspace.snapshot());
  await span('store', () => recordRevisions(store, run.id, files, 'applied'));
  change.tellLeftOut([...leftOut.keys()]);
  await span('seat', () => markUp(stage.workbench, run.id));
  store.updateRun(run.id, { intent: 'running', step: 'ready', appliedHash });
  const observation = await job.step('look', 'Look at what runs', () =>
    stage.observe({ full: true }, job.signal),
  );
  if (store.listEvents(run.id, ['observed']).length === 0)
    store.addEvent({ type: 'observed', run: run.id, moment: 'start', observation });
  return { stage, observation };
}

/**
 * Removes containers and workbench; files and volumes stay. Where files cannot be brought out of the seat, it stops all
 * the same, the workbench stays with them, and what kept them there is told.
 */
export async function takeDown({ tools, stages }: JobParts, run: Run, job: Job): Promise<void> {
  tools.store.updateRun(run.id, { intent: 'stopped', step: 'stopping' });
  const seat = await stages.findSeat(job.signal, job.report);
  const stage = await stages.openIn(run, seat, job.signal);
  await job.step('down', 'Stop the services', async () => {
    await bringOut(stage.workbench, job.signal);
    await stage.down({ volumes: false }, job.signal);
  });
  const trouble = await job.step('workbench', 'Close the workbench', () => closeWorkbench(stage, job.signal));
  tools.store.updateRun(run.id, { intent: 'stopped', step: trouble ? 'files-inside' : 'stopped' });
  if (trouble)
    job.report({ step: 'kept-inside', title: 'Files stay in the seat', status: 'failed', error: trouble });
}

/** Containers write when they are told to end: the workbench goes once that is out of it too. */
async function closeWorkbench({ workbench }: Stage, signal?: AbortSignal): Promise<ErrorReport | undefined> {
  const trouble = await bringOut(workbench, signal);
  if (!trouble) await workbench.remove(signal);
  return trouble;
}

/** A start that was cancelled leaves nothing behind but the workspace. */
export async function abandonStart({ tools, stages }: JobParts, run: Run): Promise<void> {
  const stage = stages.current;
  tools.store.updateRun(run.id, { intent: 'stopped', step: run.step === 'new' ? 'new' : 'stopped' });
  // What cannot be taken down now is found by its labels at the next start.
  await stage?.down({ volumes: false }).catch(() => undefined);
  const trouble = stage && (await closeWorkbench(stage).catch(() => undefined));
  if (trouble && run.step !== 'new') tools.store.updateRun(run.id, { step: 'files-inside' });
}

/** The run with the seat that it has now, of whichever kind and class. */
function placeRun({ tools }: JobParts, run: Run, seat: Seat): Run {
  const placed = { seatKind: seat.kind, seatClass: seat.seatClass };
  if (run.seatKind === placed.seatKind && run.seatClass === placed.seatClass) return run;
  tools.store.updateRun(run.id, placed);
  return { ...run, ...placed };
}

async function createRun({ key, lab, tools }: JobParts, seat: Seat): Promise<Run> {
  const seed = tools.seedOf(key);
  const workspaceDir = tools.newWorkspaceDir(lab.id, tools.newId());
  await checkFirstFolder(workspaceDir);
  return tools.store.createRun({
    ...key,
    contentHash: lab.contentHash,
    seed,
    vars: makeVars(lab.manifest.vars, lab.id, seed),
    intent: 'running',
    step: 'new',
    seatKind: seat.kind,
    seatClass: seat.seatClass,
    workspaceDir,
  });
}
