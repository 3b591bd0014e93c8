import type { ConnectedEngine } from '../../engine/connect.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import { makeLabels } from '../labels.ts';
import { seatName } from './seat-container.ts';
import { bridgeName, type SeatNetwork, seatSubnets, slotOf } from './seat-slot.ts';

/** Makes the network of a seat or finds it: having it is holding the number that its subnet stands for. */
export async function leaseSlot(
  engine: ConnectedEngine,
  {
    homeId,
    seatId,
    seatClass,
  }: { readonly homeId: string; readonly seatId: string; readonly seatClass: SeatClass },
  network: SeatNetwork,
  signal?: AbortSignal,
): Promise<{ readonly network: string; readonly slot: number }> {
  const name = seatName(homeId, seatId, seatClass);
  const subnet = await engine.ensureNetwork(
    {
      name,
      labels: makeLabels({ home: homeId, role: 'seat', seat: seatId }),
      subnets: seatSubnets,
      bridge: (one) => bridgeName(network, slotOf(one) ?? 0),
      internal: network === 'closed',
    },
    signal,
  );
  const slot = slotOf(subnet);
  if (slot !== undefined) return { network: name, slot };
  throw new DrydockError('engine-failed', {
    message: `The network ${name} has the subnet ${subnet}, which is none of those that Drydock gives to seats.`,
    fix: `Remove it: docker network rm ${name}`,
  });
}
