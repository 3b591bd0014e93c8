/** How a lab is, as a page is told: made of what the store, the engine and what was last seen say. Pure. */

import { skippedQuestions } from '../../lab/checks/question.ts';
import type { ErrorReport } from '../../lab/errors.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { EngineReader } from '../../lab/ports/engine.ts';
import type { Answer, Run, Store } from '../../lab/ports/store.ts';
import type { JobEnd } from '../../lab/wire/jobs.ts';
import type { LabStatus, ServiceView } from '../../lab/wire/labs.ts';
import type { Job } from '../jobs/job.ts';
import type { Lab } from '../library/lab-library.ts';
import { doneTasks, openHints } from '../task-progress.ts';

export interface StatusParts {
  readonly lab: Lab;
  /** Of the party, where it ever began. */
  readonly run: Run | undefined;
  /** Under way, or next. */
  readonly job: Job | undefined;
  readonly ended: readonly JobEnd[];
  readonly store: Pick<Store, 'listEvents' | 'latestAnswers'>;
  readonly engineVersion: string;
  readonly last: Observation | undefined;
  /** What the last job failed with. */
  readonly error: ErrorReport | undefined;
  readonly services: readonly ServiceView[];
  readonly unapplied: boolean;
  /** A stage is open. */
  readonly isOpen: boolean;
  /** Of the seat that the lab has. */
  readonly suspension: LabStatus['suspension'];
}

export function makeStatus(parts: StatusParts): LabStatus {
  const { lab, run, job, ended, store, last, error, suspension } = parts;
  const events = run ? store.listEvents(run.id, ['task-done', 'hint-opened']) : [];
  const answers = run ? store.latestAnswers({ kind: 'question', run: run.id }) : [];
  return {
    lab: lab.id,
    phase: phaseOf(parts),
    ...(run?.intent === 'running' ? { run: viewRun(run, parts.engineVersion) } : {}),
    ...(job ? { job: job.view() } : {}),
    ...(ended.length > 0 ? { ended: [...ended] } : {}),
    ...(error ? { error } : {}),
    ...(suspension && run?.intent === 'running' ? { suspension } : {}),
    unapplied: parts.unapplied,
    services: [...parts.services],
    done: { ...doneTasks(events) },
    hints: { ...openHints(lab.manifest, events) },
    answers: viewAnswers(answers),
    skipped: last ? skippedQuestions(lab.manifest.questions, last) : {},
    standIns: findStandIns(last),
  };
}

function phaseOf({ run, job, error, isOpen }: StatusParts): LabStatus['phase'] {
  if (job?.kind === 'stop') return 'stopping';
  if (job?.kind === 'start') return 'starting';
  if (run?.intent === 'running') return error && !isOpen ? 'failed' : 'running';
  return error ? 'failed' : 'stopped';
}

function viewRun(run: Run, engineVersion: string): NonNullable<LabStatus['run']> {
  return {
    id: run.id,
    startedAt: run.createdAt,
    seat: { kind: run.seatKind, engineVersion },
    workspace: run.workspaceDir,
    vars: { ...run.vars },
  };
}

function viewAnswers(answers: readonly Answer[]): LabStatus['answers'] {
  return Object.fromEntries(
    answers.map(({ key, value, correct, message, at }) => [
      key,
      { question: key, value, correct, message, answeredAt: at },
    ]),
  );
}

/** Images that are no more than stand-ins here. */
function findStandIns(observation: Observation | undefined): LabStatus['standIns'] {
  return (observation?.containers ?? []).flatMap(({ image, declared }) => {
    const reason = image?.labels['dev.drydock.stand-in'];
    return reason === undefined ? [] : [{ image: declared.image.reference, reason }];
  });
}

/** The services, with the last lines of those that do not run. */
export function viewServices(
  observation: Observation,
  engine: Pick<EngineReader, 'logTail'>,
): Promise<readonly ServiceView[]> {
  return Promise.all(
    observation.containers.map(async ({ service, declared }) => {
      const { id, name, status, health, exitCode } = declared;
      const logTail = status === 'running' ? undefined : await engine.logTail(id, 20).catch(() => undefined);
      const view = { service, container: name, status, health, exitCode };
      return logTail === undefined ? view : { ...view, logTail };
    }),
  );
}
