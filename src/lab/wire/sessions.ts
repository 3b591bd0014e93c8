/** Workshops: who joins, what is taught, how everybody stands. */
import * as z from 'zod';
import { type LabId, LabIdSchema } from '../lab-id.ts';
import { RoleSchema, ScopeSchema } from '../people/role.ts';
import { longestKeepDays, usualKeepDays } from '../sessions/consent.ts';
import { largestCapacity } from '../sessions/session.ts';
import { StandingSchema } from '../sessions/standing.ts';
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
const KeepDays = z.number().int().min(1).max(longestKeepDays);

/** What somebody agrees to: the version of the words, and the days that they name. */
export const AgreedSchema = z
  .object({ version: z.number().int().positive(), keepDays: KeepDays })
  .meta({ id: 'Agreed' });

/** What a learner is asked to agree to. */
const TermsSchema = AgreedSchema.extend({
  items: z.array(z.object({ title: z.string(), text: z.string() })),
}).meta({ id: 'Terms' });
export type Terms = z.output<typeof TermsSchema>;

/** The name is looked at, and not kept: what is wrong with it is told before anything is agreed to. */
export const AskTermsSchema = z
  .object({ code: z.string().max(1_000), name: z.string().max(20_000) })
  .meta({ id: 'AskTerms' });

/** Before somebody joins: what, and on which terms. */
export const JoinTermsSchema = z.object({ title: z.string(), terms: TermsSchema }).meta({ id: 'JoinTerms' });

/** Typed by hand; what is no code or no name is told in words that the person can act on. */
export const JoinSchema = z
  .object({
    code: z.string().max(1_000),
    name: z.string().max(20_000),
    /** Drawn by the browser once: asked again under it, nobody joins twice. */
    asked: z.string().regex(/^[\w-]{8,64}$/),
    /** Nobody joins without. */
    agreed: AgreedSchema.optional(),
  })
  .meta({ id: 'Join' });

/** What stands behind the `#` of a personal link. */
export const RejoinSchema = z.object({ token: z.string().min(1).max(200) }).meta({ id: 'Rejoin' });

/** As after a login, with what the person is called in the session. */
export const JoinedSchema = z
  .object({ key: z.string(), person: z.string(), alias: z.string() })
  .meta({ id: 'Joined' });

export const PersonalLinkSchema = z.object({ token: z.string(), until: Time }).meta({ id: 'PersonalLink' });

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
    session: SessionViewSchema.omit({ code: true, joined: true, capacity: true }),
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

const BoardLearner = z.object({
  person: z.string(),
  alias: z.string(),
  joinedAt: Time,
  /** When they last did something; absent where nothing was seen since the server began. */
  activeAt: Time.optional(),
  /** Labs of which they took the solution over. */
  helped: z.array(LabIdSchema),
  /** When they were taken out; absent of who is in it. */
  removedAt: Time.optional(),
});
export type BoardLearner = z.output<typeof BoardLearner>;

/** A learner whose seat failed, or who waits for one. */
const BoardSeat = z.object({
  person: z.string(),
  state: z.enum(['failed', 'waiting']),
  /** Why, or where in the queue. */
  message: z.string(),
  fix: z.string().optional(),
  /** Since when it fails; of who waits their place says more. */
  since: Time.optional(),
});
export type BoardSeat = z.output<typeof BoardSeat>;

const BoardCell = z.object({
  person: z.string(),
  lab: LabIdSchema,
  task: z.string(),
  standing: StandingSchema,
});

export const BoardSchema = z
  .object({
    session: SessionViewSchema,
    labs: z.array(
      z.object({
        id: LabIdSchema,
        title: z.string(),
        tasks: z.array(z.object({ id: z.string(), title: z.string() })),
      }),
    ),
    learners: z.array(BoardLearner),
    /** Those who were taken out: what they made is there still. */
    removed: z.array(BoardLearner),
    cells: z.array(BoardCell),
    hands: z.array(HandSchema),
    notices: z.array(NoticeSchema),
    /** Of each learner, viewer and kind the last one. */
    shares: z.array(ShareSchema),
    /** The last ones; none where `helps` is false. */
    pointers: z.array(PointerSchema),
    mirror: MirrorSchema.optional(),
    /** Whether whoever asks may ask for looks, point and show a terminal. */
    helps: z.boolean(),
    seats: z.array(BoardSeat),
    shown: ShownHeadSchema.optional(),
    /** When somebody was last held back since many had joined from one address; absent where nobody was. */
    heldBackAt: Time.optional(),
  })
  .meta({ id: 'Board' });
export type Board = z.output<typeof BoardSchema>;

/** The first event is the whole board; later ones are what changed. */
export const BoardEventSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('board'), board: BoardSchema }),
    z.object({ type: z.literal('cells'), cells: z.array(BoardCell) }),
    z.object({ type: z.literal('session'), session: SessionViewSchema }),
    z.object({
      type: z.literal('learners'),
      learners: z.array(BoardLearner),
      removed: z.array(BoardLearner),
    }),
    z.object({ type: z.literal('hands'), hands: z.array(HandSchema) }),
    z.object({ type: z.literal('notices'), notices: z.array(NoticeSchema) }),
    z.object({ type: z.literal('shares'), shares: z.array(ShareSchema) }),
    z.object({ type: z.literal('pointers'), pointers: z.array(PointerSchema) }),
    z.object({ type: z.literal('mirror'), mirror: MirrorSchema.optional() }),
    z.object({ type: z.literal('shown'), shown: ShownHeadSchema.optional() }),
    z.object({ type: z.literal('seats'), seats: z.array(BoardSeat) }),
  ])
  .meta({ id: 'BoardEvent' });
export type BoardEvent = z.output<typeof BoardEventSchema>;

/** What an instructor sees of one learner, and the learner of themselves. */
export const LearnerSchema = z
  .object({
    person: z.string(),
    alias: z.string(),
    joinedAt: Time,
    attempts: z.array(
      z.object({
        id: z.string(),
        lab: LabIdSchema,
        at: Time,
        earned: z.number(),
        of: z.number(),
        failing: z.array(z.object({ check: z.string(), title: z.string(), message: z.string() })),
      }),
    ),
  })
  .meta({ id: 'Learner' });

export const MemberSchema = z
  .object({
    person: z.object({ id: z.string(), name: z.string() }),
    role: RoleSchema,
    scope: ScopeSchema,
  })
  .meta({ id: 'Member' });

export const ErasedSchema = z
  .object({
    people: z.number(),
    /** Attempts that stay, without a name and without what was seen. */
    attempts: z.number(),
    /** Paths in the home that still hold what went. */
    left: z.array(z.string()),
  })
  .meta({ id: 'Erased' });

export const HeldRoleSchema = z.object({ role: RoleSchema, scope: ScopeSchema }).meta({ id: 'HeldRole' });

export const AddMemberSchema = z
  .object({ name: z.string().max(1_000), role: RoleSchema.exclude(['learner', 'owner']), scope: ScopeSchema })
  .meta({ id: 'AddMember' });
