/** The routes of sessions: joining, what a learner says and sees, what who teaches does, and who leads. */
import * as z from 'zod';
import { PersonDataSchema } from '../sessions/person-data.ts';
import { BoardSchema, LearnerSchema } from './board.ts';
import { ObservationSchema } from './events.ts';
import { JobStartedSchema } from './jobs.ts';
import {
  AgreedSchema,
  AskTermsSchema,
  JoinedSchema,
  JoinSchema,
  JoinTermsSchema,
  PersonalLinkSchema,
  RejoinSchema,
} from './joining.ts';
import { AddMemberSchema, ErasedSchema, HeldRoleSchema, MemberSchema } from './members.ts';
import { ScreenSchema } from './mirror.ts';
import { AnswerPointerSchema, PointerSchema, SendPointerSchema } from './pointers.ts';
import { answers, at, done, Id, ObservationBody, takes } from './route-row.ts';
import { SessionRecordSchema, SessionTableSchema } from './session-record.ts';
import {
  ChangeSessionSchema,
  HandSchema,
  MakeSessionSchema,
  MySessionAnswerSchema,
  NoticeSchema,
  RaiseHandSchema,
  SendNoticeSchema,
  SessionViewSchema,
} from './sessions.ts';
import { AnswerShareSchema, AskShareSchema, ShareSchema } from './shares.ts';
import {
  BroughtBackSchema,
  CatchUpLabSchema,
  OfferCatchUpSchema,
  RoomPredictionSchema,
  ShownContentSchema,
  ShownHeadSchema,
  ShowSchema,
} from './shown.ts';
import { LoginUrlSchema } from './sign-in.ts';

const ofSession = { params: z.object({ session: Id }) };
const ofLearner = { params: z.object({ session: Id, person: Id }) };
const ofHand = { params: z.object({ session: Id, id: Id }) };
const ofMember = { params: z.object({ person: Id }) };

export const sessionRoutes = {
  joinTerms: {
    ...at('joinTerms', 'anybody'),
    request: { body: takes(AskTermsSchema) },
    ...answers(JoinTermsSchema, 'What is joined by a code, and what is kept of who joins'),
  },
  /** Asked again with the same `asked`, nobody joins twice. */
  join: {
    ...at('join', 'anybody'),
    request: { body: takes(JoinSchema) },
    ...answers(JoinedSchema, 'Joined: the key is told this once'),
  },
  rejoin: {
    ...at('rejoin', 'anybody'),
    request: { body: takes(RejoinSchema) },
    ...answers(JoinedSchema, 'Signed in again: the key is told this once'),
  },
  mySession: {
    ...at('mySession', 'account.use'),
    ...answers(MySessionAnswerSchema, 'The session that was joined, if any'),
  },
  myLink: {
    ...at('myLink', 'account.use'),
    ...answers(PersonalLinkSchema, 'What signs another browser of the same person in'),
  },
  renewMyLink: {
    ...at('renewMyLink', 'account.use'),
    ...answers(PersonalLinkSchema, 'The personal link that works from now on, alone'),
  },
  myWork: {
    ...at('myWork', 'account.use'),
    ...answers(LearnerSchema, 'What those who teach see of whoever asks'),
  },
  agree: { ...at('agree', 'account.use'), request: { body: takes(AgreedSchema) }, ...done },
  /** From then on nothing more is recorded of them, until they agree again. */
  withdraw: { ...at('withdraw', 'account.use'), ...done },
  myData: {
    ...at('myData', 'data.read'),
    ...answers(PersonDataSchema, 'What is kept of whoever asks, and what of it is left out until when'),
  },
  myShown: {
    ...at('myShown', 'account.use'),
    ...answers(ShownContentSchema, 'What whoever leads shows to all now'),
  },
  takeCatchUp: {
    ...at('takeCatchUp', 'lab.use'),
    request: { body: takes(CatchUpLabSchema) },
    ...answers(JobStartedSchema, 'The solution is applied, once the files that are there are kept'),
  },
  bringBack: {
    ...at('bringBack', 'lab.use'),
    request: { body: takes(CatchUpLabSchema) },
    ...answers(BroughtBackSchema, 'The files that were kept are in their places again'),
  },
  raiseHand: {
    ...at('raiseHand', 'hand.raise'),
    request: { body: takes(RaiseHandSchema) },
    ...answers(HandSchema, 'The hand; the one that is up already where there is one'),
  },
  lowerMyHand: { ...at('lowerMyHand', 'hand.lower'), ...done },
  myShares: {
    ...at('myShares', 'account.use'),
    ...answers(z.array(ShareSchema), 'Who asked to see what of whoever asks, and who looked'),
  },
  answerShare: {
    ...at('answerShare', 'share.answer'),
    request: { params: z.object({ id: Id }), body: takes(AnswerShareSchema) },
    ...answers(ShareSchema, 'The share as it is now'),
  },
  stopShare: { ...at('stopShare', 'share.answer'), request: { params: z.object({ id: Id }) }, ...done },
  answerPointer: {
    ...at('answerPointer', 'pointer.answer'),
    request: { params: z.object({ id: Id }), body: takes(AnswerPointerSchema) },
    ...done,
  },
  sessions: {
    ...at('sessions', 'board.read'),
    ...answers(z.array(SessionViewSchema), 'Those that whoever asks may look at, the newest first'),
  },
  makeSession: {
    ...at('makeSession', 'session.make'),
    request: { body: takes(MakeSessionSchema) },
    ...answers(SessionViewSchema, 'The session, with its code'),
  },
  session: {
    ...at('session', 'session.read'),
    request: ofSession,
    ...answers(SessionViewSchema, 'The session'),
  },
  changeSession: {
    ...at('changeSession', 'session.change'),
    request: { ...ofSession, body: takes(ChangeSessionSchema) },
    ...answers(SessionViewSchema, 'The session as it is now'),
  },
  board: {
    ...at('board', 'board.read'),
    request: ofSession,
    ...answers(BoardSchema, 'How everybody stands'),
  },
  sessionTable: {
    ...at('sessionTable', 'board.read'),
    request: ofSession,
    ...answers(SessionTableSchema, 'How everybody stands, as a table'),
  },
  sessionRecord: {
    ...at('sessionRecord', 'session.export'),
    request: ofSession,
    ...answers(SessionRecordSchema, 'All that is recorded of the session'),
  },
  learner: {
    ...at('learner', 'learner.read'),
    request: ofLearner,
    ...answers(LearnerSchema, 'The attempts of one learner'),
  },
  removeLearner: { ...at('removeLearner', 'learner.change'), request: ofLearner, ...done },
  renewLink: {
    ...at('renewLink', 'learner.change'),
    request: ofLearner,
    ...answers(PersonalLinkSchema, 'The personal link of a learner that works from now on, alone'),
  },
  learnerObservation: {
    ...at('learnerObservation', 'learner.read'),
    request: { params: ofLearner.params.extend({ id: z.ulid() }) },
    ...answers(ObservationBody, 'What an attempt of theirs was judged from'),
    answer: ObservationSchema,
  },
  askShare: {
    ...at('askShare', 'share.ask'),
    request: { ...ofLearner, body: takes(AskShareSchema) },
    ...answers(ShareSchema, 'What the learner is asked'),
  },
  endShare: { ...at('endShare', 'share.ask'), request: ofHand, ...done },
  sendPointer: {
    ...at('sendPointer', 'pointer.send'),
    request: { ...ofLearner, body: takes(SendPointerSchema) },
    ...answers(PointerSchema, 'What the learner gets'),
  },
  mirror: {
    ...at('mirror', 'mirror.watch'),
    request: ofSession,
    ...answers(ScreenSchema, 'The terminal that is shown to the session, as it is now'),
  },
  endMirror: { ...at('endMirror', 'mirror.show'), request: ofSession, ...done },
  takeHand: {
    ...at('takeHand', 'hand.take'),
    request: ofHand,
    ...answers(HandSchema, 'The hand, with who comes'),
  },
  lowerHand: { ...at('lowerHand', 'hand.take'), request: ofHand, ...done },
  predictions: {
    ...at('predictions', 'room.show'),
    request: ofSession,
    ...answers(z.array(RoomPredictionSchema), 'What the room predicted so far, without names'),
  },
  show: {
    ...at('show', 'room.show'),
    request: { ...ofSession, body: takes(ShowSchema) },
    ...answers(ShownHeadSchema, 'What is shown from now on, in the place of what was'),
  },
  endShown: { ...at('endShown', 'room.show'), request: ofSession, ...done },
  offerCatchUp: {
    ...at('offerCatchUp', 'catch-up.offer'),
    request: { ...ofSession, body: takes(OfferCatchUpSchema) },
    ...done,
  },
  sendNotice: {
    ...at('sendNotice', 'notice.send'),
    request: { ...ofSession, body: takes(SendNoticeSchema) },
    ...answers(NoticeSchema, 'The notice, as everybody gets it'),
  },
  members: { ...at('members', 'people.read'), ...answers(z.array(MemberSchema), 'Who leads what') },
  addMember: {
    ...at('addMember', 'people.change'),
    request: { body: takes(AddMemberSchema) },
    ...answers(MemberSchema, 'The person with their role'),
  },
  takeRole: {
    ...at('takeRole', 'people.change'),
    request: { ...ofMember, body: takes(HeldRoleSchema) },
    ...done,
  },
  personData: {
    ...at('personData', 'data.read'),
    request: ofMember,
    ...answers(PersonDataSchema, 'All that is kept of somebody'),
  },
  erasePerson: {
    ...at('erasePerson', 'data.erase'),
    request: ofMember,
    ...answers(ErasedSchema, 'They were taken away'),
  },
  memberLogin: {
    ...at('memberLogin', 'people.change'),
    request: ofMember,
    ...answers(LoginUrlSchema, 'A link that signs one browser of that person in'),
  },
};
