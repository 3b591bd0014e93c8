/** What a person is, and where. */
import * as z from 'zod';

/**
 * `owner`: whose home it is. `instructor` teaches, `assistant` helps, `learner` works in labs, `observer` looks at the
 * board and at nobody's work.
 */
export const roles = ['owner', 'instructor', 'assistant', 'learner', 'observer'] as const;
export const RoleSchema = z.enum(roles);
export type Role = z.output<typeof RoleSchema>;

const Id = z.string().regex(/^[\w-]{1,64}$/);

/** Where a role holds: in the whole home, in every session of a course, or in one session. */
export const ScopeSchema = z.union(
  [z.literal('home'), z.templateLiteral(['course:', Id]), z.templateLiteral(['session:', Id])],
  { error: 'is not a scope' },
);
export type Scope = z.output<typeof ScopeSchema>;

/** A role that a person holds. */
export interface HeldRole {
  readonly role: Role;
  readonly scope: Scope;
}
