import type { ErrorReport } from '../lab/errors.ts';
import type { Store } from '../lab/ports/store.ts';
import type { LabStatus, ServiceView } from '../lab/wire/labs.ts';
import type { Job } from './jobs.ts';
import type { LiveRun } from './live-run.ts';
import { findStandIns, viewAnswers, viewRun } from './run-view.ts';
import type { Sight } from './sight.ts';
import { doneTasks, openHints } from './task-progress.ts';

export interface StatusParts {
  readonly live: Pick<LiveRun, 'lab' | 'run' | 'job'>;
  readonly store: Store;
  readonly engineVersion: string;
  readonly sight: Sight;
  readonly error: ErrorReport | undefined;
  readonly services: readonly ServiceView[];
  readonly unapplied: boolean;
  /** A stage is open. */
  readonly isOpen: boolean;
  /** Of the seat that the lab has. */
  readonly suspension: LabStatus['suspension'];
}

/** How a lab is, as the page is told. */
export function makeStatus(parts: StatusParts): LabStatus {
  const { live, store, sight, error, services } = parts;
  const { lab, run, job } = live;
  const events = run ? store.listEvents(run.id) : [];
  const answers = run ? store.latestAnswers({ kind: 'question', run: run.id }) : [];
  return {
    lab: lab.id,
    phase: phaseOf(parts, job),
    ...(run?.intent === 'running' ? { run: viewRun(run, parts.engineVersion) } : {}),
    ...(job ? { job: job.view() } : {}),
    ...(error ? { error } : {}),
    ...(parts.suspension && run?.intent === 'running' ? { suspension: parts.suspension } : {}),
    unapplied: parts.unapplied,
    services: [...services],
    done: { ...doneTasks(events) },
    hints: { ...openHints(lab.manifest, events) },
    answers: viewAnswers(answers),
    skipped: sight.skipped(),
    standIns: findStandIns(sight.last),
  };
}

function phaseOf({ live: { run }, error, isOpen }: StatusParts, job: Job | undefined): LabStatus['phase'] {
  if (job?.kind === 'stop') return 'stopping';
  if (job?.kind === 'start') return 'starting';
  if (run?.intent === 'running') return error && !isOpen ? 'failed' : 'running';
  return error ? 'failed' : 'stopped';
}
