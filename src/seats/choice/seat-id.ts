/** Which of a provider's seats is whose. Pure. */
import { DrydockError } from '../../lab/errors.ts';
import { homeParty } from '../../lab/ports/seat-directory.ts';
import type { SeatTraits } from './choose-seat.ts';
import type { Audience } from './seat-audience.ts';

/** The home's own seat: of whoever's machine it is, of proofs, and of everybody where there is but one person. */
export const homeSeatId = 'main';

const ofParty = 'party-';

export interface SeatHolders {
  readonly audience: Audience;
  /** The party whose machine it is. */
  readonly localParty?: string | undefined;
}

/**
 * The id of a party's seat. Two parties among many never have one: ids of parties are of digits and capitals, so that
 * they stay different ones in the names of containers, which have no capitals. Straight on an engine there is no seat
 * apart, and all have the one.
 */
export function seatIdOf(
  party: string,
  { kind }: Pick<SeatTraits, 'kind'>,
  { audience, localParty = homeParty }: SeatHolders,
): string {
  if (audience === 'one' || kind !== 'nested' || party === homeParty || party === localParty)
    return homeSeatId;
  if (!/^[0-9A-Z]+$/.test(party))
    throw new DrydockError('internal', { message: `No seat can be named after the party ${party}.` });
  return `${ofParty}${party.toLowerCase()}`;
}

/** Whether a seat is one that a directory of seats gives; others are of whoever looks at a project from outside. */
export const isGivenSeat = (seatId: string): boolean => seatId === homeSeatId || seatId.startsWith(ofParty);
