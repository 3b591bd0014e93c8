/** Takes the seats of parties away, awake or asleep: found by labels on the engine around them, without waking any. */
import type { Engine, RemoveOptions } from '../lab/ports/engine.ts';
import { seatIdOf } from './choice/seat-id.ts';
import { containerName, homeLabel, roleLabel, seatLabel } from './labels.ts';
import { holderLabel } from './nested/seat-owner.ts';

type SeatEngine = Pick<Engine, 'inspectContainers' | 'listLabelled' | 'removeLabelled'>;

/**
 * Removes containers, networks, volumes and disks of the seats that these parties have, of every class, one that was
 * taken from the pool too. What a seat stored goes with it: images that were built there, and volumes of all kinds. The
 * network of a seat that was made for them stays where somebody will have a seat of that name again.
 */
export async function removePartySeats(
  engine: SeatEngine,
  homeId: string,
  parties: ReadonlySet<string>,
  signal: AbortSignal,
  { keepNetworks = false }: Pick<RemoveOptions, 'keepNetworks'> = {},
): Promise<void> {
  const ids = [...parties].map((party) => seatIdOf(party, { kind: 'nested' }, { audience: 'many' }));
  const isIts = (text: string, id: string) => text === id || text.startsWith(`${id}-`);
  /** A container of a class is called by the class too. */
  const isHeld = (name: string) => ids.some((id) => isIts(name, containerName('seat', `${homeId}-${id}`)));
  const found = new Set<string>();
  for (const { name, labels } of await engine.inspectContainers(
    { [homeLabel]: homeId, [roleLabel]: 'seat' },
    signal,
  ))
    if (isHeld(name)) found.add(labels[seatLabel] ?? '');
  // Where its container is gone, a seat is known by its volumes, and by who holds it.
  for (const { labels } of await engine.listLabelled(seatLabel, signal)) {
    const { [seatLabel]: seat = '', [holderLabel]: holder = '' } = labels;
    if (labels[homeLabel] === homeId && (isHeld(holder) || ids.some((id) => isIts(seat, id))))
      found.add(seat);
  }
  found.delete('');
  // Disks after the seats that are on them.
  for (const role of ['seat', undefined])
    for (const seat of found)
      await engine.removeLabelled(
        { [homeLabel]: homeId, [seatLabel]: seat, ...(role === undefined ? {} : { [roleLabel]: role }) },
        { keepNetworks: keepNetworks && ids.includes(seat) },
      );
}
