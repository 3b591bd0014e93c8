/**
 * The store holds what should be, labels hold what is: this makes the one like the other. Lists, compares, acts;
 * doing it twice does no harm. Whatever a job is under way for is left to the job.
 */
import { reportError } from '../lab/errors.ts';
import type { Seat } from '../lab/ports/seat.ts';
import type { Run } from '../lab/ports/store.ts';
import type { LabKey } from './lab-runner.ts';
import { groupProjects, projectLabel, unknownProjects, unknownWorkbenches } from './leftovers.ts';
import type { LabLibrary } from './library/lab-library.ts';
import type { LiveRun } from './live-run.ts';
import { projectOf } from './run-project.ts';
import type { RunnerTools } from './runner-tools.ts';
import { filesInside, isEngineAway } from './unfinished.ts';

export interface ReconcileTools extends Pick<RunnerTools, 'store' | 'seats' | 'workspacesDir'> {
  readonly library: LabLibrary;
  live(key: LabKey): LiveRun;
}

/** Resolves once what it began has ended; a lab whose job fails tells so itself. Rejects where an engine is away. */
export async function reconcile(tools: ReconcileTools, signal: AbortSignal): Promise<void> {
  const runs = tools.store.listRuns();
  const latest = new Set(runs.map((run) => tools.store.findRun(run.party, run.lab, run.context)?.id));
  const playable = runs.filter(({ id, lab }) => latest.has(id) && isPlayable(tools.library, lab));
  const begun = await Promise.allSettled(
    playable.map((run) => tools.live(keyOf(tools, run)).makeTrue(signal)),
  );
  const ended = await Promise.allSettled(
    begun.map((one) => (one.status === 'fulfilled' ? one.value?.done : undefined)),
  );
  for (const seat of await tools.seats.openRunning(signal)) {
    signal.throwIfAborted();
    await clearStopped(tools, seat, playable, signal);
    await clearUnknown(tools, seat, signal);
  }
  for (const one of [...begun, ...ended])
    if (one.status === 'rejected' && isEngineAway(reportError(one.reason))) throw one.reason;
}

/** A lab that is stopped has no containers, no networks and no workbench; its volumes are kept. */
async function clearStopped(
  tools: ReconcileTools,
  seat: Seat,
  runs: readonly Run[],
  signal: AbortSignal,
): Promise<void> {
  const up = new Set((await findProjects(seat, signal)).flatMap(({ name, isUp }) => (isUp ? [name] : [])));
  const workbenches = new Map(
    (await seat.findWorkbenches(signal)).map((workbench) => [workbench.runId, workbench]),
  );
  for (const run of runs) {
    const project = projectOf(run);
    // The copy in a workbench is the only one of what could not be brought out of it.
    const workbench = run.step === filesInside ? undefined : workbenches.get(run.id);
    if (run.intent !== 'stopped' || !(up.has(project) || workbench)) continue;
    await tools.live(keyOf(tools, run)).whileStopped(async () => {
      await seat.engine.removeLabelled({ [projectLabel]: project }, { keepVolumes: true });
      await workbench?.remove();
    });
  }
}

/** What belongs to no run of the store goes, volumes too. */
async function clearUnknown(
  { store, workspacesDir }: ReconcileTools,
  seat: Seat,
  signal: AbortSignal,
): Promise<void> {
  const workbenches = await seat.findWorkbenches(signal);
  const projects = await findProjects(seat, signal);
  // Only now: whatever was begun before the engine was asked stands in the store.
  const runs = store.listRuns();
  const known = {
    runIds: new Set(runs.map(({ id }) => id)),
    projects: new Set(runs.map(projectOf)),
    workspacesDir,
  };
  const unknown = unknownWorkbenches(workbenches, known);
  for (const { name } of unknownProjects(projects, unknown, known))
    await seat.engine.removeLabelled({ [projectLabel]: name });
  for (const workbench of unknown) await workbench.remove();
}

const findProjects = async (seat: Seat, signal: AbortSignal) =>
  groupProjects(await seat.engine.listLabelled(projectLabel, signal));

const isPlayable = (library: LabLibrary, lab: string): boolean =>
  !library.broken.has(lab) && library.list().some(({ id }) => id === lab);

const keyOf = ({ store }: ReconcileTools, run: Run): LabKey => ({
  party: run.party,
  person: store.localPerson().person.id,
  lab: run.lab,
});
