/**
 * The tables up to version 4 of the schema, where attempts and events held what was seen, and results did not say what
 * a check is worth. Versions before have the same columns.
 */
import * as z from 'zod';
import { CheckResultSchema } from '../../lab/checks/result.ts';
import { canonicalJson } from '../../lab/general/canonical-json.ts';
import { SeatClassSchema } from '../../lab/seats/seat-class.ts';
import { SeatKindSchema } from '../../lab/seats/seat-kind.ts';
import { jsonColumn, ObservationValue } from '../columns.ts';
import { EventRow } from '../events.ts';
import { Id, jsonText, notOurs, parses, Time } from './archived-columns.ts';
import type { ArchivedTable } from './archived-tables.ts';
import { archivedTables5 } from './archived-tables-5.ts';

/** One that can be written as the store writes it: what is nested too deep for that throws. */
const Observed = ObservationValue.refine((value) => canonicalJson(value) !== '');
const ObservedData = jsonColumn(z.looseObject({ observation: Observed }));
const ResultSchema = CheckResultSchema.omit({ points: true });

const { observation: _, attempt: __, event: ___, ...others } = archivedTables5;

export const archivedTables4 = {
  ...others,
  seat: z.strictObject({
    id: Id,
    party: Id,
    kind: SeatKindSchema,
    class: SeatClassSchema,
    engine_id: z.string(),
    intent: z.enum(['running', 'suspended', 'stopped', 'removed']),
    created_at: Time,
  }),
  attempt: archivedTables5.attempt.omit({ person: true, content_hash: true, drydock_version: true }).extend({
    results: jsonText(z.array(ResultSchema)),
    earned: z.number(),
    of: z.number(),
    observation: jsonText(Observed),
    image_digests: jsonText(z.record(z.string(), z.string())),
  }),
  event: z
    .strictObject({ id: Id, run: Id, type: z.string(), data: z.string(), at: Time })
    .refine(
      (row) =>
        row.type === 'observed'
          ? parses(ObservedData, row.data) && parses(EventRow, { ...row, observation: '' })
          : parses(EventRow, { ...row, observation: null }),
      notOurs,
    ),
} satisfies Record<string, ArchivedTable>;
