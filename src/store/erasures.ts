import * as z from 'zod';
import { CheckResultSchema } from '../lab/checks/result.ts';
import { DrydockError } from '../lab/errors.ts';
import type { DataStore } from '../lab/ports/data-store.ts';
import { emptiedResults } from '../lab/sessions/emptied-results.ts';
import { jsonColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { SessionChanges } from './session-changes.ts';
import { prepareStatements } from './statements.ts';

const ErasableRow = z.object({
  name: z.string(),
  isLocal: z.union([z.literal(0), z.literal(1)]),
  party: z.string().nullable(),
});
const AttemptRow = z.object({ seq: z.number(), results: jsonColumn(z.array(CheckResultSchema)) });
const CountRow = z.object({ attempts: z.number() });
const HashRow = z.object({ hash: z.string().nullable() });
const SessionRow = z.object({ session: z.string() });
const CheckpointRow = z.object({ busy: z.number() });

/** What is deleted of whoever is erased, in an order in which nothing refers to what is gone. */
const deletions = [
  'stopRuns',
  'deleteAnswers',
  'emptyCatchUps',
  'emptyShown',
  'deleteStandings',
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
): Pick<DataStore, 'requireErasable' | 'erasePerson' | 'scrub'> {
  const sql = prepareStatements(db.handle, new URL('./erasures.sql', import.meta.url), [
    'findErasable',
    'insertErasure',
    'attemptsOf',
    'emptyAttempt',
    'emptyObservations',
    'emptySubmissions',
    'deleteRevisions',
    'deleteUnusedBlob',
    'deleteJoined',
    'forgetName',
    ...deletions,
  ]);
  const emptyAttempts = (party: string) => {
    for (const { seq, results } of z.array(AttemptRow).parse(sql.attemptsOf.all({ party })))
      sql.emptyAttempt.run({ seq, results: JSON.stringify(emptiedResults(results)) });
    sql.emptyObservations.run({ party });
  };
  /** The contents that nobody else has. */
  const deleteFiles = (party: string): ReadonlySet<string> => {
    const deleted = z.array(HashRow).parse(sql.deleteRevisions.all({ party }));
    const hashes = new Set(deleted.flatMap(({ hash }) => hash ?? []));
    return new Set([...hashes].filter((hash) => sql.deleteUnusedBlob.run({ hash }).changes > 0));
  };
  const partyOf = (person: string): string => {
    const found = ErasableRow.optional().parse(sql.findErasable.get({ person }));
    if (found === undefined)
      throw new DrydockError('not-found', { message: `There is no person ${person}, or no more.` });
    if (found.isLocal === 1) throw ownerStays(found.name);
    return found.party ?? '';
  };
  return {
    requireErasable: (person) => db.read(() => void partyOf(person)),
    erasePerson: (person, reason) =>
      db.write(() => {
        const party = partyOf(person);
        const at = clock().toISOString();
        const { attempts } = CountRow.parse(sql.insertErasure.get({ person, party, reason, at }));
        emptyAttempts(party);
        sql.emptySubmissions.run({ person });
        const contents = deleteFiles(party);
        for (const name of deletions) sql[name].run(usedBy(name, { person, party }));
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

/** A statement is given no value that it has no blank for. */
const usedBy = (
  name: (typeof deletions)[number],
  { person, party }: { readonly person: string; readonly party: string },
) => (name === 'stopRuns' || name === 'deleteStandings' ? { party } : { person });

function ownerStays(name: string): DrydockError {
  return new DrydockError('not-allowed', {
    message: `${name} owns this home, and cannot be taken out of it.`,
    fix: 'Remove the home with all that is in it: drydock clean',
  });
}
