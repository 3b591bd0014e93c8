import { clockTime, zoneHere } from '../../core/session-words.ts';
import type { BoardModel } from './board-model.ts';

interface LeftProps {
  readonly model: BoardModel;
  readonly now: Date;
}

/** For how long it is said that somebody was held back. */
const saidMs = 15 * 60_000;

/** Somebody was held back at the door, since many came from one address. */
export function HeldBack({ model: { heldBackAt, session }, now }: LeftProps) {
  if (heldBackAt === undefined || now.getTime() - Date.parse(heldBackAt) > saidMs) return null;
  return (
    <div class="dd-note" role="status">
      <p>
        At {clockTime(heldBackAt, session.course.zone, now, zoneHere())} somebody had to wait at the door,
        since many had joined from one address in a short time. Is there somebody in the table who is not in
        the room? Their name opens what takes them out; a new code keeps them out.
      </p>
    </div>
  );
}

/** Who was taken out of the session: nothing of theirs is lost. */
export function TakenOut({ model: { removed, session }, now }: LeftProps) {
  if (removed.length === 0) return null;
  return (
    <section aria-labelledby="dd-taken-out">
      <h2 id="dd-taken-out" class="dd-taken-out">
        Taken out <span class="dd-count">{removed.length}</span>
      </h2>
      <p class="dd-quiet">
        {removed
          .map(({ alias, removedAt = '' }) =>
            [alias, clockTime(removedAt, session.course.zone, now, zoneHere())].join(', '),
          )
          .join('; ')}
        . What they made is kept, and is in the export.
      </p>
    </section>
  );
}
