import type { AssignmentStore } from '../grades/assignments/assignment-store.ts';
import { DrydockError } from '../lab/errors.ts';
import { type Action, endingActions, recordingActions } from '../lab/people/action.ts';
import { may, type Subject } from '../lab/people/may.ts';
import type { Scope } from '../lab/people/role.ts';
import type { Store } from '../lab/ports/store.ts';
import { whyClosed, whyEnded } from '../lab/sessions/session.ts';
import { type BoardAction, boardActions } from '../lab/wire/board.ts';
import type { Caller } from './caller.ts';
import type { Agreements } from './sessions/agreements.ts';

/** What a request is about, by the blanks of its path. */
export interface Asked {
  readonly session?: string | undefined;
  readonly course?: string | undefined;
  readonly assignment?: string | undefined;
  readonly person?: string | undefined;
  /** It changes nothing. */
  readonly reads: boolean;
}

/** The one place where the server asks who may do what: every route and every socket passes it. */
export interface Permissions {
  /**
   * Throws `not-found` where the caller may not: whoever may not know of a thing is told that there is none. Throws
   * `not-allowed` where they work in a session that is not open, or say something in one that has ended, or where
   * something would be recorded of them that they do not agree to.
   */
  require(caller: Caller, action: Action, asked: Asked): void;
}

export interface PermissionParts {
  readonly store: Pick<Store, 'findSession' | 'findJoined' | 'listCourses'> &
    Pick<AssignmentStore, 'findAssignment' | 'findEnrolled'>;
  readonly clock: () => Date;
  readonly agreements: Pick<Agreements, 'whyNot'>;
  /** Told who works in a session. */
  readonly saw: (person: string) => void;
}

export function makePermissions({ store, clock, agreements, saw }: PermissionParts): Permissions {
  /** What lies in a session; what does not is the caller's own, wherever they hold a role. */
  const subjectOf = (
    { person, held }: Caller,
    { session: id, course, assignment, person: about }: Asked,
  ): Subject | undefined => {
    if (course !== undefined || assignment !== undefined)
      return inCourse(assignment === undefined ? course : store.findAssignment(assignment)?.course, about);
    if (id === undefined)
      return { scopes: ['home', ...held.map(({ scope }) => scope)], person: about ?? person.id };
    const session = store.findSession(id);
    if (session === undefined) return undefined;
    if (about !== undefined && store.findJoined(id, about) === undefined) return undefined;
    return { scopes: scopesOf(session), person: about };
  };
  const inCourse = (id: string | undefined, about: string | undefined): Subject | undefined => {
    const course = store.listCourses().find((each) => each.id === id);
    if (course === undefined) return undefined;
    if (about !== undefined && store.findEnrolled(course.id, about) === undefined) return undefined;
    return { scopes: scopesOfCourse(course.id), person: about };
  };
  const whyTooLate = (joined: string, action: Action) => {
    const session = store.findSession(joined);
    if (session === undefined) return undefined;
    if (action === 'lab.use') return whyClosed(session, clock());
    return endingActions.has(action) ? whyEnded(session, clock()) : undefined;
  };
  return {
    require(caller, action, asked) {
      const { person, session: joined } = caller;
      const subject = subjectOf(caller, asked);
      if (subject === undefined || !callerMay(caller, action, subject)) throw notHere();
      if (asked.reads || joined === undefined) return;
      const refused =
        whyTooLate(joined, action) ??
        (recordingActions.has(action) ? agreements.whyNot(joined, person.id) : undefined);
      if (refused !== undefined) throw refused;
      if (action === 'lab.use') saw(person.id);
    },
  };
}

const scopesOfCourse = (course: string): readonly Scope[] => ['home', `course:${course}`];

/** Of a session: the scopes that it lies in. */
export const scopesOf = ({
  id,
  course,
}: {
  readonly id: string;
  readonly course: string;
}): readonly Scope[] => [...scopesOfCourse(course), `session:${id}`];

/** As `may`, of a caller. */
export const callerMay = ({ person, held }: Caller, action: Action, subject: Subject): boolean =>
  may({ person: person.id, held }, action, subject);

/** Whether a caller may do something in a course, or about one person there. */
export const mayInCourse = (caller: Caller, action: Action, course: string, person?: string): boolean =>
  callerMay(caller, action, { scopes: scopesOfCourse(course), person });

/** Whether somebody leads the session, and so may know by which code others join it. */
export const mayInvite = (
  caller: Caller,
  session: { readonly id: string; readonly course: string },
): boolean => callerMay(caller, 'session.change', { scopes: scopesOf(session) });

/** What somebody may do on the board of a session. */
export const boardActionsOf = (
  caller: Caller,
  session: { readonly id: string; readonly course: string },
): readonly BoardAction[] =>
  boardActions.filter((action) => callerMay(caller, action, { scopes: scopesOf(session) }));

function notHere(): DrydockError {
  return new DrydockError('not-found', {
    message: 'There is no such thing here for you.',
    fix: 'It may belong to others, or to a session that you have not joined.',
  });
}
