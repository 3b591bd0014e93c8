/**
 * The tables of a home's database as rows of an archive: what each column may hold, in the order in which rows refer
 * to one another. Credentials are left out: a backup signs nobody in. So are the keys that evidence is signed with: who
 * makes a backup must not say which are the home's. So is `seq`: rows are numbered anew. Who adds a migration that
 * changes them leaves their old form beside them, as `archived-tables-4.ts` is one.
 */

import type { SQLInputValue } from 'node:sqlite';
import * as z from 'zod';
import { findPathFault } from '../../files/path-fault.ts';
import { sha256 } from '../../files/sha256.ts';
import { CheckResultSchema } from '../../lab/checks/result.ts';
import { RoleSchema, ScopeSchema } from '../../lab/people/role.ts';
import { SeatClassSchema } from '../../lab/seats/seat-class.ts';
import { SeatKindSchema } from '../../lab/seats/seat-kind.ts';
import { ImageDigestsSchema } from '../attempts.ts';
import { EventRow } from '../events.ts';
import { ObservationRow } from '../observations.ts';
import { archivedAssignmentTables, archivedRemoval } from './archived-assignments.ts';
import { Chapter, Hash, Id, jsonText, LabId, notOurs, parses, Time } from './archived-columns.ts';
import { archivedEvidence } from './archived-evidence.ts';
import {
  archivedConsent,
  archivedCourse,
  archivedSessionEvent,
  archivedSessionTables6,
  archivedSessionTables9,
} from './archived-sessions.ts';

export type ArchivedRow = Readonly<Record<string, SQLInputValue>>;

/** A row of a table: its columns are the members of the shape. */
export type ArchivedTable = z.ZodType<ArchivedRow> & { readonly shape: Readonly<Record<string, unknown>> };

/** Those that every version since 5 has. */
export const archivedTables5 = {
  person: z.strictObject({
    id: Id,
    name: z.string(),
    is_local: z.union([z.literal(0), z.literal(1)]),
    created_at: Time,
  }),
  membership: z.strictObject({
    person: Id,
    role: RoleSchema,
    scope: ScopeSchema,
    created_at: Time,
  }),
  party: z.strictObject({ id: Id, alone: Id.nullable(), created_at: Time }),
  party_member: z.strictObject({ party: Id, person: Id, joined_at: Time }),
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
    .refine(({ hash, content }) => sha256(content) === hash, 'has another content than its hash says'),
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
  observation: ObservationRow,
  attempt: z.strictObject({
    id: z.ulid(),
    run: Id,
    at: Time,
    person: Id.nullable(),
    content_hash: z.string().nullable(),
    drydock_version: z.string().nullable(),
    results: jsonText(z.array(CheckResultSchema)),
    observation: Hash,
    image_digests: jsonText(ImageDigestsSchema),
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
    .strictObject({
      id: Id,
      run: Id,
      type: z.string(),
      data: z.string(),
      observation: Hash.nullable(),
      at: Time,
    })
    .refine((row) => parses(EventRow, row), notOurs),
  chapter_position: z.strictObject({
    person: Id,
    chapter: Chapter,
    read_to: z.number().min(0).max(1),
    read_at: Time,
    lab: z.string().nullable(),
  }),
} satisfies Record<string, ArchivedTable>;

/** Those of version 6, where nothing was said of how long something is kept. */
export const archivedTables6 = {
  ...archivedTables5,
  ...archivedSessionTables6,
  evidence: archivedEvidence,
} satisfies Record<string, ArchivedTable>;

/** Those of version 7. What boards show is in none of them: it is derived from attempts and events. */
export const archivedTables7 = {
  ...archivedTables5,
  ...archivedSessionTables9,
  session_event: archivedSessionEvent,
  evidence: archivedEvidence,
} satisfies Record<string, ArchivedTable>;

const { submission: _, ...kept } = archivedTables7;

/** Those of versions 8 and 9. What was handed in refers to files, runs and what was seen. */
export const archivedTables9 = {
  ...kept,
  ...archivedAssignmentTables,
} satisfies Record<string, ArchivedTable>;

/** Those of version 10, where nothing was said of how long work is kept. */
export const archivedTables10 = {
  ...archivedTables9,
  consent: archivedConsent,
} satisfies Record<string, ArchivedTable>;

/** Those of today. */
export const archivedTables = {
  ...archivedTables10,
  course: archivedCourse,
  submission_removed: archivedRemoval,
} satisfies Record<string, ArchivedTable>;
