/**
 * What BuildKit ends with where the engine lost a layer. Where containerd keeps images, one that nothing uses any more may
 * be collected between two steps of a build that is about to use it: builds and removals beside each other make it so, now
 * and then. It is the engine's fault, and the same build succeeds when it is asked for again:
 * https://github.com/moby/buildkit/issues/6521
 *
 * It begins its line. What a step of a Dockerfile prints stands behind the number of the step, so that no work can say that
 * the engine failed. To be held against a readable part of what was printed: a line may be of any length.
 */
export const lostLayer =
  /(?:^|\n)(?:target [^\s:]+: )?failed to solve: failed to (?:prepare extraction|stat lower|get) snapshot [^\n]*does not exist: not found/;

/** How often a build is asked for before the engine is said to fail. */
export const mostBuilds = 3;
