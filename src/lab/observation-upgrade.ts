/** Reads observations that an earlier version of Drydock took: what it did not look at is unknown. Pure. */
import { type Observation, type ObservedContainer, observationVersion } from './observation.ts';

type Container = Omit<ObservedContainer, 'syscalls' | 'image'> & {
  /** JSON leaves out what is undefined. */
  readonly image?: ObservedContainer['image'];
  readonly syscalls?: ObservedContainer['syscalls'] | undefined;
};

/** An observation of any version so far. */
export type AnyObservation = Omit<Observation, 'version' | 'containers'> & {
  readonly version: number;
  readonly containers: readonly Container[];
};

/** Version 1 did not ask for the filter of system calls. */
export function upgradeObservation(observation: AnyObservation): Observation {
  const missing = {
    source: 'unknown',
    reason: 'it was observed by a version that did not look at it',
  } as const;
  return {
    ...observation,
    version: observationVersion,
    containers: observation.containers.map(({ image, syscalls = missing, ...container }) => ({
      ...container,
      image,
      syscalls,
    })),
  };
}
