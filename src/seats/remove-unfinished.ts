import type { Engine } from '../lab/ports/engine.ts';
import { homeLabel, seatLabel } from './labels.ts';
import { isPreparingId } from './nested/seat-owner.ts';

/**
 * Removes seats of a home that were being filled so that others begin with a copy of their disk: whoever filled them was
 * killed. For a server that begins, before it fills any.
 */
export async function removeUnfinished(
  engine: Pick<Engine, 'listLabelled' | 'removeLabelled'>,
  homeId: string,
  signal: AbortSignal,
): Promise<void> {
  const found = await engine.listLabelled(seatLabel, signal);
  const ids = found.flatMap(({ labels }) => (labels[homeLabel] === homeId ? (labels[seatLabel] ?? []) : []));
  for (const seat of new Set(ids.filter(isPreparingId)))
    await engine.removeLabelled({ [homeLabel]: homeId, [seatLabel]: seat });
}
