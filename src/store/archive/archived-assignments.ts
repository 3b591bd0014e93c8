/** The tables of assignments as rows of an archive. */
import * as z from 'zod';
import { findPathFault } from '../../files/path-fault.ts';
import { AdjustmentSchema } from '../../grades/adjustment.ts';
import { jobStates } from '../../grades/assignments/grading-job.ts';
import { GradingSchema } from '../../grades/grade/handed-in.ts';
import { AssignmentPolicySchema } from '../../grades/policy/assignment-policy.ts';
import { CodeSchema, PlaceSchema } from '../assignments/gradings.ts';
import { RegradedLabsSchema } from '../assignments/regrades.ts';
import { Hash, Id, jsonText, LabId, Time } from './archived-columns.ts';

const Said = { id: Id, assignment: Id, person: Id, by: Id, at: Time };
const Count = z.number().int().nonnegative();

/** What was kept long enough. */
export const archivedRemoval = z.strictObject({ submission: Id, at: Time });

export const archivedAssignmentTables = {
  contact: z.strictObject({
    person: Id,
    email: z.string().nullable(),
    sis_id: z.string().nullable(),
    login_id: z.string().nullable(),
  }),
  enrolled: z.strictObject({ course: Id, person: Id, party: Id, pair: z.string().nullable(), at: Time }),
  enrolled_section: z.strictObject({ course: Id, person: Id, ord: Count, section: z.string() }),
  assignment: z.strictObject({ id: Id, course: Id }),
  assignment_version: z.strictObject({
    assignment: Id,
    number: Count,
    policy: jsonText(AssignmentPolicySchema),
    by: Id,
    at: Time,
  }),
  assignment_opened: z.strictObject({ assignment: Id, person: Id, at: Time }),
  adjustment: z.strictObject({
    ...Said,
    change: jsonText(AdjustmentSchema.shape.change),
    reason: z.string(),
    replaces: Id.nullable(),
  }),
  grade_override: z.strictObject({
    ...Said,
    lab: LabId.nullable(),
    points: z.number().nonnegative().nullable(),
    reason: z.string(),
  }),
  grade_comment: z.strictObject({ ...Said, text: z.string() }),
  submission: z.strictObject({
    id: Id,
    assignment: Id,
    lab: LabId,
    run: Id,
    party: Id,
    person: Id,
    key: z.string(),
    list_hash: Hash,
    left_out: Count,
    answers: Hash,
    vars: jsonText(z.record(z.string(), z.string())),
    lab_content: z.string(),
    upload_began: Time,
    received: Time,
  }),
  submission_file: z.strictObject({
    submission: Id,
    path: z.string().refine((path) => findPathFault(path) === undefined, 'leads out of its workspace'),
    hash: Hash,
    executable: z.union([z.literal(0), z.literal(1)]),
  }),
  regrade: z.strictObject({
    id: Id,
    assignment: Id,
    labs: jsonText(RegradedLabsSchema),
    reason: z.string(),
    by: Id,
    at: Time,
    state: z.enum(['draft', 'applied', 'discarded']),
    decided_by: Id.nullable(),
    decided_at: Time.nullable(),
  }),
  /** Whoever worked on one then works on it no more. */
  grading_job: z.strictObject({
    id: Id,
    submission: Id,
    regrade: Id.nullable(),
    priority: Count,
    state: z.enum(jobStates).transform((state) => (state === 'leased' ? 'waiting' : state)),
    not_before: Time,
    tries: Count,
    cause: z.string().nullable(),
    fence: Count,
    lease_until: Time.nullable().transform(() => null),
  }),
  grading: z.strictObject({
    id: Id,
    submission: Id,
    job: Id.nullable(),
    fence: Count,
    regrade: Id.nullable(),
    content_hash: z.string(),
    setup_hash: z.string(),
    at: Time,
    outcome: jsonText(GradingSchema.shape.outcome),
    place: jsonText(PlaceSchema).nullable(),
    code: CodeSchema.nullable(),
  }),
  grading_look: z.strictObject({ grading: Id, ord: Count, observation: Hash }),
};
