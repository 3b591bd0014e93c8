import type { AssignmentStore } from '../grades/assignments/assignment-store.ts';
import { DrydockError } from '../lab/errors.ts';
import type { Action } from '../lab/people/action.ts';
import { may, type Subject } from '../lab/people/may.ts';
import type { Scope } from '../lab/people/role.ts';
import type { Store } from '../lab/ports/store.ts';
import { needsConsent } from '../lab/sessions/consent.ts';
import { whyClosed } from '../lab/sessions/session.ts';
import type { Caller } from './caller.ts';

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
   * `not-allowed` where they work in a session that is not open, or have not agreed to what is kept of them.
   */
  require(caller: Caller, action: Action, asked: Asked): void;
}

/** `saw` is told who works in a session. */
export function makePermissions(
  store: Pick<Store, 'findSession' | 'findJoined' | 'listCourses' | 'consentOf'> &
    Pick<AssignmentStore, 'findAssignment' | 'findEnrolled'>,
  clock: () => Date,
  saw: (person: string) => void,
): Permissions {
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
    return { scopes: ['home', `course:${course.id}`], person: about };
  };
  return {
    require(caller, action, asked) {
      const { person, held, session: joined } = caller;
      const subject = subjectOf(caller, asked);
      if (subject === undefined || !may({ person: person.id, held }, action, subject)) throw notHere();
      if (action !== 'lab.use' || asked.reads || joined === undefined) return;
      const session = store.findSession(joined);
      const closed = session && whyClosed(session, clock());
      if (closed !== undefined) throw closed;
      if (session && needsConsent(store.consentOf(joined, person.id), session)) throw unasked(session.title);
      saw(person.id);
    },
  };
}

/** Of a session: the scopes that it lies in. */
export const scopesOf = ({
  id,
  course,
}: {
  readonly id: string;
  readonly course: string;
}): readonly Scope[] => ['home', `course:${course}`, `session:${id}`];

/** Whether somebody leads the session, and so may know by which code others join it. */
export const mayInvite = (
  { person, held }: Caller,
  session: { readonly id: string; readonly course: string },
): boolean => may({ person: person.id, held }, 'session.change', { scopes: scopesOf(session) });

/** Whether somebody may help learners of the session: what they are pointed to is told to no others. */
export const mayHelp = (
  { person, held }: Caller,
  session: { readonly id: string; readonly course: string },
): boolean => may({ person: person.id, held }, 'pointer.send', { scopes: scopesOf(session) });

function unasked(title: string): DrydockError {
  return new DrydockError('not-allowed', {
    message: `What is kept of you in ${title} has changed since you agreed to it.`,
    fix: 'Read it on the page /my-data/, and agree there to go on.',
  });
}

function notHere(): DrydockError {
  return new DrydockError('not-found', {
    message: 'There is no such thing here for you.',
    fix: 'It may belong to others, or to a session that you have not joined.',
  });
}
