import { dirname } from 'node:path';
import { monotonicFactory } from 'ulid';
import type { AssignmentStore } from '../grades/assignments/assignment-store.ts';
import type { EvidenceStore } from '../lab/ports/evidence.ts';
import type { Store } from '../lab/ports/store.ts';
import { makeAnswers } from './answers.ts';
import { makeAssignmentStore } from './assignments/assignment-store.ts';
import { makeAttempts } from './attempts.ts';
import { makeConsents } from './consents.ts';
import { makeCredentials } from './credentials.ts';
import { openDatabase } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { makeErasures } from './erasures.ts';
import { makeEvents } from './events.ts';
import { makeEvidence } from './evidence.ts';
import { makeJoined } from './joined.ts';
import { readLtiKeys, writeLtiKeys } from './lti-keys.ts';
import { makeLtiPlatforms } from './lti-platforms.ts';
import { makeLtiScores } from './lti-scores.ts';
import { makeObservations } from './observations.ts';
import { makePeople } from './people.ts';
import { makePersonData } from './person-data.ts';
import { makeRevisions } from './revisions.ts';
import { makeRoles } from './roles.ts';
import { makeRuns } from './runs.ts';
import { loadServerSecret } from './server-secret.ts';
import { makeSessionChanges } from './session-changes.ts';
import { makeSessionEvents } from './session-events.ts';
import { makeSessionTalk } from './session-talk.ts';
import { makeSessions } from './sessions.ts';
import { makeShares } from './shares.ts';
import { makeStandings } from './standings.ts';

/** A store on SQLite, with what only the process that opened it may do. */
export interface OpenStore extends Store, EvidenceStore, AssignmentStore, Disposable {
  /** Writes a consistent copy to a file, while the store is in use. */
  backUp(to: string): Promise<void>;
}

/**
 * Opens the store at `path`, making file, folder and secret (beside it) where they are missing.
 * Rejects with `setup-failed` if the file is damaged or of a newer Drydock, with `disk-full` if it cannot grow.
 */
export function openStore(path: string, effects: Partial<StoreEffects> = {}): OpenStore {
  const clock = effects.clock ?? (() => new Date());
  const { newId = makeNewId(clock) } = effects;
  const db = openDatabase(path);
  try {
    const serverSecret = loadServerSecret(dirname(path));
    const given = { clock, newId };
    const observations = makeObservations(db);
    const changes = makeSessionChanges(db);
    const standings = makeStandings(db, changes);
    const { record, ...sessionEvents } = makeSessionEvents(db, given, changes);
    const { newMember, ...roles } = makeRoles(db, given);
    const { append, ...evidence } = makeEvidence(db);
    const { recordConsent, ...consents } = makeConsents(db, given, changes);
    return {
      ...roles,
      ...makeSessions(db, given, changes),
      ...sessionEvents,
      ...consents,
      ...makeJoined(db, given, { newMember, recordConsent, record, changes }),
      ...makePersonData(db, observations),
      ...makeErasures(db, given, changes),
      ...makeSessionTalk(db, given, changes),
      ...makeShares(db, given, changes),
      readBoard: standings.readBoard,
      onSessionChange: changes.onSessionChange,
      ...makePeople(db, given),
      ...makeCredentials(db, given),
      ...makeRuns(db, given),
      ...makeRevisions(db, given),
      ...makeAttempts(db, given, observations, standings),
      ...makeAnswers(db, given),
      ...makeEvents(db, given, observations, standings),
      ...evidence,
      ...makeAssignmentStore(db, given, { newMember, observations, evidence: { append } }),
      ...makeLtiPlatforms(db, given, { newMember }),
      ...makeLtiScores(db, given),
      readToolKeys: () => readLtiKeys(dirname(path)),
      writeToolKeys: (keys) => writeLtiKeys(dirname(path), keys),
      readObservation: observations.read,
      serverSecret,
      backUp: db.backUp,
      close: db.close,
      [Symbol.dispose]: db.close,
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function makeNewId(clock: () => Date): () => string {
  const ulid = monotonicFactory();
  return () => ulid(clock().getTime());
}
