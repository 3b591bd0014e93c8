/** Workshops as those who lead see them, and as a learner sees their own. */
import * as z from 'zod';
import { type LabId, LabIdSchema } from '../lab-id.ts';
import { usualKeepDays } from '../sessions/consent.ts';
import { largestCapacity } from '../sessions/session.ts';
import { StuckRuleSchema } from '../sessions/stuck.ts';
import { AgreedSchema, KeepDays, TermsSchema } from './joining.ts';
import { MirrorSchema } from './mirror.ts';
import { PointerSchema } from './pointers.ts';
import { ShareSchema } from './shares.ts';
import { CatchUpSchema, ShownHeadSchema } from './shown.ts';

const Time = z.iso.datetime();
/** Two labs of one id would be one column of the board. */
const Labs = z
  .array(LabIdSchema)
  .min(1, 'a session has a lab')
  .max(64)
  .refine((labs: readonly LabId[]) => new Set(labs).size === labs.length, 'a lab is named twice');
const Title = z.string().trim().min(1).max(120);
const Capacity = z.number().int().min(1).max(largestCapacity);

const SessionPhaseSchema = z.enum(['planned', 'open', 'paused', 'ended']);

/** A session as whoever leads it sees it. */
export const SessionViewSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    course: z.object({ id: z.string(), title: z.string(), zone: z.string() }),
    /** Eight signs, without the hyphen; absent for who may not invite. */
    code: z.string().optional(),
    capacity: z.number(),
    joined: z.number(),
    opens: Time,
    ends: Time,
    phase: SessionPhaseSchema,
    /** How many days after its end what learners made in it is kept, and until when that is. */
    keepDays: z.number(),
    keptUntil: Time,
    labs: z.array(LabIdSchema),
    /** When its board calls somebody stuck or away. */
    stuck: StuckRuleSchema,
  })
  .meta({ id: 'Session' });
export type SessionView = z.output<typeof SessionViewSchema>;

export const MakeSessionSchema = z
  .object({
    title: Title,
    /** The id of a course; the home's first one where it is left out. */
    course: z.string().max(64).optional(),
    labs: Labs,
    capacity: Capacity.default(40),
    opens: Time.optional(),
    ends: Time,
    keepDays: KeepDays.default(usualKeepDays),
  })
  .meta({ id: 'MakeSession' });

export const ChangeSessionSchema = z
  .object({
    title: Title.optional(),
    labs: Labs.optional(),
    capacity: Capacity.optional(),
    opens: Time.optional(),
    ends: Time.optional(),
    keepDays: KeepDays.optional(),
    state: z.enum(['open', 'paused', 'ended']).optional(),
    stuck: StuckRuleSchema.optional(),
    /** Draws a new code; the old one lets nobody in any more. */
    newCode: z.literal(true).optional(),
  })
  .meta({ id: 'ChangeSession' });

export const NoticeSchema = z
  .object({
    id: z.string(),
    author: z.string(),
    text: z.string(),
    place: z.string().optional(),
    at: Time,
  })
  .meta({ id: 'Notice' });

export const SendNoticeSchema = z
  .object({
    text: z.string().trim().min(1).max(2_000),
    /** A path of the book: `/start/#task-look`. */
    place: z
      .string()
      .max(200)
      .regex(/^\/(?!\/)[\w/.~-]*(#[\w.~-]*)?$/)
      .optional(),
  })
  .meta({ id: 'SendNotice' });

export const HandSchema = z
  .object({
    id: z.string(),
    person: z.string(),
    alias: z.string(),
    lab: LabIdSchema.optional(),
    task: z.string().optional(),
    text: z.string(),
    raisedAt: Time,
    takenBy: z.string().optional(),
  })
  .meta({ id: 'Hand' });
export type HandView = z.output<typeof HandSchema>;

export const RaiseHandSchema = z
  .object({
    lab: LabIdSchema.optional(),
    task: z.string().max(64).optional(),
    text: z.string().trim().max(500).default(''),
  })
  .meta({ id: 'RaiseHand' });

/** The session that whoever asks has joined, as they see it. */
export const MySessionSchema = z
  .object({
    session: SessionViewSchema.omit({ code: true, joined: true, capacity: true, stuck: true }),
    alias: z.string(),
    hand: HandSchema.optional(),
    notices: z.array(NoticeSchema),
    /** Those that were not answered, and those that are open. */
    shares: z.array(ShareSchema),
    /** Those that were neither inserted nor put away. */
    pointers: z.array(PointerSchema),
    mirror: MirrorSchema.optional(),
    /** What they agreed to, and when; absent where they never were asked. */
    agreed: AgreedSchema.extend({ at: Time }).optional(),
    /** What is said now. Until they agree to it they read, and change nothing. */
    terms: TermsSchema,
    asksAgain: z.boolean(),
    /** What is shown to all; absent where nothing is. */
    shown: ShownHeadSchema.optional(),
    catchUps: z.array(CatchUpSchema),
    /** Who made the personal link anew, and when; absent where nobody did. */
    linkRenewed: z.object({ by: z.string(), at: Time }).optional(),
  })
  .meta({ id: 'MySession' });
export type MySession = z.output<typeof MySessionSchema>;

/** Absent where no session was joined: a book of one's own. */
export const MySessionAnswerSchema = z
  .object({ joined: MySessionSchema.optional() })
  .meta({ id: 'MySessionAnswer' });
