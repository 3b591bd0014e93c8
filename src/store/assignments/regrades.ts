import * as z from 'zod';
import type { RegradeStore } from '../../grades/assignments/assignment-store.ts';
import type { Regrade } from '../../grades/assignments/grading-job.ts';
import { DrydockError } from '../../lab/errors.ts';
import { jsonColumn, optionalColumn } from '../columns.ts';
import type { Database } from '../database.ts';
import type { StoreEffects } from '../effects.ts';
import { prepareStatements } from '../statements.ts';
import type { Assignments } from './assignments.ts';
import type { Gradings } from './gradings.ts';

export const RegradedLabsSchema = z.array(z.object({ lab: z.string(), from: z.string(), to: z.string() }));
const RegradeRow = z.object({
  id: z.string(),
  assignment: z.string(),
  labs: jsonColumn(RegradedLabsSchema),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
  state: z.enum(['draft', 'applied', 'discarded']),
  decidedBy: optionalColumn(z.string()),
  decidedAt: optionalColumn(z.string()),
});
const CountRow = z.object({ count: z.number() });

/** Regrades as drafts, and what was decided of them. */
export function makeRegrades(
  db: Database,
  { clock, newId }: StoreEffects,
  parts: {
    readonly gradings: Pick<Gradings, 'find' | 'addAgain'>;
    readonly assignments: Pick<Assignments, 'addVersion' | 'findAssignment'>;
  },
): RegradeStore {
  const sql = prepareStatements(db.handle, new URL('./regrades.sql', import.meta.url), [
    'insertRegrade',
    'insertJob',
    'listRegrades',
    'decideRegrade',
    'countOpenJobs',
    'dropJobs',
  ]);
  const list = (filter: { readonly assignment?: string; readonly id?: string }) =>
    z
      .array(RegradeRow)
      .parse(sql.listRegrades.all({ assignment: filter.assignment ?? null, id: filter.id ?? null }));
  const get = (id: string): Regrade => {
    const [found] = list({ id });
    if (found === undefined) throw new DrydockError('not-found', { message: `There is no regrade ${id}.` });
    return found;
  };

  /** From now on what is handed in is judged by the labs as they are now. */
  function takeLabs({ assignment, labs }: Regrade, by: string): void {
    const found = parts.assignments.findAssignment(assignment);
    if (found === undefined) return;
    const contentHash = (each: { readonly lab: string; readonly contentHash: string }) =>
      labs.find(({ lab, from }) => lab === each.lab && from === each.contentHash)?.to ?? each.contentHash;
    const policy = {
      ...found.policy,
      labs: found.policy.labs.map((each) => ({ ...each, contentHash: contentHash(each) })),
    };
    parts.assignments.addVersion(assignment, policy, by);
  }

  return {
    addRegrade: (regrade, judged, again) =>
      db.write(() => {
        const { assignment, labs, reason, by } = regrade;
        const [id, at] = [newId(), clock().toISOString()];
        sql.insertRegrade.run({ id, assignment, labs: JSON.stringify(labs), reason, by, at });
        for (const { of, contentHash, outcome, sealAt } of judged) {
          const before = parts.gradings.find(of);
          const place = { submission: before.submission, job: undefined, fence: before.fence, regrade: id };
          const { setupHash } = before;
          const made = { contentHash, setupHash, outcome, code: undefined };
          parts.gradings.addAgain(place, made, before, sealAt);
        }
        for (const submission of again) sql.insertJob.run({ id: newId(), submission, regrade: id });
        return get(id);
      }),
    findRegrade: (id) => db.read(() => list({ id })[0]),
    listRegrades: (assignment) => db.read(() => list({ assignment })),
    decideRegrade: (id, decision, by) =>
      db.write(() => {
        const regrade = get(id);
        if (regrade.state !== 'draft')
          throw new DrydockError('not-found', {
            message: `The regrade ${id} was ${regrade.state} at ${regrade.decidedAt ?? 'some time'}.`,
            fix: 'Make another where something is to be judged anew.',
          });
        const { count } = CountRow.parse(sql.countOpenJobs.get({ id }));
        if (decision === 'applied' && count > 0)
          throw new DrydockError('not-allowed', {
            message: `${count} of the submissions of this regrade are not judged yet.`,
            fix: 'Apply it once they are, or discard it.',
          });
        sql.decideRegrade.run({ id, state: decision, by, at: clock().toISOString() });
        if (decision === 'applied') takeLabs(regrade, by);
        else sql.dropJobs.run({ id });
        return get(id);
      }),
  };
}
