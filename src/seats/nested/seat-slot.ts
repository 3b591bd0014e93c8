/**
 * A seat's number among those of an engine. It gives the seat a subnet, a bridge and user ids that no other seat has;
 * having made the network is holding the number.
 */

/** The number of slots: as many as the seat's image has users for (labs/images/workbench/Dockerfile). */
const slots = 1024;
const firstUser = 251_658_240;
/** 10.118.0.0/18, in networks of 16 addresses. */
const base = (10 << 24) + (118 << 16);

/** Who may reach what: see decision 0091. */
export type SeatNetwork = 'open' | 'public' | 'closed';

/** All subnets in the order of their slots. */
export const seatSubnets: readonly string[] = Array.from({ length: slots }, (_, slot) => {
  const address = base + slot * 16;
  return `${[24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')}/28`;
});

/** The number of a subnet; undefined for one that is not a seat's. */
export function slotOf(subnet: string): number | undefined {
  const slot = seatSubnets.indexOf(subnet);
  return slot < 0 ? undefined : slot;
}

/** The bridge's name on the engine's host: what the fence knows a seat's policy by. */
export const bridgeName = (network: SeatNetwork, slot: number): string => `${bridgePrefix[network]}${slot}`;

export const bridgePrefix: Readonly<Record<SeatNetwork, string>> = {
  open: 'ddopen',
  public: 'ddpub',
  closed: 'ddshut',
};

/** The user on the engine's host who is root in a rootless seat. */
export const slotUser = (slot: number): string => String(firstUser + slot);
