import { homeSeatId } from './choice/seat-id.ts';
import type { SeatProvider } from './seat-provider.ts';

/** One seat: of which provider, and which of its seats. */
export interface SeatPlace {
  readonly provider: SeatProvider;
  readonly seatId: string;
}

/** Unique in a home. The home's own seats have the name of their class alone, as in versions that had no others. */
export const keyOf = ({ provider: { kind, seatClass }, seatId }: SeatPlace): string =>
  [kind, seatClass, ...(seatId === homeSeatId ? [] : [seatId])].join(' ');
