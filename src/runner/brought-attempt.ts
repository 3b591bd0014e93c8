/** Attempts that were judged elsewhere: on a learner's own machine, by their own Drydock. */
import { DrydockError } from '../lab/errors.ts';
import { makeVars } from '../lab/manifest/vars.ts';
import type { NewAttempt, Run, RunKey } from '../lab/ports/store.ts';
import type { RecordedReport } from '../lab/wire/checks.ts';
import { findRecorded, reportAttempt } from './attempt.ts';
import type { Lab } from './library/lab-library.ts';
import type { RunnerTools } from './runner-tools.ts';
import { doneTasks } from './task-progress.ts';

/** What a learner's own Drydock says of a Check. Nobody here saw it: it is recorded as `local`. */
export interface BroughtAttempt
  extends Pick<
    NewAttempt,
    | 'results'
    | 'observation'
    | 'contentHash'
    | 'drydockVersion'
    | 'engine'
    | 'imageDigests'
    | 'seatKind'
    | 'seatClass'
  > {
  /** A ULID: brought again under it, it is the same attempt. */
  readonly id: string;
  /** The tasks that are completed by now. */
  readonly done: readonly string[];
}

/** Records it, with the tasks that it says are done. Rejects with `bad-usage` for what names no check of the lab. */
export function recordBrought(
  tools: Pick<RunnerTools, 'store' | 'now' | 'newId' | 'seedOf' | 'newWorkspaceDir'>,
  lab: Lab,
  key: RunKey,
  person: string,
  { done, ...brought }: BroughtAttempt,
): RecordedReport {
  const { store, now } = tools;
  const known = new Set([...Object.keys(lab.manifest.checks), ...Object.keys(lab.manifest.guards)]);
  const unknown = brought.results.find(({ id }) => !known.has(id));
  if (unknown !== undefined)
    throw new DrydockError('bad-usage', {
      message: `${lab.id} has no check “${unknown.id}” here.`,
      fix: 'Use the version of Drydock that the session has.',
    });
  const found = store.findRun(key) ?? newRunElsewhere(tools, lab, key, brought);
  const recorded = findRecorded(store, found, brought.id);
  if (recorded !== undefined) return reportAttempt(lab.id, recorded);
  const attempt = store.addAttempt({
    ...brought,
    run: found.id,
    person,
    at: now().toISOString(),
    attestedBy: 'local',
  });
  const before = doneTasks(store.listEvents(found.id, ['task-done']));
  for (const task of Object.keys(lab.manifest.tasks))
    if (done.includes(task) && before[task] === undefined)
      store.addEvent({ type: 'task-done', run: found.id, task });
  return reportAttempt(lab.id, attempt);
}

/** A run that nothing of is here: it can be started here later, and is laid out then. */
function newRunElsewhere(
  {
    store,
    newId,
    seedOf,
    newWorkspaceDir,
  }: Pick<RunnerTools, 'store' | 'newId' | 'seedOf' | 'newWorkspaceDir'>,
  lab: Lab,
  key: RunKey,
  { seatKind, seatClass }: Pick<BroughtAttempt, 'seatKind' | 'seatClass'>,
): Run {
  const seed = seedOf(key);
  return store.createRun({
    ...key,
    contentHash: lab.contentHash,
    seed,
    vars: makeVars(lab.manifest.vars, lab.id, seed),
    intent: 'stopped',
    step: 'new',
    seatKind,
    seatClass,
    workspaceDir: newWorkspaceDir(lab.id, newId()),
  });
}
