/**
 * What the jobs of a lab do, step by step. Each writes its step into the store before it begins, so that one that
 * was interrupted is taken up from there; doing a step twice does no harm.
 */
import type { FileTree, TreeEntry } from '../files/file-tree.ts';
import type { ErrorReport } from '../lab/errors.ts';
import type { Observation } from '../lab/observation.ts';
import type { Seat } from '../lab/ports/seat.ts';
import type { Run, RunKey } from '../lab/ports/store.ts';
import { makeVars } from '../lab/vars.ts';
import type { JobKind } from '../lab/wire/jobs.ts';
import { bringOut } from './bring-out.ts';
import { checkFirstFolder } from './first-folder.ts';
import type { Job } from './jobs.ts';
import { checkRoom, keepCopy, recordRevisions } from './kept-copies.ts';
import { KeptCopy } from './kept-copy.ts';
import type { Lab } from './library/lab-library.ts';
import { readLabState, type StateFiles } from './library/lab-state.ts';
import type { RunnerTools } from './runner-tools.ts';
import type { Stage } from './stage.ts';
import { runSteps } from './state-steps.ts';
import { listSome } from './tell-kept.ts';
import { filesInside } from './unfinished.ts';
import { markUp } from './up-mark.ts';
import { maxReadBytes } from './workspace/snapshot.ts';

/** Whose lab is moved, and on what. */
export interface Moved {
  readonly key: RunKey;
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
  const request = { party: moved.key.party, requirement: manifest };
  const seat = await job.step('seat', 'Find a seat', () => seats.findSeat(request, job.report, job.signal));
  await job.step('images', 'Images are here', () =>
    seats.prepareImages(seat, manifest.images, job.report, job.signal),
  );
  let run = moved.run ?? (await createRun(moved, seat));
  const fresh = run.step === 'new';
  if (run.seatKind !== seat.kind) {
    const placed = { seatKind: seat.kind, seatClass: seat.seatClass };
    store.updateRun(run.id, placed);
    run = { ...run, ...placed };
  }
  const wanted = kind === 'reset' || run.step === 'reset' ? 'reset' : kind;
  if (!fresh) store.updateRun(run.id, { intent: 'running', step: wanted });
  const stage = await job.step('workbench', 'Open the workbench', () =>
    moved.openStage(run, seat, job.signal),
  );
  // Of a first start that failed, the page may have saved files since.
  let kept = keepWhatGoes(moved, run);
  if (wanted === 'reset')
    kept = await job.step('clear', 'Keep a copy and clear away', async () => {
      // What cannot be kept is said before anything is ended.
      await whileUnchanged(moved, run, async () =>
        checkRoom(tools.keptDir, lab.id, await readWhole(stage, job.signal)),
      );
      await stage.down({ volumes: true }, job.signal);
      return keep(moved, run, { stage, job }, 'before-reset');
    });
  if (fresh || wanted === 'reset')
    await job.step('files', 'Lay out the files', async () =>
      lay(moved, stage, job, await readLabState(lab, 'start', run.vars), kept),
    );
  if (wanted === 'solve')
    await job.step('files', 'Keep a copy and lay out the solution', async () => {
      kept = await keep(moved, run, { stage, job }, 'before-solve');
      await lay(moved, stage, job, await readLabState(lab, 'solution', run.vars), kept);
    });
  store.updateRun(run.id, { intent: 'running', step: 'up' });
  await stage.workbench.syncOut(job.signal);
  const appliedHash = await stage.workspace.hash();
  await job.step('compose', 'Build and start the services', () =>
    stage.up(job.signal, (text) => moved.onOutput(job, text)),
  );
  const { run: steps } = manifest.states.solution;
  if (wanted === 'solve' && steps.length > 0)
    await job.step('steps', 'Run the steps of the solution', () =>
      runSteps(stage.workbench, steps, run.vars, job.signal),
    );
  const { files, leftOut } = await stage.workspace.snapshot();
  recordRevisions(store, run.id, files, 'applied');
  if (leftOut.size > 0) tellLeftOut(job, [...leftOut.keys()]);
  await markUp(stage.workbench, run.id);
  store.updateRun(run.id, { intent: 'running', step: 'ready', appliedHash });
  return job.step('look', 'Look at what runs', async () => {
    const observation = await stage.observe({ full: true }, job.signal);
    if (!store.listEvents(run.id).some((event) => event.type === 'observed'))
      store.addEvent({ type: 'observed', run: run.id, moment: 'start', observation });
    return observation;
  });
}

/**
 * Removes containers and workbench; files and volumes stay. Where files cannot be brought out of the seat, it stops all
 * the same, the workbench stays with them, and what kept them there is told.
 */
export async function takeDown(moved: Moved, run: Run, job: Job): Promise<void> {
  const { lab, tools } = moved;
  tools.store.updateRun(run.id, { intent: 'stopped', step: 'stopping' });
  const request = { party: run.party, requirement: lab.manifest };
  const seat = await tools.seats.findSeat(request, job.report, job.signal);
  const stage = await moved.openStage(run, seat, job.signal);
  await job.step('down', 'Stop the services', async () => {
    await bringOut(stage.workbench, job.signal);
    await stage.down({ volumes: false }, job.signal);
  });
  const trouble = await job.step('workbench', 'Close the workbench', () => closeWorkbench(stage, job.signal));
  tools.store.updateRun(run.id, { intent: 'stopped', step: trouble ? filesInside : 'stopped' });
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
export async function abandonStart({ tools }: Moved, run: Run, stage: Stage | undefined): Promise<void> {
  tools.store.updateRun(run.id, { intent: 'stopped', step: run.step === 'new' ? 'new' : 'stopped' });
  // What cannot be taken down now is found by its labels at the next start.
  await stage?.down({ volumes: false }).catch(() => undefined);
  const trouble = stage && (await closeWorkbench(stage).catch(() => undefined));
  if (trouble && run.step !== 'new') tools.store.updateRun(run.id, { step: filesInside });
}

async function lay(moved: Moved, stage: Stage, job: Job, files: StateFiles, kept: KeptCopy): Promise<void> {
  try {
    moved.onFiles(await stage.lay(files, (path, version) => kept.add(path, version), job.signal));
  } finally {
    if (kept.folders.length > 0) tellKept(job, kept.folders);
  }
}

function tellKept(job: Job, folders: readonly string[]): void {
  job.report({ step: 'copy', title: 'Your files are kept', status: 'done', detail: folders.join(', ') });
}

function tellLeftOut(job: Job, paths: readonly string[]): void {
  const why = 'larger than 16 MiB, not readable, or with a name that is no text';
  const detail = `${listSome(paths)}: ${why}`;
  job.report({ step: 'left-out', title: 'Not in the history of your files', status: 'done', detail });
}

/** Keeps a copy of all that is in the workspace now. */
async function keep(
  moved: Moved,
  run: Run,
  { stage, job }: { readonly stage: Stage; readonly job: Job },
  reason: 'before-reset' | 'before-solve',
): Promise<KeptCopy> {
  const { store, keptDir, now } = moved.tools;
  const place = { keptDir, lab: moved.lab.id, at: now() };
  const made = await whileUnchanged(moved, run, async () => {
    const tree = await readWhole(stage, job.signal);
    const folder = await keepCopy(place.keptDir, place.lab, place.at, tree);
    recordRevisions(store, run.id, (await stage.workspace.snapshot()).files, reason);
    tellKept(job, [folder]);
    return { tree, folder };
  });
  return new KeptCopy(place, recorder(moved, run, reason), made);
}

/** Keeps nothing but what will be in the way. */
function keepWhatGoes(moved: Moved, run: Run): KeptCopy {
  const { keptDir, now } = moved.tools;
  return new KeptCopy({ keptDir, lab: moved.lab.id, at: now() }, recorder(moved, run, 'before-reset'));
}

const recorder =
  ({ tools: { store } }: Moved, run: Run, reason: 'before-reset' | 'before-solve') =>
  (path: string, { type, content }: TreeEntry): void => {
    if (type === 'file' && content.byteLength <= maxReadBytes)
      recordRevisions(store, run.id, new Map([[path, { content, executable: false }]]), reason);
  };

async function readWhole(stage: Stage, signal: AbortSignal): Promise<FileTree> {
  await stage.workbench.syncOut(signal);
  return stage.workspace.copy();
}

/** Where this fails nothing was changed, so the next job is not to take this one for half done. */
async function whileUnchanged<T>({ tools }: Moved, run: Run, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (run.step !== 'reset') tools.store.updateRun(run.id, { intent: run.intent, step: run.step });
    throw error;
  }
}

async function createRun({ key, lab, tools }: Moved, seat: Seat): Promise<Run> {
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
