import type { GradedFacts } from '../evidence/facts.ts';
import type { AttemptStore } from '../lab/ports/store.ts';

/** What whoever works on a run was given: up to a moment, where one is said (ISO 8601). */
export function helpGiven(
  store: Pick<AttemptStore, 'listEvents'>,
  run: string,
  until?: string,
): GradedFacts['help'] {
  const events = store
    .listEvents(run, ['hint-opened', 'solution-shown', 'job'])
    .filter(({ at }) => until === undefined || at <= until);
  const hints = events.flatMap((each) => (each.type === 'hint-opened' ? [`${each.task} ${each.hint}`] : []));
  const isSolutionShown = events.some(
    (each) => each.type === 'solution-shown' || (each.type === 'job' && each.kind === 'solve'),
  );
  return { hints: new Set(hints).size, isSolutionShown };
}
