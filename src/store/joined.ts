import * as z from 'zod';
import { sha256 } from '../files/sha256.ts';
import type { SessionStore } from '../lab/ports/session-store.ts';
import { aliasFor } from '../lab/sessions/alias.ts';
import type { Consents } from './consents.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { Roles } from './roles.ts';
import type { SessionChanges } from './session-changes.ts';
import { prepareStatements } from './statements.ts';

const JoinedRow = z
  .object({ person: z.string(), name: z.string(), party: z.string(), alias: z.string(), at: z.string() })
  .transform(({ person, name, party, ...joined }) => ({
    ...joined,
    person: { id: person, name },
    party: { id: party },
  }));
const CountRow = z.object({ count: z.number() });
const CapacityRow = z.object({ capacity: z.number() });

interface JoinedParts extends Pick<Roles, 'newMember'>, Pick<Consents, 'recordConsent'> {
  readonly changes: SessionChanges;
}

/** Who joined which session. */
export function makeJoined(
  db: Database,
  { clock }: StoreEffects,
  { newMember, recordConsent, changes }: JoinedParts,
): Pick<SessionStore, 'join' | 'listJoined' | 'countJoined' | 'findJoined'> {
  const sql = prepareStatements(db.handle, new URL('./joined.sql', import.meta.url), [
    'findAsked',
    'findJoined',
    'listJoined',
    'countJoined',
    'capacityOf',
    'insertJoined',
  ]);
  const list = (session: string) => z.array(JoinedRow).parse(sql.listJoined.all({ session }));
  return {
    join: (session, given, name, kept, consent) =>
      db.write(() => {
        // Whoever knows it is let in as who joined by it, so that it is kept as keys are.
        const asked = sha256(given);
        const before = JoinedRow.optional().parse(sql.findAsked.get({ session, asked }));
        if (before !== undefined) return before;
        const there = list(session);
        const { capacity } = CapacityRow.parse(sql.capacityOf.get({ session }));
        if (there.length >= capacity) return 'full';
        const alias = aliasFor(name, [...kept, ...there.map((each) => each.alias)]);
        const member = newMember(name, 'learner', `session:${session}`);
        const at = clock().toISOString();
        sql.insertJoined.run({
          session,
          person: member.person.id,
          party: member.party.id,
          alias,
          asked,
          at,
        });
        if (consent !== undefined) recordConsent(session, member.person.id, consent);
        changes.afterWrite(session, { type: 'joined' });
        return { ...member, alias, at };
      }),
    listJoined: (session) => db.read(() => list(session)),
    countJoined: (session) => db.read(() => CountRow.parse(sql.countJoined.get({ session })).count),
    findJoined: (session, person) =>
      db.read(() => JoinedRow.optional().parse(sql.findJoined.get({ session, person }))),
  };
}
