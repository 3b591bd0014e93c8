/** Attempts that were judged elsewhere: on a learner's own machine, by their own Drydock. */
import { gradeCheck, selfPaced } from '../lab/checks/grade.ts';
import { pointsOf } from '../lab/checks/judge.ts';
import type { CheckResult } from '../lab/checks/result.ts';
import { DrydockError } from '../lab/errors.ts';
import { ownValue } from '../lab/general/own-value.ts';
import { viewOf } from '../lab/manifest/lab-view.ts';
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
  const results = resultsOf(lab, brought.results);
  const found = store.findRun(key) ?? newRunElsewhere(tools, lab, key, brought);
  const recorded = findRecorded(store, found, brought.id);
  const attempt =
    recorded ??
    store.addAttempt({
      ...brought,
      results,
      run: found.id,
      person,
      at: now().toISOString(),
      attestedBy: 'local',
    });
  // Also where an earlier try was cut off behind the attempt.
  const before = doneTasks(store.listEvents(found.id, ['task-done']));
  for (const task of Object.keys(lab.manifest.tasks))
    if (done.includes(task) && before[task] === undefined)
      store.addEvent({ type: 'task-done', run: found.id, task });
  return reportAttempt(lab.id, attempt);
}

/**
 * What it says of each check of the lab, once. What a check is, and what it is worth, the lab says: of what somebody
 * brings only the judgement is taken.
 */
function resultsOf({ id: lab, manifest }: Lab, brought: readonly CheckResult[]): readonly CheckResult[] {
  const said = new Map(brought.map((result) => [result.id, result]));
  const unknown = brought.find(
    ({ id }) => ownValue(manifest.checks, id) === undefined && ownValue(manifest.guards, id) === undefined,
  );
  const all = viewOf(manifest).checks;
  const missing = all.find(({ id }) => !said.has(id));
  if (unknown !== undefined || missing !== undefined || said.size !== brought.length)
    throw new DrydockError('bad-usage', {
      message:
        unknown !== undefined
          ? `${lab} has no check “${unknown.id}” here.`
          : missing !== undefined
            ? `Nothing is said of the check “${missing.id}” of ${lab}.`
            : `A check of ${lab} is told twice.`,
      fix: 'Use the version of Drydock that the session has.',
    });
  return all.flatMap(({ id, task, title, guard }) => {
    const result = said.get(id);
    const check = ownValue(manifest.checks, id);
    if (result === undefined) return [];
    const worth = { ...result, id, task, title, guard, points: check === undefined ? 0 : pointsOf(check) };
    const { earned, of } = gradeCheck(worth, selfPaced);
    return [{ ...worth, earned: guard ? 0 : earned, of: guard ? 0 : of }];
  });
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
