import type { Observation, ObservedContainer } from '../../lab/observation.ts';
import { compareObservations, type ObservationChange } from '../../lab/observation-change.ts';

/** A container and the observation that it was seen in. */
export interface Seen {
  readonly container: ObservedContainer;
  readonly observation: Observation;
}

/** What is otherwise of the second, in words: `effective capabilities lost NET_RAW`. */
export function differenceWords(first: Seen, second: Seen): readonly string[] {
  const changes = compareObservations(renamed(first), renamed(second));
  return changes.flatMap((change) =>
    change.container === theOne && change.aspect !== 'processes' && !repeats(change, changes)
      ? [change.text.slice(change.service.length + 2)]
      : [],
  );
}

/** Permitted sets change with effective ones: that is said once. */
function repeats(change: ObservationChange, changes: readonly ObservationChange[]): boolean {
  const same = ({ aspect, of, gained, lost }: ObservationChange) =>
    aspect === 'capabilities' &&
    of === 'effective' &&
    gained.join() === change.gained.join() &&
    lost.join() === change.lost.join();
  return change.aspect === 'capabilities' && change.of === 'permitted' && changes.some(same);
}

const theOne = 'the one that is compared';

/** Under one name, so that two services are compared as if they were one. */
function renamed({ container, observation }: Seen): Observation {
  return {
    ...observation,
    containers: observation.containers.flatMap((each) =>
      each.service === container.service
        ? [{ ...each, declared: { ...each.declared, name: theOne } }]
        : [each],
    ),
  };
}
