/** Who leads, and what becomes of whoever is erased. */
import * as z from 'zod';
import { RoleSchema, ScopeSchema } from '../people/role.ts';

export const MemberSchema = z
  .object({
    person: z.object({ id: z.string(), name: z.string() }),
    role: RoleSchema,
    scope: ScopeSchema,
  })
  .meta({ id: 'Member' });

export const ErasedSchema = z
  .object({
    people: z.number(),
    /** Attempts that stay, without a name and without what was seen. */
    attempts: z.number(),
    /** Paths in the home that still hold what went. */
    left: z.array(z.string()),
  })
  .meta({ id: 'Erased' });

export const HeldRoleSchema = z.object({ role: RoleSchema, scope: ScopeSchema }).meta({ id: 'HeldRole' });

export const AddMemberSchema = z
  .object({ name: z.string().max(1_000), role: RoleSchema.exclude(['learner', 'owner']), scope: ScopeSchema })
  .meta({ id: 'AddMember' });
