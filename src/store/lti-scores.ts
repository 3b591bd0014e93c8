import * as z from 'zod';
import type { LtiStore } from '../lab/ports/lti-store.ts';
import { jsonColumn, optionalColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';

const IdRow = z.object({ id: z.string() });
const VisitRow = z.object({ link: z.string(), subject: z.string(), latest: optionalColumn(z.string()) });
/** Points are never negative: what is, says that there are none. */
const noScore = -1;
const GivenColumn = z.number().transform((given) => (given < 0 ? undefined : given));
const Given = { given: GivenColumn, of: z.number(), comment: optionalColumn(z.string()) };
const OutgoingRow = z.object({
  ...Given,
  id: z.string(),
  platform: z.string(),
  link: z.string(),
  destination: z.string(),
  subject: z.string(),
  lineItems: optionalColumn(z.string()),
  lineItem: optionalColumn(z.string()),
  scopes: jsonColumn(z.array(z.string())),
  timestamp: z.string(),
  tries: z.number(),
});
const ScoreRow = z.object({
  ...Given,
  id: z.string(),
  destination: z.string(),
  person: z.string(),
  platform: z.string(),
  timestamp: z.string(),
  state: z.enum(['waiting', 'sent', 'replaced', 'failed']),
  tries: z.number(),
  problem: optionalColumn(z.string()),
});
const LinkedRow = z
  .object({
    destination: z.string(),
    person: z.string(),
    lastGiven: optionalColumn(z.number()),
    lastOf: optionalColumn(z.number()),
  })
  .transform(({ destination, person, lastGiven, lastOf }) => ({
    destination,
    person,
    last:
      lastGiven === undefined || lastOf === undefined
        ? undefined
        : { given: GivenColumn.parse(lastGiven), of: lastOf },
  }));

type LtiScoreStore = Pick<
  LtiStore,
  | 'keepLink'
  | 'giveScore'
  | 'listLinked'
  | 'dueScores'
  | 'tried'
  | 'rememberLineItem'
  | 'listScores'
  | 'retryScores'
>;

/** Links of platforms, and scores on their way to them. */
export function makeLtiScores(db: Database, { clock, newId }: StoreEffects): LtiScoreStore {
  const sql = prepareStatements(db.handle, new URL('./lti-scores.sql', import.meta.url), [
    'keepLink',
    'addVisitor',
    'visitsOf',
    'replaceWaiting',
    'insertScore',
    'listLinked',
    'dueScores',
    'tried',
    'rememberLineItem',
    'listScores',
    'retryScores',
  ]);
  return {
    keepLink: ({ subject, lineItems, lineItem, scopes, ...link }) =>
      db.write(() => {
        const { id } = IdRow.parse(
          sql.keepLink.get({
            ...link,
            id: newId(),
            lineItems: lineItems ?? null,
            lineItem: lineItem ?? null,
            scopes: JSON.stringify(scopes),
          }),
        );
        sql.addVisitor.run({ link: id, subject });
      }),
    giveScore: (destination, person, { given, of, comment }) =>
      db.write(() => {
        const visits = z.array(VisitRow).parse(sql.visitsOf.all({ destination, person }));
        for (const { link, subject, latest } of visits) {
          sql.replaceWaiting.run({ link, subject });
          const timestamp = after(latest, clock());
          const score = {
            link,
            subject,
            person,
            given: given ?? noScore,
            of,
            comment: comment ?? null,
            timestamp,
          };
          sql.insertScore.run({ id: newId(), ...score });
        }
        return visits.length;
      }),
    listLinked: () => db.read(() => z.array(LinkedRow).parse(sql.listLinked.all())),
    dueScores: (most) =>
      db.read(() => z.array(OutgoingRow).parse(sql.dueScores.all({ at: clock().toISOString(), most }))),
    tried: (id, result) => {
      const state = result.outcome === 'again' ? 'waiting' : result.outcome;
      const problem = result.outcome === 'sent' ? null : result.problem;
      const next = result.outcome === 'again' ? result : undefined;
      const [notBefore, timestamp] = [next?.after ?? null, next?.timestamp ?? null];
      db.write(() => sql.tried.run({ id, state, problem, after: notBefore, timestamp }));
    },
    rememberLineItem: (link, url) => {
      db.write(() => sql.rememberLineItem.run({ link, url: url ?? null }));
    },
    listScores: (most) => db.read(() => z.array(ScoreRow).parse(sql.listScores.all({ most }))),
    retryScores: () => db.write(() => Number(sql.retryScores.run({ at: clock().toISOString() }).changes)),
  };
}

/** Moodle keeps whole seconds, and takes no score of the second that it has: a later one, though it is still to come. */
function after(latest: string | undefined, now: Date): string {
  const second = Math.floor(now.getTime() / 1000);
  const next = latest === undefined ? second : Math.max(second, Math.floor(Date.parse(latest) / 1000) + 1);
  return new Date(next * 1000).toISOString();
}
