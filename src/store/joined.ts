import * as z from 'zod';
import { sha256 } from '../files/sha256.ts';
import type { SessionStore } from '../lab/ports/session-store.ts';
import { aliasFor } from '../lab/sessions/alias.ts';
import { optionalColumn } from './columns.ts';
import type { Consents } from './consents.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { Roles } from './roles.ts';
import type { SessionChanges } from './session-changes.ts';
import type { SessionEvents } from './session-events.ts';
import { prepareStatements } from './statements.ts';

const JoinedRow = z
  .object({
    person: z.string(),
    name: z.string(),
    party: z.string(),
    alias: z.string(),
    at: z.string(),
    removedAt: optionalColumn(z.string()),
  })
  .transform(({ person, name, party, ...joined }) => ({
    ...joined,
    person: { id: person, name },
    party: { id: party },
  }));
const CountRow = z.object({ count: z.number() });
const JoinedByRow = z.object({ session: z.string(), person: z.string() });
const CapacityRow = z.object({ capacity: z.number() });

interface JoinedParts extends Pick<Roles, 'newMember'>, Pick<Consents, 'recordConsent'> {
  /** In the transaction that takes somebody out. */
  readonly record: SessionEvents['record'];
  readonly changes: SessionChanges;
}

type JoinedStore = Pick<
  SessionStore,
  | 'join'
  | 'hasAsked'
  | 'listJoined'
  | 'joinedBy'
  | 'listRemoved'
  | 'countJoined'
  | 'findJoined'
  | 'removeJoined'
>;

/** Who joined which session, and who was taken out of it again. */
export function makeJoined(
  db: Database,
  { clock }: StoreEffects,
  { newMember, recordConsent, record, changes }: JoinedParts,
): JoinedStore {
  const sql = prepareStatements(db.handle, new URL('./joined.sql', import.meta.url), [
    'findAsked',
    'findJoined',
    'listJoined',
    'joinedBy',
    'countJoined',
    'capacityOf',
    'insertJoined',
    'forgetAsked',
    'endRole',
    'endCredentials',
    'lowerHand',
    'endShares',
  ]);
  const list = (session: string) => z.array(JoinedRow).parse(sql.listJoined.all({ session }));
  const isIn = ({ removedAt }: z.output<typeof JoinedRow>) => removedAt === undefined;
  const find = (session: string, person: string) =>
    JoinedRow.optional().parse(sql.findJoined.get({ session, person }));
  return {
    join: (session, given, name, kept, consent) =>
      db.write(() => {
        // Whoever knows it is let in as who joined by it, so that it is kept as keys are.
        const asked = sha256(given);
        const before = JoinedRow.optional().parse(sql.findAsked.get({ session, asked }));
        if (before !== undefined) return before;
        const there = list(session);
        const { capacity } = CapacityRow.parse(sql.capacityOf.get({ session }));
        if (there.filter(isIn).length >= capacity) return 'full';
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
        return { ...member, alias, at, removedAt: undefined };
      }),
    hasAsked: (session, asked) =>
      db.read(() => sql.findAsked.get({ session, asked: sha256(asked) }) !== undefined),
    removeJoined: (session, person, by) =>
      db.write(() => {
        const joined = find(session, person);
        if (joined === undefined || !isIn(joined)) return false;
        const at = clock().toISOString();
        sql.endRole.run({ session, person });
        for (const each of [sql.endCredentials, sql.lowerHand, sql.endShares])
          each.run({ session, person, at });
        // The browser that joined by it joins as somebody else, where a code lets it.
        sql.forgetAsked.run({ session, person });
        record(session, 'removed', { person, by, data: {} });
        for (const type of ['hands', 'shares'] as const) changes.afterWrite(session, { type, person });
        changes.afterWrite(session, { type: 'joined' });
        return true;
      }),
    listJoined: (session) => db.read(() => list(session).filter(isIn)),
    joinedBy: (party) => db.read(() => z.array(JoinedByRow).parse(sql.joinedBy.all({ party }))),
    listRemoved: (session) => db.read(() => list(session).filter((joined) => !isIn(joined))),
    countJoined: (session) => db.read(() => CountRow.parse(sql.countJoined.get({ session })).count),
    findJoined: (session, person) => db.read(() => find(session, person)),
  };
}
