import { type Action, actions } from './action.ts';
import type { HeldRole, Scope } from './role.ts';

/** Who asks: a person with all roles that they hold. */
export interface Actor {
  readonly person: string;
  readonly held: readonly HeldRole[];
}

/** Whom or what it is about. */
export interface Subject {
  /** The scopes that it lies in: `home`, and of what belongs to a session its course and the session too. */
  readonly scopes: readonly Scope[];
  /** The person whom it concerns; undefined where it concerns nobody in particular. */
  readonly person?: string | undefined;
}

/**
 * Whether somebody may do something about a subject: where one of their roles holds in a scope of the subject and its
 * rule reaches that far. Pure; there is no other rule anywhere.
 */
export function may({ person, held }: Actor, action: Action, subject: Subject): boolean {
  return held.some(({ role, scope }) => {
    if (!subject.scopes.includes(scope)) return false;
    const reach = actions[action][role];
    return (
      reach === 'all' || (reach === 'own' && (subject.person === undefined || subject.person === person))
    );
  });
}
