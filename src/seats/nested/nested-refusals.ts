import { DrydockError } from '../../lab/errors.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';

/** An id that would be taken for that of a seat of the pool, or of one that is being filled. */
export function noSuchOwner(id: string): DrydockError {
  return new DrydockError('bad-usage', {
    message: `Nobody's seat can be called ${id}: such names are those of seats that nobody has yet.`,
    fix: 'Use a name that begins neither with pool- nor with prepared-.',
  });
}

/** The outer engine cannot make seats of the class. */
export function notHere(seatClass: SeatClass, why: string): DrydockError {
  return new DrydockError('seat-unmet', {
    message: `Seats of class ${seatClass} cannot be had on this engine: ${why}.`,
    fix: 'Choose another with --seat-class; `drydock doctor` says which run here, and what each keeps from whom.',
  });
}
