import type { Engine } from '../lab/ports/engine.ts';
import { containerName, homeLabel, roleLabel, seatLabel } from './labels.ts';
import { isPreparingId } from './nested/seat-owner.ts';
import { isSpare } from './workbench/workbench-container.ts';

/**
 * Removes seats of a home that were being filled so that others begin with a copy of their disk, what was copying one, and
 * workbenches that were kept for nobody yet: whoever did that was killed. Disks that were kept stay. For a server that
 * begins, before it does so itself.
 */
export async function removeUnfinished(
  engine: Pick<Engine, 'inspectContainers' | 'listLabelled' | 'removeContainer' | 'removeLabelled'>,
  homeId: string,
  signal: AbortSignal,
): Promise<void> {
  const found = await engine.listLabelled(seatLabel, signal);
  const ids = found.flatMap(({ labels }) => (labels[homeLabel] === homeId ? (labels[seatLabel] ?? []) : []));
  for (const seat of new Set(ids.filter(isPreparingId)))
    await engine.removeLabelled({ [homeLabel]: homeId, [seatLabel]: seat });
  const helpers = await engine.inspectContainers({ [homeLabel]: homeId, [roleLabel]: 'disk' }, signal);
  const benches = await engine.inspectContainers({ [homeLabel]: homeId, [roleLabel]: 'workbench' }, signal);
  for (const { id, name } of benches) if (isSpare(name, homeId)) await engine.removeContainer(id);
  const copying = containerName('disk', `${homeId}-prepared-`);
  for (const { id, name } of helpers) if (name.startsWith(copying)) await engine.removeContainer(id);
}
