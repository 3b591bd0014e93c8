import * as z from 'zod';
import type { DataStore } from '../lab/ports/data-store.ts';
import type { Consent } from '../lab/sessions/consent.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { SessionChanges } from './session-changes.ts';
import { prepareStatements } from './statements.ts';

const ConsentRow = z.object({ version: z.number(), keepDays: z.number(), until: z.string(), at: z.string() });

export interface Consents extends Pick<DataStore, 'giveConsent' | 'consentOf'> {
  /** In a transaction of the caller's. */
  recordConsent(...given: Parameters<DataStore['giveConsent']>): Consent;
}

/** What learners agreed to as they joined, and later. */
export function makeConsents(db: Database, { clock }: StoreEffects, changes: SessionChanges): Consents {
  const sql = prepareStatements(db.handle, new URL('./consents.sql', import.meta.url), [
    'insertConsent',
    'lastConsent',
  ]);
  const recordConsent: Consents['recordConsent'] = (session, person, { version, keepDays, until }) => {
    const given = { version, keepDays, until, at: clock().toISOString() };
    sql.insertConsent.run({ session, person, ...given });
    return given;
  };
  return {
    recordConsent,
    giveConsent: (session, person, to) =>
      db.write(() => {
        changes.afterWrite(session, { type: 'consent', person });
        return recordConsent(session, person, to);
      }),
    consentOf: (session, person) =>
      db.read(() => ConsentRow.optional().parse(sql.lastConsent.get({ session, person }))),
  };
}
