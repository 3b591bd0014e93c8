/**
 * Where containerd keeps images, a layer that nothing uses any more may be collected between two steps of a build that is
 * about to use it: builds and removals beside each other make it so, now and then. It is the engine's fault, and the same
 * build succeeds when it is asked for again: https://github.com/moby/buildkit/issues/6521
 */
export const lostLayer =
  /failed to (?:prepare extraction|stat lower|get) snapshot[^\n]*does not exist: not found/;

/** How often a build is asked for before the engine is said to fail. */
export const mostBuilds = 3;
