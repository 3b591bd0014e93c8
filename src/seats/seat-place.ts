import { homeSeatId } from './choice/seat-id.ts';
import type { SeatProvider } from './seat-provider.ts';

/** One seat: of which provider, and which of its seats. */
export interface SeatPlace {
  readonly provider: SeatProvider;
  readonly seatId: string;
}

/** Of one home, no two have the same. The home's own are called by their class alone, as before there were others. */
export const keyOf = ({ provider: { kind, seatClass }, seatId }: SeatPlace): string =>
  [kind, seatClass, ...(seatId === homeSeatId ? [] : [seatId])].join(' ');
