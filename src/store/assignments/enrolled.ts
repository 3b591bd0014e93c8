import * as z from 'zod';
import type { EnrolmentStore } from '../../grades/assignments/assignment-store.ts';
import type { Enrolled } from '../../grades/assignments/enrolled.ts';
import type { RosterEntry } from '../../grades/roster/roster.ts';
import { DrydockError } from '../../lab/errors.ts';
import { jsonColumn, optionalColumn } from '../columns.ts';
import type { Database } from '../database.ts';
import type { StoreEffects } from '../effects.ts';
import type { Roles } from '../roles.ts';
import { prepareStatements } from '../statements.ts';

const optionalText = optionalColumn(z.string());
const EnrolledRow = z.object({
  id: z.string(),
  name: z.string(),
  party: z.string(),
  pair: optionalText,
  email: optionalText,
  sisId: optionalText,
  loginId: optionalText,
  sections: jsonColumn(z.array(z.string())),
});
const PartyRow = z.object({ party: z.string() });

/** Who takes part in which course, and with whom they hand in. */
export function makeEnrolled(
  db: Database,
  { clock, newId }: StoreEffects,
  newMember: Roles['newMember'],
): EnrolmentStore {
  const sql = prepareStatements(db.handle, new URL('./enrolled.sql', import.meta.url), [
    'listEnrolled',
    'insertEnrolled',
    'updateEnrolled',
    'setContact',
    'setName',
    'clearSections',
    'insertSection',
    'findPairParty',
    'findOwnParty',
    'insertParty',
    'insertPartyMember',
  ]);
  const list = (course: string, person?: string): readonly Enrolled[] =>
    z.array(EnrolledRow).parse(sql.listEnrolled.all({ course, person: person ?? null }));

  /** The party that a pair has, or gets when its first member comes; without a pair one's own. */
  function partyOf(course: string, person: string, pair: string | undefined): string {
    if (pair === undefined) return PartyRow.parse(sql.findOwnParty.get({ person })).party;
    const at = clock().toISOString();
    let party = PartyRow.optional().parse(sql.findPairParty.get({ course, pair }))?.party;
    if (party === undefined) {
      party = newId();
      sql.insertParty.run({ id: party, at });
    }
    sql.insertPartyMember.run({ party, person, at });
    return party;
  }

  function describe(
    course: string,
    person: string,
    { email, sisId, loginId, sections }: Omit<RosterEntry, 'line' | 'name' | 'pair'>,
  ): void {
    sql.setContact.run({ person, email: email ?? null, sisId: sisId ?? null, loginId: loginId ?? null });
    sql.clearSections.run({ course, person });
    for (const [ord, section] of sections.entries()) sql.insertSection.run({ course, person, ord, section });
  }

  function add(course: string, entry: RosterEntry): void {
    const { person } = newMember(entry.name, 'learner', `course:${course}`);
    const party = partyOf(course, person.id, entry.pair);
    const at = clock().toISOString();
    sql.insertEnrolled.run({ course, person: person.id, party, pair: entry.pair ?? null, at });
    describe(course, person.id, entry);
  }

  function change(course: string, person: string, entry: RosterEntry): void {
    const [known] = list(course, person);
    if (known === undefined)
      throw new DrydockError('not-found', { message: `${entry.name} is not in this course any more.` });
    const pair = entry.pair ?? known.pair;
    if (pair !== known.pair) {
      const party = partyOf(course, person, pair);
      sql.updateEnrolled.run({ course, person, party, pair: pair ?? null });
    }
    sql.setName.run({ person, name: entry.name });
    describe(course, person, {
      email: entry.email ?? known.email,
      sisId: entry.sisId ?? known.sisId,
      loginId: entry.loginId ?? known.loginId,
      sections: entry.sections.length > 0 ? entry.sections : known.sections,
    });
  }

  const enrolMember: EnrolmentStore['enrolMember'] = (course, person) =>
    db.write(() => {
      if (list(course, person).length > 0) return;
      const party = partyOf(course, person, undefined);
      sql.insertEnrolled.run({ course, person, party, pair: null, at: clock().toISOString() });
    });

  return {
    enrolMember,
    listEnrolled: (course) => db.read(() => list(course)),
    findEnrolled: (course, person) => db.read(() => list(course, person)[0]),
    enrol: (course, { added, changed }) =>
      db.write(() => {
        for (const { person, entry } of changed) change(course, person, entry);
        for (const entry of added) add(course, entry);
      }),
  };
}
