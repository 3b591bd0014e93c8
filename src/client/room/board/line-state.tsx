import { clockTime, zoneHere } from '../../core/session-words.ts';
import type { FollowedBoard } from './use-board.ts';

interface LineProps {
  readonly board: FollowedBoard;
  readonly zone: string;
  readonly now: Date;
}

/** A line that is dead is said: what stands on the page is old then. The place is there before the words come. */
export function LineState({ board: { line, heardAt }, zone, now }: LineProps) {
  const since =
    heardAt === undefined
      ? ''
      : ` What you see is of ${clockTime(heardAt.toISOString(), zone, now, zoneHere())}.`;
  const words = {
    open: '',
    lost: `The server does not answer. Trying again.${since}`,
    ended: `You are signed out.${since}`,
  };
  return (
    <p class="dd-board-line" role="status">
      {line === undefined ? '' : words[line]}
    </p>
  );
}
