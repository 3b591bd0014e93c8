/**
 * Whose a seat is. A seat has an id for life, which its container, network and volumes carry in a label. Whose it is
 * stands in two places of the engine, so that it outlives whoever asked: the container's name, of which a person has
 * one; and a lease, a volume without files, of which a seat has one. Neither can be held twice, so of many who claim at
 * once nobody gets the seat of another, and nobody gets two.
 */
import type { ConnectedEngine } from '../../engine/connect.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import { containerName, homeLabel, makeLabels, seatLabel } from '../labels.ts';
import { seatName } from './seat-container.ts';

/** On a lease: the name of its holder's container. */
export const holderLabel = 'dev.drydock.holder';

/** Holds a seat that is being removed. */
const nobody = 'nobody';

const poolPrefix = 'pool-';

/** Ids of seats that were made before anybody asked for one. */
export const isPoolId = (seatId: string): boolean => seatId.startsWith(poolPrefix);

const preparedPrefix = 'prepared-';

/** The id of a seat that nobody gets: its disk becomes what others begin with. */
export const preparingId = (key: string): string => `${preparedPrefix}${key}`;

export const isPreparingId = (seatId: string): boolean => seatId.startsWith(preparedPrefix);

/** `make` says of what the seat was made: one that is made otherwise today is not given to anybody. */
export const poolId = (make: string, unique: string): string => `${poolPrefix}${make}-${unique}`;

/** Whether a seat of the pool is made as seats are today. */
export const isMadeSo = (seatId: string, make: string): boolean => seatId.startsWith(`${poolPrefix}${make}-`);

/** A container of a seat, as it is found. */
export interface NamedSeat {
  /** The seat's id for life. */
  readonly seatId: string;
  readonly name: string;
  readonly container: string;
}

export interface SeatsOf {
  readonly engine: ConnectedEngine;
  readonly homeId: string;
  readonly seatClass: SeatClass;
}

/** For whom the container of a seat is, by its name; undefined where nobody has it yet. Pure. */
export function ownerOf(
  { name, seatId }: Pick<NamedSeat, 'name' | 'seatId'>,
  { homeId, seatClass }: Pick<SeatsOf, 'homeId' | 'seatClass'>,
): string | undefined {
  if (name === seatName(homeId, seatId, seatClass)) return isPoolId(seatId) ? undefined : seatId;
  const before = containerName('seat', `${homeId}-`).length;
  const after = seatName(homeId, '', seatClass).length - before;
  return name.slice(before, name.length - after);
}

const leaseName = (homeId: string, seatId: string): string =>
  containerName('seat', `${homeId}-${seatId}-lease`);

/** The id of the seat that somebody has, its container there or not; undefined where they have none. Pure. */
export function findOwn(
  { homeId, seatClass }: Pick<SeatsOf, 'homeId' | 'seatClass'>,
  owner: string,
  seats: readonly NamedSeat[],
  leases: readonly Lease[],
): string | undefined {
  const called = seats.find(({ name }) => name === seatName(homeId, owner, seatClass));
  // Between the lease and the name, or while its container was made anew, somebody was killed.
  const leased = leases.find(({ holder }) => holder === seatName(homeId, owner, seatClass));
  return (called ?? leased)?.seatId;
}

/**
 * Takes the first seat that nobody has. Undefined where there is none: somebody may have claimed for the same owner.
 */
export async function claimSeat(
  { engine, homeId, seatClass }: SeatsOf,
  owner: string,
  free: readonly NamedSeat[],
): Promise<string | undefined> {
  const name = seatName(homeId, owner, seatClass);
  for (const { seatId, container } of free) {
    if (!(await lease(engine, homeId, seatId, name))) continue;
    if (await engine.renameContainer(container, name)) return seatId;
    await engine.removeVolume(leaseName(homeId, seatId));
  }
  return undefined;
}

/** Removes a seat that nobody has, with all that is its. Does nothing where somebody was quicker. */
export async function removeFree(engine: ConnectedEngine, homeId: string, seatId: string): Promise<void> {
  if (await lease(engine, homeId, seatId, nobody))
    await engine.removeLabelled({ [homeLabel]: homeId, [seatLabel]: seatId });
}

/** Gives back what a claim left that was cut off after its owner had another seat. */
export async function dropStaleLeases(
  { engine, homeId, seatClass }: SeatsOf,
  seats: readonly NamedSeat[],
): Promise<void> {
  for (const { seatId, holder } of await findLeases(engine, homeId)) {
    const other = seats.find(({ name }) => name === holder);
    const unclaimed = seats.some(
      (seat) => seat.seatId === seatId && ownerOf(seat, { homeId, seatClass }) === undefined,
    );
    if (unclaimed && other !== undefined && other.seatId !== seatId)
      await engine.removeVolume(leaseName(homeId, seatId));
  }
}

/** Seats of the pool of which there is anything on the engine, and that nobody has. */
export async function findFree(engine: ConnectedEngine, homeId: string): Promise<readonly string[]> {
  const leases = await findLeases(engine, homeId);
  const held = new Set(leases.filter(({ holder }) => holder !== nobody).map(({ seatId }) => seatId));
  const traces = await engine.listLabelled(seatLabel);
  const ids = traces.flatMap(({ labels }) => (labels[homeLabel] === homeId ? (labels[seatLabel] ?? []) : []));
  return [...new Set(ids)].filter((seatId) => isPoolId(seatId) && !held.has(seatId)).sort();
}

/** Who holds a seat. */
export interface Lease {
  readonly seatId: string;
  /** The name of the holder's container. */
  readonly holder: string;
}

/** Every lease of a home. */
export async function findLeases(engine: ConnectedEngine, homeId: string): Promise<readonly Lease[]> {
  return (await engine.listVolumes({ [homeLabel]: homeId })).flatMap(
    ({ [seatLabel]: seatId, [holderLabel]: holder }) =>
      seatId !== undefined && holder !== undefined ? [{ seatId, holder }] : [],
  );
}

async function lease(
  engine: ConnectedEngine,
  homeId: string,
  seatId: string,
  holder: string,
): Promise<boolean> {
  const labels = { ...makeLabels({ home: homeId, role: 'seat', seat: seatId }), [holderLabel]: holder };
  return (await engine.leaseVolume(leaseName(homeId, seatId), labels))[holderLabel] === holder;
}
