/** What is asked of the store about courses, roles and sessions. Calls are synchronous and durable, as in `store.ts`. */
import type { LabId } from '../lab-id.ts';
import type { Party, Person } from '../people/person.ts';
import type { HeldRole, Role, Scope } from '../people/role.ts';
import type { Agreed } from '../sessions/consent.ts';
import type { Session } from '../sessions/session.ts';
import type { SessionEvent, SessionEventData, SessionEventKind, Shown } from '../sessions/session-event.ts';
import type { Share } from '../sessions/share.ts';
import type { Standing } from '../sessions/standing.ts';

export interface Course {
  readonly id: string;
  readonly title: string;
  /** A name of the IANA time zone database. */
  readonly zone: string;
  /**
   * How many days what is handed in is kept after nothing more is accepted of its assignment; undefined: until somebody
   * is erased.
   */
  readonly keepDays: number | undefined;
}

/** A learner of a session. */
export interface Joined {
  readonly person: Person;
  readonly party: Party;
  /** What they are called there: no two are called alike. */
  readonly alias: string;
  readonly at: string;
  /** When they were taken out of it; undefined while they are in it. */
  readonly removedAt: string | undefined;
}

export interface Hand {
  readonly id: string;
  readonly person: string;
  readonly alias: string;
  readonly lab: LabId | undefined;
  readonly task: string | undefined;
  readonly text: string;
  readonly raisedAt: string;
  /** The name of who came. */
  readonly takenBy: string | undefined;
}

/** A hand with what became of it. */
export interface HandRecord extends Hand {
  readonly takenAt: string | undefined;
  readonly loweredAt: string | undefined;
}

export interface Notice {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  /** A path of the book. */
  readonly place: string | undefined;
  readonly at: string;
}

/** How many said one thing at one place of the book. */
export interface RoomPredictionCount {
  /** `base-images/setuid`. */
  readonly key: string;
  readonly value: string;
  readonly count: number;
}

/** One cell of a board. */
export interface BoardCell {
  readonly party: string;
  readonly lab: LabId;
  readonly task: string;
  readonly standing: Standing;
}

export interface MemberView extends HeldRole {
  readonly person: Person;
}

/** What may be changed of a session. */
export type SessionEdit = {
  readonly [Key in 'title' | 'code' | 'capacity' | 'opens' | 'ends' | 'keepDays' | 'labs' | 'state']?:
    | Session[Key]
    | undefined;
};

export interface RoleStore {
  heldRoles(person: string): readonly HeldRole[];
  listMembers(): readonly MemberView[];
  /** A person with a party of their own, who holds a role. */
  addMember(name: string, role: Role, scope: Scope): Person;
  giveRole(person: string, role: Role, scope: Scope): void;
  /** False where they do not hold it. */
  takeRole(person: string, role: Role, scope: Scope): boolean;
  findPerson(id: string): Person | undefined;
}

export interface SessionStore {
  listCourses(): readonly Course[];
  /** Work is kept as long as is usual, unless said otherwise; null: always. */
  addCourse(title: string, zone: string, keepDays?: number | null): Course;
  /** From now on; what was removed stays removed. Throws `not-found` where there is no such course. */
  keepWorkOf(course: string, keepDays: number | null): Course;
  listSessions(): readonly Session[];
  findSession(id: string): Session | undefined;
  /** The newest with this code, over or not. */
  findByCode(code: string): Session | undefined;
  /** It is kept for the usual time where none is said. */
  addSession(
    session: Omit<Session, 'id' | 'state' | 'keepDays'> & Partial<Pick<Session, 'keepDays'>>,
  ): Session;
  /** What is undefined stays. */
  changeSession(id: string, change: SessionEdit): Session;
  /**
   * Joins somebody under the first free form of their name, as a new person with a party of their own. Asked again
   * under the same `asked`, it is who joined then. `full` where nobody more fits. Names that are `kept` are given to
   * nobody as they are. What they agreed to is recorded with it.
   */
  join(
    session: string,
    asked: string,
    name: string,
    kept: readonly string[],
    consent?: Agreed,
  ): Joined | 'full';
  listJoined(session: string): readonly Joined[];
  /** Each session that somebody of this party is in, and who. */
  joinedBy(party: string): readonly { readonly session: string; readonly person: string }[];
  /** Those who were taken out of it, in the order in which they had joined. */
  listRemoved(session: string): readonly Joined[];
  countJoined(session: string): number;
  /**
   * Takes a learner out: their role, their sign-ins and links of the session end, their hand comes down, looks into
   * their shells end, their place is free. What they made stays. False where they are not in it.
   */
  removeJoined(session: string, person: string, by: string): boolean;
  /** Whether under `asked` somebody is in the session. */
  hasAsked(session: string, asked: string): boolean;
  /** A person of a session, taken out of it or not, with what they are called there; undefined where they never were. */
  findJoined(session: string, person: string): Joined | undefined;
  raiseHand(session: string, person: string, about: Pick<Hand, 'lab' | 'task' | 'text'>): Hand;
  /** The hand with who comes first; undefined where it is not raised any more. */
  takeHand(id: string, by: string): Hand | undefined;
  /** False where it is not raised any more. */
  lowerHand(id: string): boolean;
  /** Raised ones, in the order in which they were raised. */
  listHands(session: string): readonly Hand[];
  /** Lowered ones too, in that order. */
  listAllHands(session: string): readonly HandRecord[];
  addNotice(session: string, author: string, text: string, place: string | undefined): Notice;
  /** In the order in which they were sent; the last ones where there are more than `most`. */
  listNotices(session: string, most: number): readonly Notice[];
  readBoard(session: string): readonly BoardCell[];
  /** How many of those who are in the session predicted what, by the last that each said. */
  roomPredictions(session: string): readonly RoomPredictionCount[];
  /** Hears what changes in a session once it is on disk. */
  onSessionChange(listener: (session: string, change: SessionChange) => void): Disposable;
}

/** What changed: boards and learners look it up anew, or take the cells as they are. */
export type SessionChange =
  | { readonly type: 'cells'; readonly cells: readonly BoardCell[] }
  | { readonly type: 'session' | 'joined' | 'notices' }
  /** Of one learner's. */
  | { readonly type: 'hands' | 'shares' | 'consent'; readonly person: string }
  /** Of one learner's, or of all. */
  | { readonly type: 'done'; readonly kind: SessionEventKind; readonly person?: string };

/** What is shown to a session, without what it holds. */
export interface ShownNow {
  readonly id: string;
  /** The name of who shows it. */
  readonly by: string;
  readonly at: string;
  readonly what: Shown['what'];
  /** What a file is called; of a prediction its key. */
  readonly title: string;
}

/**
 * What was done in a session. Nothing of it is removed, but for older ones of what was shown and of links that were made
 * anew: twenty of each stay, and of what was shown at most a megabyte.
 */
export interface SessionEventStore {
  addSessionEvent<Kind extends SessionEventKind>(
    session: string,
    kind: Kind,
    event: { readonly person?: string; readonly by: string; readonly data: SessionEventData<Kind> },
  ): void;
  /** Of one kind, in order; with a person those that concern them, or all. */
  listSessionEvents<Kind extends SessionEventKind>(
    session: string,
    kind: Kind,
    person?: string,
  ): readonly SessionEvent<Kind>[];
  /** The last of one kind that concerns a person; without one, that is for all. */
  lastSessionEvent<Kind extends SessionEventKind>(
    session: string,
    kind: Kind,
    person?: string,
  ): SessionEvent<Kind> | undefined;
  /** Undefined where nothing is shown, or it was ended. */
  shownNow(session: string): ShownNow | undefined;
  /** Who took the solution of which lab over. */
  listHelped(session: string): readonly { readonly person: string; readonly lab: LabId }[];
}

/** Who asked to see whose shell, what was answered, and when it was looked at. Nothing of it is removed. */
export interface ShareStore {
  askShare(asked: Pick<Share, 'session' | 'person' | 'viewer' | 'mode' | 'lab' | 'terminal'>): Share;
  findShare(id: string): Share | undefined;
  /** Those of a session, in the order in which they were asked for. */
  listShares(session: string): readonly Share[];
  /** The share as it is then: an answer that was given, or what has ended, stays. Undefined where there is none. */
  answerShare(id: string, answer: 'yes' | 'no'): Share | undefined;
  endShare(id: string): Share | undefined;
  /** Records that somebody looks from now until it is disposed. */
  beginLook(share: string): Disposable;
}
