import * as z from 'zod';
import type { GradingStore } from '../../grades/assignments/assignment-store.ts';
import { jobStates, type Lease } from '../../grades/assignments/grading-job.ts';
import { optionalColumn } from '../columns.ts';
import type { Database } from '../database.ts';
import type { StoreEffects } from '../effects.ts';
import { prepareStatements } from '../statements.ts';

const LeasedRow = z.object({
  job: z.string(),
  submission: z.string(),
  regrade: optionalColumn(z.string()),
  tries: z.number(),
  fence: z.number(),
  until: z.string(),
});
const JobRow = z.object({
  id: z.string(),
  submission: z.string(),
  regrade: optionalColumn(z.string()),
  state: z.enum(jobStates),
  tries: z.number(),
  fence: z.number(),
  cause: optionalColumn(z.string()),
});
const EndedRow = z.object({ submission: z.string(), regrade: optionalColumn(z.string()) });

export interface GradingJobs
  extends Pick<GradingStore, 'takeJob' | 'renewLease' | 'voidLeases' | 'postponeJob' | 'listJobs'> {
  /** In a transaction of the caller's: what the job was of; undefined where somebody else has it. */
  end(lease: Lease): { readonly submission: string; readonly regrade: string | undefined } | undefined;
}

/** Who works on what, and until when. Every write of a worker names its fence, and an old one changes no row. */
export function makeGradingJobs(db: Database, { clock }: StoreEffects): GradingJobs {
  const sql = prepareStatements(db.handle, new URL('./grading-jobs.sql', import.meta.url), [
    'takeJob',
    'renewLease',
    'voidLeases',
    'postponeJob',
    'endJob',
    'listJobs',
  ]);
  const after = (ms: number) => new Date(clock().getTime() + ms).toISOString();
  return {
    takeJob: (leaseMs) =>
      db.write(() => LeasedRow.optional().parse(sql.takeJob.get({ now: after(0), until: after(leaseMs) }))),
    renewLease: ({ job, fence }, leaseMs) =>
      db.write(() => sql.renewLease.run({ job, fence, until: after(leaseMs) }).changes > 0),
    voidLeases: () => db.write(() => Number(sql.voidLeases.run({ now: after(0) }).changes)),
    postponeJob: ({ job, fence }, afterMs, cause) =>
      db.write(() => sql.postponeJob.run({ job, fence, cause, notBefore: after(afterMs) }).changes > 0),
    listJobs: (assignment) => db.read(() => z.array(JobRow).parse(sql.listJobs.all({ assignment }))),
    end: (lease) => EndedRow.optional().parse(sql.endJob.get({ job: lease.job, fence: lease.fence })),
  };
}
