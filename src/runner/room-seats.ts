/** Seats for a room: those of the machine, with what a room asks of them. */
import { anySeat, type SeatDirectory } from '../lab/ports/seat-directory.ts';

/** What a server with many people asks of seats. */
export interface RoomSeats {
  /** Lets go of the seat of a party in which nothing runs: it is stopped, and what is stored in it stays. */
  free(party: string): Promise<void>;
}

export function makeRoomSeats(seats: SeatDirectory): RoomSeats {
  return {
    async free(party) {
      const suspension = seats.suspensionOf({ party, requirement: anySeat });
      if (suspension === undefined || suspension.state === 'stopped') return;
      await suspension.suspend('stopped', () => Promise.resolve());
    },
  };
}
