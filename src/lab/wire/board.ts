/** How everybody in a session stands, and what whoever leads sees of one learner. */
import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';
import type { Action } from '../people/action.ts';
import { StandingSchema } from '../sessions/standing.ts';
import { MirrorSchema } from './mirror.ts';
import { PointerSchema } from './pointers.ts';
import { HandSchema, NoticeSchema, SessionViewSchema } from './sessions.ts';
import { ShareSchema } from './shares.ts';
import { ShownHeadSchema } from './shown.ts';

const Time = z.iso.datetime();

/** What is done on a board. Of these, whoever looks is told which they may: nothing else is drawn. */
export const boardActions = [
  'session.change',
  'session.export',
  'learner.read',
  'learner.change',
  'hand.take',
  'share.ask',
  'pointer.send',
  'mirror.show',
  'room.show',
  'catch-up.offer',
  'notice.send',
] as const satisfies readonly Action[];
export type BoardAction = (typeof boardActions)[number];

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
    /** The last ones; none for who may not send any. */
    pointers: z.array(PointerSchema),
    mirror: MirrorSchema.optional(),
    /** What whoever asks may do here. */
    may: z.array(z.enum(boardActions)),
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
