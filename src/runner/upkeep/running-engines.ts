import type { Engine } from '../../lab/ports/engine.ts';
import type { SeatDirectory } from '../../lab/ports/seat-directory.ts';

/** Whoever is root in a seat may let it take for ever. */
const openMs = 10_000;

/** The engines that labs run on now. One that cannot be had soon is left out, and holds up no other. */
export async function runningEngines(
  seats: Pick<SeatDirectory, 'listRunning'>,
  signal: AbortSignal,
): Promise<readonly Engine[]> {
  const running = await seats.listRunning(signal);
  const soon = AbortSignal.any([signal, AbortSignal.timeout(openMs)]);
  const opened = await Promise.allSettled(running.map(({ open }) => open(soon)));
  return opened.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value.engine] : []));
}
