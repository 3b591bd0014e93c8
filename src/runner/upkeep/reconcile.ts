/**
 * The store holds what should be, labels hold what is: this makes the one like the other. Lists, compares, acts;
 * doing it twice does no harm. Whatever a job is under way for is left to the job.
 */

import { isEngineAway } from '../../lab/engine-away.ts';
import { DrydockError, reportError } from '../../lab/errors.ts';
import { type Deadline, within } from '../../lab/general/within.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Seat } from '../../lab/ports/seat.ts';
import type { Run, RunKey } from '../../lab/ports/store.ts';
import type { Job } from '../jobs/job.ts';
import { projectOf } from '../jobs/run-state.ts';
import type { LabLibrary } from '../library/lab-library.ts';
import type { OpenLab } from '../open-lab/open-lab.ts';
import type { RunnerTools } from '../runner-tools.ts';
import { groupProjects, projectLabel, unknownProjects, unknownWorkbenches } from './leftovers.ts';

export interface ReconcileTools extends Pick<RunnerTools, 'store' | 'seats' | 'copies' | 'workspacesDir'> {
  readonly library: LabLibrary;
  live(key: RunKey): OpenLab;
}

/** What a look after all labs began. */
export interface Begun {
  /** Resolves once every job has ended; a lab whose job fails tells so itself. Rejects where an engine is away. */
  readonly ended: Promise<void>;
}

/** What one lab, or one seat, is asked in a look: whoever is root in a seat may let it take for ever. */
const lookMs = 60_000;

/**
 * Looks after every lab and every seat, and waits for no job: one that does not end holds up its own lab alone. Rejects
 * once all were looked after, where an engine is away, or where a seat, or a lab, was not looked after in time.
 */
export async function reconcile(tools: ReconcileTools, signal: AbortSignal): Promise<Begun> {
  const runs = tools.store.listRuns();
  const latest = new Set(runs.map((run) => tools.store.findRun(run)?.id));
  const playable = runs.filter(({ id, lab }) => latest.has(id) && isPlayable(tools.library, lab));
  const begun = await Promise.allSettled(
    playable.map((run) =>
      within(deadline(`The lab ${run.lab}`, signal), (until) => tools.live(run).catchUp(until)),
    ),
  );
  const jobs = begun.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
  const ended = endOf(jobs);
  ended.catch(() => undefined);
  const seats = await within(deadline('The engine', signal), (until) => tools.seats.listRunning(until));
  const cleared = await Promise.allSettled(
    seats.map(({ id, kind, open }) =>
      within(deadline(`The seat ${id} (${kind})`, signal), async (until) => {
        const seat = await open(until);
        if (!seat) return;
        await clearStopped(tools, seat, playable, until);
        await clearUnknown(tools, seat, until);
        await tools.copies.removeAbandoned(seat.engine, until);
      }),
    ),
  );
  signal.throwIfAborted();
  const failures = [
    ...reasons(begun).filter((reason) => isAway(reason) || isLate(reason)),
    ...reasons(cleared),
  ];
  if (failures.length > 0) throw failures[0];
  return { ended };
}

async function endOf(jobs: readonly Job[]): Promise<void> {
  const away = reasons(await Promise.allSettled(jobs.map(({ done }) => done))).filter(isAway);
  if (away.length > 0) throw away[0];
}

const deadline = (what: string, signal: AbortSignal): Deadline => ({
  ms: lookMs,
  late: { message: `${what} could not be looked after within ${lookMs / 1000} s; all others were.` },
  signal,
});

const reasons = (settled: readonly PromiseSettledResult<unknown>[]): readonly unknown[] =>
  settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));

const isAway = (reason: unknown) => isEngineAway(reportError(reason));
const isLate = (reason: unknown) => reason instanceof DrydockError && reason.code === 'timed-out';

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
    const workbench = run.step === 'files-inside' ? undefined : workbenches.get(run.id);
    if (run.intent !== 'stopped' || !(up.has(project) || workbench)) continue;
    await tools.live(run).whileStopped(async () => {
      signal.throwIfAborted();
      await seat.engine.removeLabelled({ [projectLabel]: project }, { keepVolumes: true });
      await workbench?.remove(signal);
    });
  }
}

/** What belongs to no run of the store goes; volumes are kept, since the store may come back that knew the run. */
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
  signal.throwIfAborted();
  for (const { name } of unknownProjects(projects, unknown, known))
    await seat.engine.removeLabelled({ [projectLabel]: name }, { keepVolumes: true });
  for (const workbench of unknown) await workbench.remove(signal);
}

const findProjects = async (seat: Seat, signal: AbortSignal) =>
  groupProjects(await seat.engine.listLabelled(projectLabel, signal));

const isPlayable = (library: LabLibrary, lab: LabId): boolean =>
  !library.broken.has(lab) && library.list().some(({ id }) => id === lab);
