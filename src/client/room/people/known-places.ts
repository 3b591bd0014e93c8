/** Where a role can hold, and what it lets somebody do, in words. Pure. */
import type { Role, Scope } from '../../../lab/people/role.ts';
import type { AnswerOf } from '../../../lab/wire/routes.ts';

export interface KnownPlace {
  readonly scope: Scope;
  readonly words: string;
}

/** The whole home, each course, and each session, the newest first. */
export function knownPlaces(
  courses: AnswerOf<'courses'>,
  sessions: AnswerOf<'sessions'>,
): readonly KnownPlace[] {
  return [
    { scope: 'home', words: 'everything here' },
    ...courses.map(({ id, title }): KnownPlace => ({ scope: `course:${id}`, words: `the course ${title}` })),
    ...sessions.map(
      ({ id, title }): KnownPlace => ({ scope: `session:${id}`, words: `the session ${title}` }),
    ),
  ];
}

/** What a scope is called; its id where nothing has it any more. */
export const placeWords = (places: readonly KnownPlace[], scope: Scope): string =>
  places.find((place) => place.scope === scope)?.words ?? scope;

/** The roles that can be given, with what each lets somebody do. */
export const givenRoles = [
  ['instructor', 'Instructor: makes and leads sessions'],
  ['assistant', 'Assistant: helps learners and sends notices'],
  ['observer', 'Observer: sees who is there and how tasks stand'],
] as const satisfies readonly (readonly [Role, string])[];
