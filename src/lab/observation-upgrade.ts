/** Reads observations that an earlier version of Drydock took: what it did not look at is unknown. Pure. */
import { type Observation, type ObservedContainer, observationVersion } from './observation.ts';

/** Facts that the first version did not have. */
type Later = 'syscalls' | 'filters' | 'limitEffects' | 'mountedFiles';

type Container = Omit<ObservedContainer, Later | 'image'> & {
  /** JSON leaves out what is undefined. */
  readonly image?: ObservedContainer['image'];
} & { readonly [fact in Later]?: ObservedContainer[fact] | undefined };

/** An observation of any version so far. */
export type AnyObservation = Omit<Observation, 'version' | 'containers'> & {
  readonly version: number;
  readonly containers: readonly Container[];
};

/** Version 1 did not ask for the filter of system calls; 2 not for what it answers to whom, nor what limits did, nor at modes of mounted files. */
export function upgradeObservation(observation: AnyObservation): Observation {
  const missing = {
    source: 'unknown',
    reason: 'it was observed by a version that did not look at it',
  } as const;
  return {
    ...observation,
    version: observationVersion,
    containers: observation.containers.map(
      ({
        image,
        syscalls = missing,
        filters = missing,
        mountedFiles = missing,
        limitEffects = { oomKills: missing, pidsRefused: missing, throttling: missing, swapBytes: missing },
        ...container
      }) => ({ ...container, image, syscalls, filters, mountedFiles, limitEffects }),
    ),
  };
}
