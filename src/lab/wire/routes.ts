/**
 * The one table of what the server answers over HTTP: what a request carries and what comes back. The server checks
 * requests with it and describes itself by it; pages and the command line check answers with it.
 *
 * All but health and the exchange of a login want the session's key, as `authorization: Bearer KEY`.
 */
import * as z from 'zod';
import { SlugSchema } from '../lab-id.ts';
import type { Observation } from '../observation/observation.ts';
import { AnswerViewSchema, GiveAnswerSchema, RecordedReportSchema } from './checks.ts';
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
  EndedSessionsSchema,
  LoginSchema,
  LoginUrlSchema,
  SessionKeySchema,
  SessionSchema,
  SignedInSessionSchema,
} from './session.ts';
import { TypeCommandSchema } from './terminal.ts';

const Id = z.string().min(1).max(64);

export const LabParams = z.object({ chapter: SlugSchema, lab: SlugSchema });
export const TerminalParams = LabParams.extend({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/) });

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

function at<Name extends PathName>(name: Name) {
  return { method: paths[name][0], path: paths[name][1] };
}

/** What a description can say of it. */
const ObservationBody = z.custom<Observation>().meta({ type: 'object' });

const ofLab = { params: LabParams };
const ofFile = { ...ofLab, query: z.object({ path: z.string() }) };

/** Long work: it is begun here and told over the events of the lab. */
function begins<Kind extends JobKind>(kind: Kind) {
  const content = { 'application/json': { schema: JobStartedSchema } };
  return {
    ...at(kind),
    request: ofLab,
    answer: JobStartedSchema,
    responses: { 202: { description: 'The job, under way or queued', content }, ...failures },
  };
}

export const routes = {
  health: { ...at('health'), ...answers(HealthSchema, 'The server is up') },
  signIn: {
    ...at('signIn'),
    request: { body: takes(LoginSchema) },
    ...answers(SessionKeySchema, 'Signed in: the key is told this once'),
  },
  session: { ...at('session'), ...answers(SessionSchema, 'Who is signed in') },
  signOut: { ...at('signOut'), ...done },
  sessions: {
    ...at('sessions'),
    ...answers(z.array(SignedInSessionSchema), 'Sessions of whoever asks, the newest first'),
  },
  endOtherSessions: {
    ...at('endOtherSessions'),
    ...answers(EndedSessionsSchema, 'All but the one that asks have ended'),
  },
  endSession: { ...at('endSession'), request: { params: z.object({ id: Id }) }, ...done },
  mintLogin: {
    ...at('mintLogin'),
    ...answers(LoginUrlSchema, 'A fresh login link; over the socket in the home only'),
  },
  host: { ...at('host'), ...answers(HostReportSchema, 'What this machine is and can') },
  labs: { ...at('labs'), ...answers(z.array(LabViewSchema), 'Every lab') },
  lab: { ...at('lab'), request: ofLab, ...answers(LabViewSchema, 'The lab') },
  status: { ...at('status'), request: ofLab, ...answers(LabStatusSchema, 'How it stands') },
  start: begins('start'),
  run: begins('run'),
  reset: begins('reset'),
  solve: begins('solve'),
  stop: begins('stop'),
  cancelJob: { ...at('cancelJob'), request: { params: z.object({ id: Id }) }, ...done },
  /** Asked again under the same key, it is the attempt that there is. */
  check: {
    ...at('check'),
    request: { ...ofLab, headers: z.object({ 'idempotency-key': z.ulid().optional() }) },
    ...answers(RecordedReportSchema, 'What every check says; an attempt is recorded'),
  },
  readObservation: {
    ...at('readObservation'),
    request: { params: LabParams.extend({ id: z.ulid() }) },
    ...answers(ObservationBody, 'What the attempt was judged from'),
    answer: ObservationSchema,
  },
  /** Asked again, it is the evidence that there is. */
  attest: {
    ...at('attest'),
    request: { params: LabParams.extend({ id: z.ulid() }) },
    ...answers(AttestedSchema, 'Evidence of the newest attempt, signed by this home'),
  },
  /** Takes as long as a dozen starts of a container. */
  why: {
    ...at('why'),
    request: { ...ofLab, body: takes(AskWhySchema) },
    ...answers(RefusalSchema, 'Who refuses the program, as found in copies of the service'),
  },
  solution: {
    ...at('solution'),
    request: ofLab,
    ...answers(z.array(SolutionFileSchema), 'The files of the solution'),
  },
  openHint: {
    ...at('openHint'),
    request: { ...ofLab, body: takes(OpenHintSchema) },
    ...answers(OpenedHintSchema, 'The hints that are open now'),
  },
  answer: {
    ...at('answer'),
    request: { ...ofLab, body: takes(GiveAnswerSchema) },
    ...answers(AnswerViewSchema, 'Whether it is right, and what was true'),
  },
  typeCommand: { ...at('typeCommand'), request: { ...ofLab, body: takes(TypeCommandSchema) }, ...done },
  files: { ...at('files'), request: ofLab, ...answers(z.array(FileEntrySchema), 'Every file and folder') },
  readFile: {
    ...at('readFile'),
    request: ofFile,
    ...answers(FileContentSchema, 'The file with its revision'),
  },
  saveFile: {
    ...at('saveFile'),
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
    ...at('createEntry'),
    request: { ...ofLab, body: takes(CreateEntrySchema) },
    ...answers(FileEntrySchema, 'The new file or folder, empty'),
  },
  renameEntry: {
    ...at('renameEntry'),
    request: { ...ofLab, body: takes(RenameEntrySchema) },
    ...answers(FileEntrySchema, 'The entry under its new name'),
  },
  removeEntry: { ...at('removeEntry'), request: ofFile, ...done },
  endTerminal: { ...at('endTerminal'), request: { params: TerminalParams }, ...done },
  progress: { ...at('progress'), ...answers(ProgressViewSchema, 'Chapters, labs and predictions') },
  setPosition: {
    ...at('setPosition'),
    request: { params: z.object({ chapter: SlugSchema }), body: takes(ChapterPositionSchema) },
    ...done,
  },
  predict: { ...at('predict'), request: { body: takes(PredictionSchema) }, ...done },
  recall: { ...at('recall'), request: { body: takes(RecallSchema) }, ...done },
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
