/**
 * The one table of what the server answers over HTTP: what a request carries and what comes back. The server checks
 * requests with it and describes itself by it; pages and the command line check answers with it.
 *
 * All but those that anybody may ask want the sign-in's key, as `authorization: Bearer KEY`.
 */
import * as z from 'zod';
import { SlugSchema } from '../lab-id.ts';
import { assignmentRoutes } from './assignment-routes.ts';
import { HealthSchema, HostReportSchema } from './host.ts';
import { labRoutes } from './lab-routes.ts';
import { ltiRoutes } from './lti-routes.ts';
import { ChapterPositionSchema, PredictionSchema, ProgressViewSchema, RecallSchema } from './reading.ts';
import { answers, at, done, Id, takes } from './route-row.ts';
import { sessionRoutes } from './session-routes.ts';
import {
  EndedSignInsSchema,
  LoginSchema,
  LoginUrlSchema,
  SignedInSchema,
  SignInKeySchema,
  SignInSchema,
} from './sign-in.ts';

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
    ...answers(z.array(SignInSchema), 'Sign-ins of whoever asks, the newest first'),
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
  progress: {
    ...at('progress', 'account.use'),
    ...answers(ProgressViewSchema, 'Chapters, labs and predictions'),
  },
  setPosition: {
    ...at('setPosition', 'reading.keep'),
    request: { params: z.object({ chapter: SlugSchema }), body: takes(ChapterPositionSchema) },
    ...done,
  },
  predict: { ...at('predict', 'reading.keep'), request: { body: takes(PredictionSchema) }, ...done },
  recall: { ...at('recall', 'reading.keep'), request: { body: takes(RecallSchema) }, ...done },
  ...labRoutes,
  ...sessionRoutes,
  ...assignmentRoutes,
  ...ltiRoutes,
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
