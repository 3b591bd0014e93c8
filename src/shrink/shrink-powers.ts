import type { InspectedService } from './inspected-service.ts';
import type { Power } from './power.ts';
import { reduce } from './reduce.ts';
import { mountPowers, powersOfService } from './service-powers.ts';
import type { CopyPlan } from './shrunk-copy.ts';
import type { Trials } from './trials.ts';

/** All but calls: powers first, then the paths that it writes to, where its root need not be written, then mounts. */
export async function shrinkPowers(service: InspectedService, paths: readonly string[], trials: Trials) {
  const powers = powersOfService(service);
  const mounts = mountPowers(service).map(({ id }) => id);
  const pathIds = paths.map((path) => `path:${path}`);
  const planOf = (ids: readonly string[]): CopyPlan => ({ kept: new Set(ids), paths, profile: undefined });
  const ids = powers.map(({ id }) => id);
  const ofPowers = await reduce(
    ids,
    trials.passes('powers', ids, (left) => planOf([...left, ...pathIds, ...mounts])),
  );
  const isReadOnly = !ofPowers.left.includes('writable-root');
  const ofPaths = isReadOnly
    ? await reduce(
        pathIds,
        trials.passes('writable paths', pathIds, (left) => planOf([...ofPowers.left, ...left, ...mounts])),
      )
    : { left: pathIds, isMinimal: true };
  const kept = [...ofPowers.left, ...ofPaths.left];
  const ofMounts = await reduce(
    mounts,
    trials.passes('mounts', mounts, (left) => planOf([...kept, ...left])),
  );
  return {
    powers: [...powers, ...(isReadOnly ? paths.map(pathPower) : [])],
    // What is in a mount may be asked for by nobody but a user, so it stays.
    plan: planOf([...kept, ...mounts]),
    idleMounts: mountPowers(service).filter(({ id }) => !ofMounts.left.includes(id)),
    isMinimal: [ofPowers, ofPaths, ofMounts].every(({ isMinimal }) => isMinimal),
  };
}

const pathPower = (path: string): Power => ({
  id: `path:${path}`,
  kind: 'paths',
  name: `writing to ${path}`,
  allows: `leave files in ${path}, and execute none: a tmpfs is mounted noexec`,
});
