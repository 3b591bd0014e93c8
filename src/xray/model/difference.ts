import { formatMemory } from '../../lab/general/units.ts';
import type { Observation, ObservedContainer } from '../../lab/observation/observation.ts';
import { compareObservations, type ObservationChange } from '../../lab/observation/observation-change.ts';
import { knownOf } from './fact.ts';
import { contentOf, originOf } from './origin.ts';

/** A container and the observation that it was seen in. */
export interface Seen {
  readonly container: ObservedContainer;
  readonly observation: Observation;
}

/** What is otherwise of the second, in words: `effective capabilities lost NET_RAW`. */
export function differenceWords(first: Seen, second: Seen): readonly string[] {
  const [before, after] = [renamed(first, second), renamed(second, first)];
  const changes = compareObservations(before, after);
  const counts = countWords(first.container, second.container);
  const words = changes.flatMap((change) =>
    // Two digests say that images differ, and no more.
    change.container === theOne &&
    !isNoise(change) &&
    !repeats(change, changes) &&
    (change.aspect !== 'image' || counts.length === 0)
      ? [textOf(change, before, after).slice(change.service.length + 2)]
      : [],
  );
  return [...counts, ...words];
}

/** What is counted of their images otherwise: `packages from 88 to 78`. */
function countWords(first: ObservedContainer, second: ObservedContainer): readonly string[] {
  const countsOf = (container: ObservedContainer) =>
    [originOf(container), contentOf(container)].flatMap((counts) => knownOf(counts) ?? []);
  const before = new Map(countsOf(first).map(({ label, value }) => [label, value]));
  return countsOf(second).flatMap(({ label, value }) => {
    const was = before.get(label);
    return was === undefined || was === value ? [] : [`${label} from ${was} to ${value}`];
  });
}

/** Permitted sets change with effective ones: that is said once. */
function repeats(change: ObservationChange, changes: readonly ObservationChange[]): boolean {
  const same = ({ container, aspect, of, gained, lost }: ObservationChange) =>
    container === change.container &&
    aspect === 'capabilities' &&
    of === 'effective' &&
    gained.join() === change.gained.join() &&
    lost.join() === change.lost.join();
  return change.aspect === 'capabilities' && change.of === 'permitted' && changes.some(same);
}

/** What changed in a project, each with the name of its service: `web: root file system was writable, is read-only`. */
export function changeWords(before: Observation, after: Observation): readonly string[] {
  const changes = compareObservations(before, after);
  return changes.flatMap((change) =>
    isNoise(change) || repeats(change, changes) ? [] : [textOf(change, before, after)],
  );
}

/** A limit of memory in the units in which it is written, and which the picture beside it has. */
function textOf(change: ObservationChange, before: Observation, after: Observation): string {
  const { service, container, aspect, of, text } = change;
  if (aspect !== 'limit' || of !== 'memory') return text;
  const [was, is] = [before, after].map(({ containers }) => {
    const found = containers.find(({ declared }) => declared.name === container);
    const bytes = found && knownOf(found.limits)?.memoryBytes;
    return bytes ? formatMemory(bytes) : 'none';
  });
  return `${service}: memory limit was ${was}, is ${is}`;
}

/** Programs come and go by themselves. */
function isNoise({ aspect }: ObservationChange): boolean {
  return aspect === 'processes';
}

const theOne = 'the one that is compared';

/** Under one name, so that two services are compared as if they were one; the other is not there to be shared with. */
function renamed({ container, observation }: Seen, { container: other }: Seen): Observation {
  return {
    ...observation,
    containers: observation.containers.flatMap((each) => {
      if (each.service === container.service)
        return [{ ...each, declared: { ...each.declared, name: theOne } }];
      return each.service === other.service ? [] : [each];
    }),
  };
}
