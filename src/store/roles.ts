import * as z from 'zod';
import type { Party, Person } from '../lab/people/person.ts';
import { RoleSchema, ScopeSchema } from '../lab/people/role.ts';
import type { RoleStore } from '../lab/ports/session-store.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';

const RoleRow = z.object({ role: RoleSchema, scope: ScopeSchema });
const PersonRow = z.object({ id: z.string(), name: z.string() });
const MemberRow = PersonRow.extend(RoleRow.shape).transform(({ id, name, ...held }) => ({
  ...held,
  person: { id, name },
}));

export interface Roles extends RoleStore {
  /** In a transaction of the caller's: a person with a party of their own, who holds a role. */
  newMember(...member: Parameters<RoleStore['addMember']>): {
    readonly person: Person;
    readonly party: Party;
  };
}

/** People beside the local one, and the roles that they hold. */
export function makeRoles(db: Database, { clock, newId }: StoreEffects): Roles {
  const sql = prepareStatements(db.handle, new URL('./roles.sql', import.meta.url), [
    'heldRoles',
    'listMembers',
    'insertPerson',
    'insertParty',
    'insertPartyMember',
    'insertRole',
    'deleteRole',
    'findPerson',
  ]);
  const newMember: Roles['newMember'] = (name, role, scope) => {
    const at = clock().toISOString();
    const [person, party] = [newId(), newId()];
    sql.insertPerson.run({ id: person, name, at });
    sql.insertParty.run({ id: party, person, at });
    sql.insertPartyMember.run({ party, person, at });
    sql.insertRole.run({ person, role, scope, at });
    return { person: { id: person, name }, party: { id: party } };
  };
  return {
    newMember,
    heldRoles: (person) => db.read(() => z.array(RoleRow).parse(sql.heldRoles.all({ person }))),
    listMembers: () => db.read(() => z.array(MemberRow).parse(sql.listMembers.all())),
    addMember: (...member) => db.write(() => newMember(...member).person),
    giveRole: (person, role, scope) => {
      db.write(() => sql.insertRole.run({ person, role, scope, at: clock().toISOString() }));
    },
    takeRole: (person, role, scope) =>
      db.write(() => sql.deleteRole.run({ person, role, scope }).changes > 0),
    findPerson: (id) => db.read(() => PersonRow.optional().parse(sql.findPerson.get({ id }))),
  };
}
