/** Reads observations that an earlier version of Drydock took: what it did not look at is unknown. Pure. */
import type { Fact, Unknown } from './fact.ts';
import { type Observation, type ObservedContainer, observationVersion } from './observation.ts';

/** Facts that the first version did not have. */
type Later = 'syscalls' | 'filters' | 'limitEffects' | 'mountedFiles' | 'asked';

/** As it was before what is unknown had a cause. */
type AnyFact<T> =
  | Exclude<Fact<T>, Unknown>
  | (Omit<Unknown, 'cause'> & { readonly cause?: Unknown['cause'] | undefined });
type ValueOf<Of> = Of extends { readonly value: infer Value } ? Value : never;
type WithAnyFacts<Of> = {
  [Key in keyof Of]: Of[Key] extends Fact<unknown> ? AnyFact<ValueOf<Of[Key]>> : Of[Key];
};
type Container = WithAnyFacts<Omit<ObservedContainer, Later | 'image'>> & {
  /** JSON leaves out what is undefined. */
  readonly image?: ObservedContainer['image'];
} & { readonly [Key in Later]?: WithAnyFacts<ObservedContainer>[Key] | undefined };

/** An observation of any version so far. */
export type AnyObservation = Omit<WithAnyFacts<Observation>, 'version' | 'containers' | 'abilities'> & {
  readonly version: number;
  readonly containers: readonly Container[];
  readonly abilities?: Observation['abilities'] | undefined;
};

/**
 * Reads an observation of an earlier version as one of this. Version 1 lacks the filter of system calls; version 2 what
 * filters answer, what limits did, and modes of mounted files; version 3 namespaces of single processes, BPF links, and
 * what the host can do. What is unknown without a cause becomes `host-lacks`, as it was judged when it was taken.
 */
export function upgradeObservation(observation: AnyObservation): Observation {
  const missing: Unknown = {
    source: 'unknown',
    reason: 'it was observed by a version that did not look at it',
    cause: 'host-lacks',
  };
  // So what is in a namespace of its own is judged as it was: it could not be seen.
  const unseen: Unknown = { ...missing, cause: 'not-seen' };
  const containers = observation.containers.map((container): ObservedContainer => {
    const {
      image,
      imageFacts,
      processes,
      mounts,
      rootReadOnly,
      syscalls = missing,
      filters = missing,
      mountedFiles = missing,
      limitEffects = { oomKills: missing, pidsRefused: missing, throttling: missing, swapBytes: missing },
      limits,
      listening,
      sysctls,
      asked = {
        networks: unseen,
        mountViews: unseen,
        namespaceOwners: unseen,
        bpfLinks: unseen,
      },
    } = container;
    return {
      ...container,
      image,
      imageFacts: withCause(imageFacts),
      processes: withCause(processes),
      mounts: withCause(mounts),
      rootReadOnly: withCause(rootReadOnly),
      syscalls: withCause(syscalls),
      filters: withCause(filters),
      mountedFiles: withCause(mountedFiles),
      limitEffects,
      limits: withCause(limits),
      listening: withCause(listening),
      sysctls: withCause(sysctls),
      asked,
    };
  });
  const { abilities = {} } = observation;
  const host = withCause(observation.host);
  return { ...observation, version: observationVersion, host, containers, abilities };
}

function withCause<T>(fact: AnyFact<T>): Fact<T> {
  return fact.source === 'unknown' ? { ...fact, cause: fact.cause ?? 'host-lacks' } : fact;
}
