/** Which tasks and labs are done. Pure: what the store says and what was judged go in, events to record come out. */

import type { CheckResult } from '../lab/checks/result.ts';
import { ownValue } from '../lab/general/own-value.ts';
import type { Manifest } from '../lab/manifest/manifest.ts';
import type { Answer, RecordedEvent, StoreEvent } from '../lab/ports/store.ts';

/** The events that say how far a run has come. */
export const progressEvents = ['edge-seen', 'task-done', 'lab-done'] as const;

export interface RunRecord {
  readonly run: string;
  readonly events: readonly RecordedEvent[];
  readonly answers: readonly Answer[];
  /** Questions that are not asked on this machine. */
  readonly skipped?: readonly string[];
}

/** When each task was completed. */
export function doneTasks(events: readonly RecordedEvent[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    events.flatMap((event) => (event.type === 'task-done' ? [[event.task, event.at]] : [])),
  );
}

/** The texts of the hints that are open, by task. */
export function openHints(
  manifest: Manifest,
  events: readonly RecordedEvent[],
): Readonly<Record<string, string[]>> {
  const open: Record<string, string[]> = {};
  for (const event of events) {
    if (event.type !== 'hint-opened') continue;
    const hint = ownValue(manifest.tasks, event.task)?.hints[event.hint];
    if (hint !== undefined) open[event.task] = [...(ownValue(open, event.task) ?? []), hint];
  }
  return open;
}

/**
 * What became true with these results and is not recorded yet: edges seen, tasks done, the lab done.
 * What is skipped, check or question, does not hold a task up: the host lacks something, not the learner.
 */
export function newlyDone(
  manifest: Manifest,
  record: RunRecord,
  results: readonly CheckResult[],
): readonly StoreEvent[] {
  const { run, events, answers, skipped = [] } = record;
  const edges = new Set(events.flatMap((event) => (event.type === 'edge-seen' ? [event.check] : [])));
  const fresh: StoreEvent[] = [];
  for (const { id, status } of results)
    if (status === 'pass' && ownValue(manifest.checks, id)?.mode === 'edge' && !edges.has(id)) {
      fresh.push({ type: 'edge-seen', run, check: id });
      edges.add(id);
    }
  const statusOf = new Map(results.map(({ id, status }) => [id, status]));
  const holds = (check: string) => edges.has(check) || ['pass', 'skip'].includes(statusOf.get(check) ?? '');
  const right = new Set([...skipped, ...answers.flatMap((answer) => (answer.correct ? [answer.key] : []))]);
  const done = new Set(Object.keys(doneTasks(events)));
  for (const [id, task] of Object.entries(manifest.tasks)) {
    if (done.has(id) || !task.checks.every(holds) || !task.questions.every((question) => right.has(question)))
      continue;
    fresh.push({ type: 'task-done', run, task: id });
    done.add(id);
  }
  const all = Object.keys(manifest.tasks).every((task) => done.has(task));
  if (all && !events.some((event) => event.type === 'lab-done')) fresh.push({ type: 'lab-done', run });
  return fresh;
}
