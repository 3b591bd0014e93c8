import * as z from 'zod';
import type { GradingStore, SealGrading } from '../../grades/assignments/assignment-store.ts';
import type { Looks, NewGrading, RecordedGrading } from '../../grades/assignments/grading-job.ts';
import { GradingSchema } from '../../grades/grade/handed-in.ts';
import { DrydockError, type ErrorCode, errorCatalogue } from '../../lab/errors.ts';
import type { EvidenceRow } from '../../lab/ports/evidence.ts';
import { SeatClassSchema } from '../../lab/seats/seat-class.ts';
import { SeatKindSchema } from '../../lab/seats/seat-kind.ts';
import { ImageDigestsSchema } from '../attempts.ts';
import { jsonColumn, optionalColumn } from '../columns.ts';
import type { Database } from '../database.ts';
import type { StoreEffects } from '../effects.ts';
import type { Evidence } from '../evidence.ts';
import type { Observations } from '../observations.ts';
import { prepareStatements } from '../statements.ts';
import type { GradingJobs } from './grading-jobs.ts';
import { stampAfter } from './stamp.ts';

export const PlaceSchema = z.object({
  seat: z.object({ kind: SeatKindSchema, class: SeatClassSchema }),
  engine: z.object({ version: z.string(), kernel: z.string() }),
  images: ImageDigestsSchema,
});
export const CodeSchema = z.custom<ErrorCode>(
  (value) => typeof value === 'string' && Object.hasOwn(errorCatalogue, value),
  'is no code of the catalogue',
);
const GradingRow = z
  .object({
    id: z.string(),
    submission: z.string(),
    job: optionalColumn(z.string()),
    fence: z.number(),
    regrade: optionalColumn(z.string()),
    contentHash: z.string(),
    setupHash: z.string(),
    at: z.string(),
    outcome: jsonColumn(GradingSchema.shape.outcome),
    place: optionalColumn(jsonColumn(PlaceSchema)),
    code: optionalColumn(CodeSchema),
    observations: jsonColumn(z.array(z.string())),
  })
  .transform(
    ({ place, regrade, ...grading }): RecordedGrading => ({
      ...grading,
      ...(regrade === undefined ? {} : { regrade }),
      seat: place?.seat,
      engine: place?.engine,
      images: place?.images,
    }),
  );

/** What a grading is of, and by whom. */
export interface GradingPlace {
  readonly submission: string;
  readonly job: string | undefined;
  readonly fence: number;
  readonly regrade: string | undefined;
}

export interface Gradings extends Pick<GradingStore, 'endJob' | 'listGradings'> {
  find(id: string): RecordedGrading;
  /** In a transaction of the caller's: a grading of what was seen before, with its evidence. */
  addAgain(
    place: GradingPlace,
    grading: Omit<NewGrading, 'looks'>,
    seen: Pick<RecordedGrading, 'observations' | 'seat' | 'engine' | 'images'>,
    sealAt: SealGrading,
  ): RecordedGrading;
}

export interface GradingParts {
  readonly jobs: Pick<GradingJobs, 'end'>;
  readonly observations: Observations;
  readonly evidence: Pick<Evidence, 'append'>;
}

/** How what was handed in was judged, with what was seen and the evidence of it. Never changed. */
export function makeGradings(
  db: Database,
  { clock, newId }: StoreEffects,
  { jobs, observations, evidence }: GradingParts,
): Gradings {
  const sql = prepareStatements(db.handle, new URL('./gradings.sql', import.meta.url), [
    'insertGrading',
    'insertLook',
    'lastGrading',
    'listGradings',
  ]);
  const list = (filter: { readonly assignment?: string; readonly id?: string }) =>
    z
      .array(GradingRow)
      .parse(sql.listGradings.all({ assignment: filter.assignment ?? null, id: filter.id ?? null }));
  const find = (id: string): RecordedGrading => {
    const [found] = list({ id });
    if (found === undefined) throw new DrydockError('not-found', { message: `There is no grading ${id}.` });
    return found;
  };

  function insert(
    { submission, job, fence, regrade }: GradingPlace,
    { contentHash, setupHash, outcome, code }: Omit<NewGrading, 'looks'>,
    looks: readonly string[],
    place: Omit<Looks, 'observations'> | undefined,
    sealAt: SealGrading,
  ): { readonly grading: RecordedGrading; readonly evidence: EvidenceRow } {
    const id = newId();
    sql.insertGrading.run({
      id,
      submission,
      job: job ?? null,
      fence,
      regrade: regrade ?? null,
      contentHash,
      setupHash,
      at: stampAfter(sql.lastGrading.get({ submission }), clock),
      outcome: JSON.stringify(outcome),
      place: place ? JSON.stringify(place) : null,
      code: code ?? null,
    });
    for (const [ord, observation] of looks.entries()) sql.insertLook.run({ grading: id, ord, observation });
    return { grading: find(id), evidence: evidence.append(`grading:${id}`, sealAt(id)) };
  }

  return {
    find: (id) => db.read(() => find(id)),
    endJob: (lease, { looks, ...grading }, sealAt) =>
      db.write(() => {
        const ended = jobs.end(lease);
        if (ended === undefined) return undefined;
        const seen = looks?.observations.map((each) => observations.keep(each)) ?? [];
        const place = looks && { seat: looks.seat, engine: looks.engine, images: looks.images };
        return insert({ ...lease, ...ended }, grading, seen, place, sealAt);
      }),
    addAgain: (place, grading, { observations: seen, seat, engine, images }, sealAt) => {
      const where = seat && engine && images && { seat, engine, images };
      return insert(place, grading, seen, where, sealAt).grading;
    },
    listGradings: (assignment) => db.read(() => list({ assignment })),
  };
}
