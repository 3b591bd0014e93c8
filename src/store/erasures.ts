import * as z from 'zod';
import { CheckResultSchema } from '../lab/checks/result.ts';
import { DrydockError } from '../lab/errors.ts';
import type { DataStore } from '../lab/ports/data-store.ts';
import { emptiedResults } from '../lab/sessions/emptied-results.ts';
import { makeErasedWork } from './assignments/erased-work.ts';
import { jsonColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { makeErasedVisitors } from './erased-visitors.ts';
import type { SessionChanges } from './session-changes.ts';
import { prepareStatements } from './statements.ts';
import { makeBlobRemoval } from './unused-blobs.ts';

const PartyRow = z.object({ party: z.string() });
const ErasableRow = z.object({
  name: z.string(),
  isLocal: z.union([z.literal(0), z.literal(1)]),
});
const AttemptRow = z.object({ seq: z.number(), results: jsonColumn(z.array(CheckResultSchema)) });
const CountRow = z.object({ attempts: z.number() });
const HashRow = z.object({ hash: z.string().nullable() });
const SessionRow = z.object({ session: z.string() });
const CheckpointRow = z.object({ busy: z.number() });

/** What is deleted of whoever is erased, in an order in which nothing refers to what is gone. */
const deletions = [
  'deleteAnswers',
  'emptyCatchUps',
  'emptyShown',
  'deleteLooks',
  'deleteShares',
  'deleteHands',
  'deleteNotices',
  'deletePositions',
  'deleteConsents',
  'deleteCredentials',
  'deleteRoles',
] as const;

/** Taking people away, so that what was judged, and how often, stays true without them. */
export function makeErasures(
  db: Database,
  { clock }: StoreEffects,
  changes: SessionChanges,
): Pick<DataStore, 'requireErasable' | 'partiesLeftBy' | 'erasePerson' | 'scrub'> {
  const sql = prepareStatements(db.handle, new URL('./erasures.sql', import.meta.url), [
    'findErasable',
    'partiesLeftBy',
    'insertErasure',
    'attemptsOf',
    'emptyAttempt',
    'emptyObservations',
    'deleteRevisions',
    'stopRuns',
    'deleteStandings',
    'deleteJoined',
    'forgetName',
    ...deletions,
  ]);
  const [work, forgetVisits] = [makeErasedWork(db), makeErasedVisitors(db)];
  const removeUnused = makeBlobRemoval(db);
  const emptyAttempts = (party: string) => {
    for (const { seq, results } of z.array(AttemptRow).parse(sql.attemptsOf.all({ party })))
      sql.emptyAttempt.run({ seq, results: JSON.stringify(emptiedResults(results)) });
    sql.emptyObservations.run({ party });
  };
  /** All but what it is counted by. The hashes of contents that it referred to. */
  const emptyParty = (party: string): readonly string[] => {
    emptyAttempts(party);
    const submitted = work.emptyWork(party);
    const saved = z.array(HashRow).parse(sql.deleteRevisions.all({ party }));
    sql.stopRuns.run({ party });
    sql.deleteStandings.run({ party });
    return [...submitted, ...saved.flatMap(({ hash }) => hash ?? [])];
  };
  const partiesLeftBy = (people: readonly string[]): readonly string[] => {
    const left = z.array(PartyRow).parse(sql.partiesLeftBy.all({ people: JSON.stringify(people) }));
    return left.map(({ party }) => party);
  };
  const requireErasable = (person: string): void => {
    const found = ErasableRow.optional().parse(sql.findErasable.get({ person }));
    if (found === undefined)
      throw new DrydockError('not-found', { message: `There is no person ${person}, or no more.` });
    if (found.isLocal === 1) throw ownerStays(found.name);
  };
  return {
    requireErasable: (person) => db.read(() => requireErasable(person)),
    partiesLeftBy: (people) => db.read(() => new Set(partiesLeftBy(people))),
    erasePerson: (person, reason) =>
      db.write(() => {
        requireErasable(person);
        const parties = partiesLeftBy([person]);
        const at = clock().toISOString();
        const erased = { person, reason, at, parties: JSON.stringify(parties) };
        const { attempts } = CountRow.parse(sql.insertErasure.get(erased));
        const hashes = new Set(parties.flatMap(emptyParty));
        // The contents that nobody else has.
        const contents = new Set([...hashes].filter(removeUnused));
        for (const name of deletions) sql[name].run({ person });
        work.leaveCourses(person);
        forgetVisits(person);
        const left = z.array(SessionRow).parse(sql.deleteJoined.all({ person }));
        sql.forgetName.run({ person });
        for (const { session } of left) changes.afterWrite(session, { type: 'session' });
        return { attempts, contents };
      }),
    scrub: () =>
      db.read(() => {
        db.handle.exec('VACUUM');
        const { busy } = CheckpointRow.parse(db.handle.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get());
        if (busy === 0) return;
        throw new DrydockError('timed-out', {
          message:
            'Another process reads the database of the home, so that what was deleted may still be in its log.',
          fix: 'End other commands of Drydock for this home, then ask for it again.',
        });
      }),
  };
}

function ownerStays(name: string): DrydockError {
  return new DrydockError('not-allowed', {
    message: `${name} owns this home, and cannot be taken out of it.`,
    fix: 'Remove the home with all that is in it: drydock clean',
  });
}
