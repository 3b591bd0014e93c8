/**
 * The tables of a home's database as rows of an archive: what each column may hold, in the order in which rows refer
 * to one another. Credentials are left out: a backup signs nobody in. So is `seq`: rows are numbered anew.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { findPathFault } from '../files/path-fault.ts';
import { CheckResultSchema } from '../lab/result.ts';
import { SeatClassSchema } from '../lab/seat-class.ts';
import { SeatKindSchema } from '../lab/seat-kind.ts';
import { jsonColumn, ObservationValue } from './columns.ts';
import { EventRow } from './events.ts';

/** As `ulid` makes them; what a client chose itself may have small letters. */
const Id = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'is not an id');
const Time = z.iso.datetime();
/** A folder in a folder: labs and the folders of their copies are named by it. */
const LabId = z
  .string()
  .refine(
    (id) => findPathFault(id) === undefined && id.split('/').length === 2 && !/\p{Cc}/u.test(id),
    'is not the id of a lab',
  );
/** As the address of its page has it. */
const Chapter = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'is not the id of a chapter');
const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256');

/** JSON text that is copied as it stands, of a value that the store will read. */
function jsonText(schema: z.ZodType) {
  return z.string().refine((text) => parses(jsonColumn(schema), text), 'is not what Drydock writes there');
}

function parses(schema: z.ZodType, value: unknown): boolean {
  try {
    return schema.safeParse(value).success;
  } catch {
    return false;
  }
}

export const archivedTables = {
  person: z.strictObject({
    id: Id,
    name: z.string(),
    is_local: z.union([z.literal(0), z.literal(1)]),
    created_at: Time,
  }),
  membership: z.strictObject({
    person: Id,
    role: z.enum(['learner', 'instructor', 'owner']),
    scope: z.string().regex(/^home$|^session:[\w-]{1,64}$/, 'is not a scope'),
    created_at: Time,
  }),
  party: z.strictObject({ id: Id, alone: Id.nullable(), created_at: Time }),
  party_member: z.strictObject({ party: Id, person: Id, joined_at: Time }),
  seat: z.strictObject({
    id: Id,
    party: Id,
    kind: SeatKindSchema,
    class: SeatClassSchema,
    engine_id: z.string(),
    intent: z.enum(['running', 'suspended', 'stopped', 'removed']),
    created_at: Time,
  }),
  run: z.strictObject({
    id: Id,
    party: Id,
    lab: LabId,
    context: z.string().regex(/^self$|^(session|assignment):[\w-]{1,64}$/, 'is not a context'),
    content_hash: z.string(),
    seed: z.string(),
    vars: jsonText(z.record(z.string(), z.string())),
    intent: z.enum(['running', 'stopped']),
    step: z.string(),
    seat_kind: SeatKindSchema,
    seat_class: SeatClassSchema,
    workspace_dir: z.string().max(4_096),
    applied_hash: z.string(),
    created_at: Time,
  }),
  blob: z
    .strictObject({ hash: Hash, content: z.instanceof(Uint8Array) })
    .refine(
      ({ hash, content }) => createHash('sha256').update(content).digest('hex') === hash,
      'has another content than its hash says',
    ),
  revision: z.strictObject({
    run: Id,
    path: z.string().refine((path) => findPathFault(path) === undefined, 'leads out of its workspace'),
    hash: Hash.nullable(),
    reason: z.enum(['saved', 'before-reset', 'before-solve', 'applied']),
    at: Time,
  }),
  answer: z.strictObject({
    id: Id,
    person: Id,
    run: Id.nullable(),
    kind: z.enum(['predict', 'question', 'recall']),
    key: z.string(),
    lab: z.string().nullable(),
    value: z.string(),
    confidence: z.number().nullable(),
    correct: z.union([z.literal(0), z.literal(1)]).nullable(),
    message: z.string(),
    at: Time,
  }),
  attempt: z.strictObject({
    id: z.ulid(),
    run: Id,
    at: Time,
    results: jsonText(z.array(CheckResultSchema)),
    earned: z.number(),
    of: z.number(),
    observation: jsonText(ObservationValue),
    image_digests: jsonText(z.record(z.string(), z.string())),
    engine_version: z.string(),
    engine_kernel: z.string(),
    seat_kind: SeatKindSchema,
    seat_class: SeatClassSchema,
    /** Whatever it says: this server attested nothing of a backup. */
    attested_by: z.enum(['local', 'server']).transform(() => 'local' as const),
  }),
  submission: z.strictObject({
    id: Id,
    run: Id,
    party: Id,
    person: Id,
    idempotency_key: z.string(),
    files: jsonText(z.unknown()),
    at: Time,
  }),
  event: z
    .strictObject({ id: Id, run: Id, type: z.string(), data: z.string(), at: Time })
    .refine((row) => parses(EventRow, row), 'is not what Drydock writes there'),
  chapter_position: z.strictObject({
    person: Id,
    chapter: Chapter,
    read_to: z.number().min(0).max(1),
    read_at: Time,
    lab: z.string().nullable(),
  }),
} as const satisfies Record<string, z.ZodObject>;

export type ArchivedTable = keyof typeof archivedTables;

export const archivedTableNames: readonly ArchivedTable[] = [
  'person',
  'membership',
  'party',
  'party_member',
  'seat',
  'run',
  'blob',
  'revision',
  'answer',
  'attempt',
  'submission',
  'event',
  'chapter_position',
];

/** Tables that a home's database has and that no archive gives anything of. */
export const leftTables: readonly string[] = ['credential'];

export const columnsOf = (table: ArchivedTable): readonly string[] =>
  Object.keys(archivedTables[table].shape);
