/**
 * The one table of what the server answers over HTTP: what a request carries and what comes back. The server checks
 * requests with it and describes itself by it; pages and the command line check answers with it.
 *
 * All but health and the exchange of a login want the sign-in's key, as `authorization: Bearer KEY`.
 */
import * as z from 'zod';
import { SlugSchema } from '../lab-id.ts';
import type { Observation } from '../observation/observation.ts';
import type { Action } from '../people/action.ts';
import { AnswerViewSchema, BringAttemptSchema, GiveAnswerSchema, RecordedReportSchema } from './checks.ts';
import { ErrorBodySchema } from './error-report.ts';
import { ObservationSchema } from './events.ts';
import { AttestedSchema } from './evidence.ts';
import {
  CreateEntrySchema,
  FileContentSchema,
  FileEntrySchema,
  RenameEntrySchema,
  SaveFileSchema,
  StaleFileSchema,
} from './files.ts';
import { HealthSchema, HostReportSchema } from './host.ts';
import { type JobKind, JobStartedSchema } from './jobs.ts';
import {
  LabStatusSchema,
  LabViewSchema,
  OpenedHintSchema,
  OpenHintSchema,
  SolutionFileSchema,
} from './labs.ts';
import { type PathName, paths } from './paths.ts';
import { ChapterPositionSchema, PredictionSchema, ProgressViewSchema, RecallSchema } from './reading.ts';
import { AskWhySchema, RefusalSchema } from './refusal.ts';
import {
  AddMemberSchema,
  AnswerShareSchema,
  AskShareSchema,
  BoardSchema,
  ChangeSessionSchema,
  HandSchema,
  HeldRoleSchema,
  JoinedSchema,
  JoinSchema,
  LearnerSchema,
  MakeSessionSchema,
  MemberSchema,
  MySessionAnswerSchema,
  NoticeSchema,
  PersonalLinkSchema,
  RaiseHandSchema,
  RejoinSchema,
  SendNoticeSchema,
  SessionViewSchema,
  ShareSchema,
} from './sessions.ts';
import {
  EndedSignInsSchema,
  LoginSchema,
  LoginUrlSchema,
  SignedInSchema,
  SignInKeySchema,
  SignInSchema,
} from './sign-in.ts';
import { TerminalNameSchema, TypeCommandSchema } from './terminal.ts';

const Id = z.string().min(1).max(64);

export const LabParams = z.object({ chapter: SlugSchema, lab: SlugSchema });
export const TerminalParams = LabParams.extend({ name: TerminalNameSchema });

/** Every other status carries an error of the catalogue. */
const failures = {
  '4XX': { description: 'Refused', content: { 'application/json': { schema: ErrorBodySchema } } },
  '5XX': { description: 'Failed', content: { 'application/json': { schema: ErrorBodySchema } } },
} as const;

/** A value as JSON with status 200. */
function answers<T extends z.ZodType>(answer: T, description: string) {
  const content = { 'application/json': { schema: answer } };
  return { answer, responses: { 200: { description, content }, ...failures } };
}

/** Nothing to say but that it is done. */
const done = { answer: z.undefined(), responses: { 204: { description: 'Done' }, ...failures } } as const;

/** A body of JSON that must be there. */
function takes<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** Where a route is, and what whoever asks must be allowed to do: nothing of those that anybody may ask. */
function at<Name extends PathName, May extends Action | 'anybody'>(name: Name, action: May) {
  return { method: paths[name][0], path: paths[name][1], action };
}

/** What a description can say of it. */
const ObservationBody = z.custom<Observation>().meta({ type: 'object' });

const ofLab = { params: LabParams };
const ofSession = { params: z.object({ session: Id }) };
const ofLearner = { params: z.object({ session: Id, person: Id }) };
const ofHand = { params: z.object({ session: Id, id: Id }) };
const ofMember = { params: z.object({ person: Id }) };
const ofFile = { ...ofLab, query: z.object({ path: z.string() }) };

/** Long work: it is begun here and told over the events of the lab. */
function begins<Kind extends JobKind>(kind: Kind) {
  const content = { 'application/json': { schema: JobStartedSchema } };
  return {
    ...at(kind, 'lab.use'),
    request: ofLab,
    answer: JobStartedSchema,
    responses: { 202: { description: 'The job, under way or queued', content }, ...failures },
  };
}

export const routes = {
  health: { ...at('health', 'anybody'), ...answers(HealthSchema, 'The server is up') },
  signIn: {
    ...at('signIn', 'anybody'),
    request: { body: takes(LoginSchema) },
    ...answers(SignInKeySchema, 'Signed in: the key is told this once'),
  },
  signedIn: { ...at('signedIn', 'account.use'), ...answers(SignedInSchema, 'Who is signed in') },
  signOut: { ...at('signOut', 'account.use'), ...done },
  signIns: {
    ...at('signIns', 'account.use'),
    ...answers(z.array(SignInSchema), 'Sessions of whoever asks, the newest first'),
  },
  endOtherSignIns: {
    ...at('endOtherSignIns', 'account.use'),
    ...answers(EndedSignInsSchema, 'All but the one that asks have ended'),
  },
  endSignIn: { ...at('endSignIn', 'account.use'), request: { params: z.object({ id: Id }) }, ...done },
  mintLogin: {
    ...at('mintLogin', 'login.make'),
    ...answers(LoginUrlSchema, 'A fresh login link; over the socket in the home only'),
  },
  host: { ...at('host', 'host.read'), ...answers(HostReportSchema, 'What this machine is and can') },
  labs: { ...at('labs', 'lab.list'), ...answers(z.array(LabViewSchema), 'Every lab') },
  lab: { ...at('lab', 'lab.list'), request: ofLab, ...answers(LabViewSchema, 'The lab') },
  status: { ...at('status', 'lab.use'), request: ofLab, ...answers(LabStatusSchema, 'How it stands') },
  start: begins('start'),
  run: begins('run'),
  reset: begins('reset'),
  solve: begins('solve'),
  stop: begins('stop'),
  cancelJob: { ...at('cancelJob', 'lab.use'), request: { params: z.object({ id: Id }) }, ...done },
  /** Asked again under the same key, it is the attempt that there is. */
  check: {
    ...at('check', 'lab.use'),
    request: { ...ofLab, headers: z.object({ 'idempotency-key': z.ulid().optional() }) },
    ...answers(RecordedReportSchema, 'What every check says; an attempt is recorded'),
  },
  /** Of a learner's own Drydock, in a session. Brought again under the same id, it is the attempt that there is. */
  bringAttempt: {
    ...at('bringAttempt', 'lab.use'),
    request: { params: LabParams.extend({ id: z.ulid() }), body: takes(BringAttemptSchema) },
    ...answers(RecordedReportSchema, 'Recorded as `local`: nobody here saw it'),
  },
  readObservation: {
    ...at('readObservation', 'lab.use'),
    request: { params: LabParams.extend({ id: z.ulid() }) },
    ...answers(ObservationBody, 'What the attempt was judged from'),
    answer: ObservationSchema,
  },
  /** Asked again, it is the evidence that there is. */
  attest: {
    ...at('attest', 'lab.use'),
    request: { params: LabParams.extend({ id: z.ulid() }) },
    ...answers(AttestedSchema, 'Evidence of the newest attempt, signed by this home'),
  },
  /** Takes as long as a dozen starts of a container. */
  why: {
    ...at('why', 'lab.use'),
    request: { ...ofLab, body: takes(AskWhySchema) },
    ...answers(RefusalSchema, 'Who refuses the program, as found in copies of the service'),
  },
  solution: {
    ...at('solution', 'lab.use'),
    request: ofLab,
    ...answers(z.array(SolutionFileSchema), 'The files of the solution'),
  },
  openHint: {
    ...at('openHint', 'lab.use'),
    request: { ...ofLab, body: takes(OpenHintSchema) },
    ...answers(OpenedHintSchema, 'The hints that are open now'),
  },
  answer: {
    ...at('answer', 'lab.use'),
    request: { ...ofLab, body: takes(GiveAnswerSchema) },
    ...answers(AnswerViewSchema, 'Whether it is right, and what was true'),
  },
  typeCommand: {
    ...at('typeCommand', 'lab.use'),
    request: { ...ofLab, body: takes(TypeCommandSchema) },
    ...done,
  },
  files: {
    ...at('files', 'lab.use'),
    request: ofLab,
    ...answers(z.array(FileEntrySchema), 'Every file and folder'),
  },
  readFile: {
    ...at('readFile', 'lab.use'),
    request: ofFile,
    ...answers(FileContentSchema, 'The file with its revision'),
  },
  saveFile: {
    ...at('saveFile', 'lab.use'),
    request: {
      ...ofFile,
      headers: z.object({ 'if-match': z.string().optional(), 'if-none-match': z.string().optional() }),
      body: takes(SaveFileSchema),
    },
    answer: FileContentSchema,
    responses: {
      ...answers(FileContentSchema, 'The file with its new revision').responses,
      409: {
        description: 'It has changed since it was read: both are kept, the other one is here',
        content: { 'application/json': { schema: StaleFileSchema } },
      },
    },
  },
  createEntry: {
    ...at('createEntry', 'lab.use'),
    request: { ...ofLab, body: takes(CreateEntrySchema) },
    ...answers(FileEntrySchema, 'The new file or folder, empty'),
  },
  renameEntry: {
    ...at('renameEntry', 'lab.use'),
    request: { ...ofLab, body: takes(RenameEntrySchema) },
    ...answers(FileEntrySchema, 'The entry under its new name'),
  },
  removeEntry: { ...at('removeEntry', 'lab.use'), request: ofFile, ...done },
  endTerminal: { ...at('endTerminal', 'lab.use'), request: { params: TerminalParams }, ...done },
  progress: {
    ...at('progress', 'account.use'),
    ...answers(ProgressViewSchema, 'Chapters, labs and predictions'),
  },
  setPosition: {
    ...at('setPosition', 'account.use'),
    request: { params: z.object({ chapter: SlugSchema }), body: takes(ChapterPositionSchema) },
    ...done,
  },
  predict: { ...at('predict', 'account.use'), request: { body: takes(PredictionSchema) }, ...done },
  recall: { ...at('recall', 'account.use'), request: { body: takes(RecallSchema) }, ...done },
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
  myWork: {
    ...at('myWork', 'account.use'),
    ...answers(LearnerSchema, 'What those who teach see of whoever asks'),
  },
  raiseHand: {
    ...at('raiseHand', 'hand.raise'),
    request: { body: takes(RaiseHandSchema) },
    ...answers(HandSchema, 'The hand; the one that is up already where there is one'),
  },
  lowerMyHand: { ...at('lowerMyHand', 'hand.raise'), ...done },
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
  learner: {
    ...at('learner', 'learner.read'),
    request: ofLearner,
    ...answers(LearnerSchema, 'The attempts of one learner'),
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
  takeHand: {
    ...at('takeHand', 'hand.take'),
    request: ofHand,
    ...answers(HandSchema, 'The hand, with who comes'),
  },
  lowerHand: { ...at('lowerHand', 'hand.take'), request: ofHand, ...done },
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
  memberLogin: {
    ...at('memberLogin', 'people.change'),
    request: ofMember,
    ...answers(LoginUrlSchema, 'A link that signs one browser of that person in'),
  },
};

/** Routes that are called and answer once. */
export type RouteName = keyof typeof routes;
export type Route<Name extends RouteName> = (typeof routes)[Name];

/** What comes back: undefined where there is nothing to say but that it is done. */
export type AnswerOf<Name extends RouteName> = z.output<Route<Name>['answer']>;

type Nothing = Record<never, never>;
type Input<Of, Part extends string> = Of extends {
  readonly request: Readonly<Record<Part, infer Schema extends z.ZodType>>;
}
  ? z.input<Schema>
  : Nothing;
/** The two parts of a lab's id are one value to whoever calls. */
type Blanks<Params> = Params extends { readonly chapter: string; readonly lab: string }
  ? Omit<Params, 'chapter'>
  : Params;
type Headers<Of> = Of extends { readonly request: { readonly headers: infer Schema extends z.ZodType } }
  ? { readonly headers?: z.input<Schema> }
  : Nothing;
type Body<Of> = Of extends {
  readonly request: { readonly body: ReturnType<typeof takes<infer Schema extends z.ZodType>> };
}
  ? { readonly body: z.input<Schema> }
  : Nothing;

/** What a call carries: the blanks of the path and its query by name, headers and body. */
export type CallOf<Name extends RouteName> = Blanks<Input<Route<Name>, 'params'>> &
  Input<Route<Name>, 'query'> &
  Headers<Route<Name>> &
  Body<Route<Name>> & { readonly keepalive?: boolean };

/** A call, which may be left out where it carries nothing. */
export type Call<Name extends RouteName> =
  Nothing extends CallOf<Name> ? [call?: CallOf<Name>] : [call: CallOf<Name>];

const answersByName: { readonly [Name in RouteName]: { readonly answer: z.ZodType<AnswerOf<Name>> } } =
  routes;

/** The answer of a route, of what was read as JSON. Throws a `ZodError` where it is another. */
export function parseAnswer<Name extends RouteName>(name: Name, value: unknown): AnswerOf<Name> {
  return answersByName[name].answer.parse(value);
}
