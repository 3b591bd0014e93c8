import type { Store } from '../../lab/ports/store.ts';
import type { Session } from '../../lab/sessions/session.ts';
import type { Board } from '../../lab/wire/board.ts';
import type { SessionRecord } from '../../lab/wire/session-record.ts';
import { viewLearnersWork } from './learner-view.ts';
import { viewHand, viewNotice, viewShare } from './session-views.ts';

/**
 * All that is recorded of a session: unlike a board, which tells what is of use now, each hand, notice, look and attempt
 * that there was. What was typed or seen in shells is recorded nowhere.
 */
export function viewSessionRecord(store: Store, session: Session, board: Board): SessionRecord {
  const { id } = session;
  const members = new Map([...board.learners, ...board.removed].map((each) => [each.person, each]));
  return {
    session: board.session,
    labs: board.labs,
    learners: [...store.listJoined(id), ...store.listRemoved(id)].map((joined) => {
      const work = viewLearnersWork(store, session, joined, Number.POSITIVE_INFINITY);
      const { removedAt, helped = [] } = members.get(work.person) ?? {};
      return {
        ...work,
        ...(removedAt === undefined ? {} : { removedAt }),
        helped,
        standings: board.cells
          .filter(({ person }) => person === work.person)
          .map(({ person: _, ...cell }) => cell),
      };
    }),
    hands: store.listAllHands(id).map(({ takenAt, loweredAt, ...hand }) => ({
      ...viewHand(hand),
      ...(takenAt === undefined ? {} : { takenAt }),
      ...(loweredAt === undefined ? {} : { loweredAt }),
    })),
    notices: store.listNotices(id, Number.MAX_SAFE_INTEGER).map(viewNotice),
    shares: store.listShares(id).map(viewShare),
  };
}
