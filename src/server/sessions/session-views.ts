import type { LabId } from '../../lab/lab-id.ts';
import type { Hand, Joined, Notice } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import {
  consentItems,
  consentVersion,
  keptUntil,
  needsConsent,
  withdrawnVersion,
} from '../../lab/sessions/consent.ts';
import { phaseOf, type Session } from '../../lab/sessions/session.ts';
import { lastShares, type Share, shareStateOf } from '../../lab/sessions/share.ts';
import { type StuckRule, usualStuckRule } from '../../lab/sessions/stuck.ts';
import type { BoardLearner, BoardSeat } from '../../lab/wire/board.ts';
import type { Terms } from '../../lab/wire/joining.ts';
import type { Mirror } from '../../lab/wire/mirror.ts';
import type { HandView, MySession, SessionView } from '../../lab/wire/sessions.ts';
import type { ShareView } from '../../lab/wire/shares.ts';
import type { RoomSeats } from '../../runner/room/room-seats.ts';
import { placeWords } from '../../runner/room/turns.ts';
import { catchUpsOf } from './catch-up.ts';
import type { SessionLive } from './session-live.ts';

/** The most notices that are told to who comes late. */
export const mostNotices = 50;

/** The session as a learner of it sees it. */
function viewPlan(store: Store, session: Session, now: Date): MySession['session'] {
  const { state: _, course: id, code: __, capacity: ___, ...seen } = session;
  const { title, zone } = store.listCourses().find((each) => each.id === id) ?? { title: '', zone: 'UTC' };
  return {
    ...seen,
    course: { id, title, zone },
    labs: [...session.labs],
    phase: phaseOf(session, now),
    keptUntil: keptUntil(session).toISOString(),
  };
}

/** The session as those see it who lead it. */
export function viewSession(
  store: Store,
  session: Session,
  now: Date,
): SessionView & { readonly code: string } {
  const { code, capacity, id } = session;
  const plan = viewPlan(store, session, now);
  return { ...plan, code, capacity, joined: store.countJoined(id), stuck: stuckRuleOf(store, id) };
}

/** When the board of a session calls somebody stuck: as whoever leads it has set it last. */
export const stuckRuleOf = (store: Pick<Store, 'lastSessionEvent'>, session: string): StuckRule =>
  store.lastSessionEvent(session, 'stuck-rule')?.data ?? usualStuckRule;

export const viewHand = ({ lab, task, takenBy, ...hand }: Hand): HandView => ({
  id: hand.id,
  person: hand.person,
  alias: hand.alias,
  text: hand.text,
  raisedAt: hand.raisedAt,
  ...(lab === undefined ? {} : { lab }),
  ...(task === undefined ? {} : { task }),
  ...(takenBy === undefined ? {} : { takenBy }),
});

export const viewNotice = ({ place, ...notice }: Notice) => ({
  ...notice,
  ...(place === undefined ? {} : { place }),
});

/** What whoever joins is asked to agree to. */
export const viewTerms = (session: Session): Terms => ({
  version: consentVersion,
  keepDays: session.keepDays,
  until: keptUntil(session).toISOString(),
  items: consentItems(session),
});

/** The session that a person has joined, as they see it: its code and who else is there are not in it. */
export function viewMySession(
  store: Store,
  session: Session,
  { person, alias }: Joined,
  live: SessionLive,
  now: Date,
): MySession {
  const hand = store.listHands(session.id).find((each) => each.person === person.id);
  const agreed = store.consentOf(session.id, person.id);
  const shown = store.shownNow(session.id);
  const renewed = store.lastSessionEvent(session.id, 'link-renewed', person.id);
  return {
    session: { ...viewPlan(store, session, now), keptUntil: keptUntil(session, agreed).toISOString() },
    alias,
    ...(hand === undefined ? {} : { hand: viewHand(hand) }),
    notices: store.listNotices(session.id, mostNotices).map(viewNotice),
    shares: currentShares(store, session.id).filter((share) => share.person === person.id),
    pointers: live.pointers
      .list(session.id)
      .filter((pointer) => pointer.person === person.id && pointer.state === 'sent'),
    ...viewMirror(live, session.id),
    ...(agreed === undefined || agreed.version === withdrawnVersion ? {} : { agreed }),
    terms: viewTerms(session),
    asksAgain: needsConsent(agreed, session),
    ...(shown === undefined ? {} : { shown }),
    catchUps: catchUpsOf(store, session.id, person.id),
    ...(renewed === undefined ? {} : { linkRenewed: { by: renewed.by, at: renewed.at } }),
  };
}

/** The mirror of a session under its key; nothing where there is none. */
export function viewMirror({ mirrors }: Pick<SessionLive, 'mirrors'>, session: string): { mirror?: Mirror } {
  const mirror = mirrors.find(session);
  return mirror === undefined ? {} : { mirror };
}

/** Those of a session that wait for an answer, or are open. */
const currentShares = (store: Store, session: string): ShareView[] =>
  store
    .listShares(session)
    .map(viewShare)
    .filter(({ state }) => state === 'asked' || state === 'open');

/** How each that was asked for last came out, for boards. */
export const viewLastShares = (store: Store, session: string): ShareView[] =>
  lastShares(store.listShares(session)).map(viewShare);

export const viewShare = ({
  session: _,
  answer,
  answeredAt: __,
  endedAt,
  looks,
  ...share
}: Share): ShareView => ({
  ...share,
  state: shareStateOf({ answer, endedAt }),
  looks: looks.map(({ since, until }) => ({ since, ...(until === undefined ? {} : { until }) })),
});

/** A learner as a row of the board. */
export function viewLearner(
  { person, alias, at, removedAt }: Joined,
  activeAt: Date | undefined,
  helped: readonly LabId[] = [],
): BoardLearner {
  return {
    person: person.id,
    alias,
    joinedAt: at,
    helped: [...helped],
    ...(activeAt === undefined ? {} : { activeAt: activeAt.toISOString() }),
    ...(removedAt === undefined ? {} : { removedAt }),
  };
}

/** Of the learners of a session: whose seat failed, and who waits for one, in the order in which they get it. */
export function viewSeats(
  learners: readonly Joined[],
  { waiting, troubles }: Pick<RoomSeats, 'waiting' | 'troubles'>,
): BoardSeat[] {
  const people = new Map(learners.map(({ party, person }) => [party.id, person.id]));
  const queue = waiting();
  const failed = troubles().flatMap(({ party, error, since }): BoardSeat[] => {
    const person = people.get(party);
    if (person === undefined) return [];
    const { message, fix } = error;
    const told = { person, state: 'failed' as const, message, since: since.toISOString() };
    return [{ ...told, ...(fix === undefined ? {} : { fix }) }];
  });
  const waits = queue.flatMap((party, index): BoardSeat[] => {
    const person = people.get(party);
    if (person === undefined) return [];
    const place = placeWords({ at: index + 1, of: queue.length });
    return [{ person, state: 'waiting', message: `waits for a seat, ${place}` }];
  });
  return [...failed, ...waits];
}
