import type { Database } from './database.ts';
import { prepareStatements } from './statements.ts';

/** By whom they came, in an order in which the last says of whom the others are. */
const deletions = ['deleteTickets', 'deleteVisits', 'deleteScores', 'deleteIdentities'] as const;

/**
 * Takes away by which ids learning platforms know a person, with their scores: those that went stay where they went. In
 * a transaction of the caller's. Whoever comes from there again is somebody new.
 */
export function makeErasedVisitors(db: Database): (person: string) => void {
  const sql = prepareStatements(db.handle, new URL('./erased-visitors.sql', import.meta.url), deletions);
  return (person) => {
    for (const name of deletions) sql[name].run({ person });
  };
}
