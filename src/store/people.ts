import * as z from 'zod';
import type { PersonStore } from '../lab/ports/store.ts';
import { RememberedLab } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';

const LocalRow = z.object({ person: z.string(), name: z.string(), party: z.string() });
const PartyRow = z.object({ id: z.string() });
const PositionRow = z.object({
  chapter: z.string(),
  readTo: z.number(),
  readAt: z.string(),
  lab: RememberedLab,
});

/** People and where they are in the book. Makes the local person of a home where there is none yet. */
export function makePeople(db: Database, { clock, newId }: StoreEffects): PersonStore {
  const sql = prepareStatements(db.handle, new URL('./people.sql', import.meta.url), [
    'selectLocal',
    'selectParty',
    'insertPerson',
    'insertMembership',
    'insertParty',
    'insertPartyMember',
    'setChapterPosition',
    'chapterPositions',
  ]);

  const local = db.write(() => {
    const known = LocalRow.optional().parse(sql.selectLocal.get());
    if (known !== undefined) return known;
    const at = clock().toISOString();
    const [person, party, name] = [newId(), newId(), 'local'];
    sql.insertPerson.run({ id: person, name, at });
    sql.insertMembership.run({ person, at });
    sql.insertParty.run({ id: party, person, at });
    sql.insertPartyMember.run({ party, person, at });
    return { person, name, party };
  });

  return {
    localPerson: () => ({ person: { id: local.person, name: local.name }, party: { id: local.party } }),
    partyOf: (person) => db.read(() => PartyRow.optional().parse(sql.selectParty.get({ person }))),
    setChapterPosition: (person, chapter, readTo, lab) => {
      db.write(() =>
        sql.setChapterPosition.run({ person, chapter, readTo, lab: lab ?? null, at: clock().toISOString() }),
      );
    },
    chapterPositions: (person) =>
      db.read(() => z.array(PositionRow).parse(sql.chapterPositions.all({ person }))),
  };
}
