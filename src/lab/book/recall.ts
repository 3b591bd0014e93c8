/**
 * Spaced recall: what a reader had is asked again later and later, what they had not soon. Pure: the page
 * without a server counts as the server does.
 */
import type { Recalled } from '../wire/reading.ts';

/** Days until an item is due again, by how many times in a row it was had. */
const daysByStep = [1, 3, 7, 21, 60] as const;
const dayMs = 86_400_000;

/** When something recalled at `at`, `step` times in a row, is worth asking again. */
function dueAfter(step: number, at: Date): string {
  const days = daysByStep[Math.min(step, daysByStep.length - 1)] ?? 1;
  return new Date(at.getTime() + days * dayMs).toISOString();
}

/**
 * What is known of an item after the reader said whether they had it. To have it again before it was due
 * proves nothing and moves nothing; not to have it begins anew.
 */
export function recallAgain(before: Recalled | undefined, had: boolean, at: Date): Recalled {
  const early = before?.had === true && at.toISOString() < before.dueAt;
  if (had && before && early) return before;
  const step = had ? (before?.step ?? 0) + 1 : 0;
  return { had, step, at: at.toISOString(), dueAt: dueAfter(step, at) };
}

/** What a store kept of it: the step as its value. */
export function parseRecalled(kept: {
  readonly value: string;
  readonly correct: boolean | undefined;
  readonly at: string;
}): Recalled {
  const step = Number.parseInt(kept.value, 10) || 0;
  return { had: kept.correct ?? false, step, at: kept.at, dueAt: dueAfter(step, new Date(kept.at)) };
}

/** Keys of what is due by now. */
export function dueRecalls(recalls: Readonly<Record<string, Recalled>>, now: Date): readonly string[] {
  const at = now.toISOString();
  return Object.keys(recalls).filter((key) => (recalls[key]?.dueAt ?? '') <= at);
}
