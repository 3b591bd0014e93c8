import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from 'pino';
import type * as z from 'zod';
import { DrydockError, errorCatalogue, reportError } from '../lab/errors.ts';
import { paths } from '../lab/wire/paths.ts';
import type { LabRunner } from '../runner/lab-runner.ts';
import { type AssignmentParts, addAssignmentRoutes } from './api/assignment-routes.ts';
import { addBoardRoutes, type BoardParts } from './api/board-routes.ts';
import { addCatchUpRoutes } from './api/catch-up-routes.ts';
import { addCourseRoutes } from './api/course-routes.ts';
import { addEventRoutes, type EventParts } from './api/event-routes.ts';
import { addFileRoutes } from './api/file-routes.ts';
import { addGradeRoutes } from './api/grade-routes.ts';
import { addHelpRoutes } from './api/help-routes.ts';
import { addHostRoutes, type HostParts } from './api/host-routes.ts';
import { addJoinRoutes, type JoinParts } from './api/join-routes.ts';
import { addLabRoutes } from './api/lab-routes.ts';
import { addLoginRoutes } from './api/login-routes.ts';
import { addLtiRoutes, type LtiRouteParts } from './api/lti-routes.ts';
import { addMyAssignmentRoutes } from './api/my-assignment-routes.ts';
import { addMySessionRoutes } from './api/my-session-routes.ts';
import { addPeopleRoutes, type PeopleParts } from './api/people-routes.ts';
import { addProgressRoutes } from './api/progress-routes.ts';
import { addRegradeRoutes } from './api/regrade-routes.ts';
import { addSessionRoutes, type SessionParts } from './api/session-routes.ts';
import { addShareRoutes } from './api/share-routes.ts';
import { addShownRoutes } from './api/shown-routes.ts';
import { addSignInRoutes } from './api/sign-in-routes.ts';
import { addSubmissionRoutes } from './api/submission-routes.ts';
import { guardApi, type Welcome } from './api-guard.ts';
import type { CourseStore } from './assignments/assignment-views.ts';
import { type HelpParts, makeHelp } from './assignments/closed-help.ts';
import type { ServerApp, ServerEnv } from './environment.ts';
import { errorResponse, fromFramework } from './error-response.ts';
import type { Callers } from './login/callers.ts';
import { addLoginPage } from './login/login-page.ts';
import type { LoginThrottle } from './login/login-throttle.ts';
import { addLtiPages, type LtiPageParts } from './lti/lti-pages-routes.ts';
import type { Permissions } from './permissions.ts';
import type { Agreements } from './sessions/agreements.ts';
import type { MySessionStreamParts } from './sessions/my-session-stream.ts';
import type { SessionHours } from './sessions/session-hours.ts';
import { addSiteRoutes, type SiteParts } from './site-routes.ts';
import type { TurnedAway } from './turned-away.ts';

export interface AppParts
  extends HostParts,
    SiteParts,
    AssignmentParts,
    HelpParts,
    BoardParts,
    EventParts,
    JoinParts,
    MySessionStreamParts,
    PeopleParts,
    LtiRouteParts,
    LtiPageParts,
    SessionParts {
  readonly runner: LabRunner;
  readonly store: CourseStore;
  readonly callers: Callers;
  readonly permissions: Permissions;
  readonly agreements: Agreements;
  readonly hours: SessionHours;
  /** Throws where the session has ended. */
  readonly requireGoingOn: (session: string) => void;
  readonly clock: () => Date;
  readonly welcome: Welcome;
  readonly throttle: LoginThrottle;
  readonly turnedAway: TurnedAway;
  readonly securityHeaders: () => Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** A file is saved whole; everything else that is sent is small. */
const saveLimitBytes = 2 * 1024 * 1024;
const bodyLimitBytes = 64 * 1024;

/** The API, the login and the book as one application. */
export function makeApp(parts: AppParts): ServerApp {
  const { runner, store } = parts;
  const app: ServerApp = new OpenAPIHono<ServerEnv>({
    defaultHook: (result) => {
      if (!result.success) throw describeIssues(result.target, result.error);
    },
  });
  app.onError((error, c) => {
    logFailure(fromFramework(error), c.get('signedIn') === true, parts);
    return errorResponse(error);
  });
  app.use('*', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(parts.securityHeaders())) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  });
  const guard = guardApi(parts.callers, parts.permissions, parts.welcome);
  app.use('/api/*', guard.early, limitBody(), guard.late, async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
  addHostRoutes(app, parts);
  addLoginRoutes(app, parts);
  addSignInRoutes(app, parts);
  const help = makeHelp(parts);
  addLabRoutes(app, { runner, store, help });
  addEventRoutes(app, parts);
  addFileRoutes(app, runner);
  addProgressRoutes(app, runner, store, parts.clock);
  addJoinRoutes(app, parts);
  addMySessionRoutes(app, parts);
  addSessionRoutes(app, parts);
  addShareRoutes(app, parts);
  addHelpRoutes(app, parts);
  addShownRoutes(app, parts);
  addCatchUpRoutes(app, { store, runner, help });
  addBoardRoutes(app, parts);
  addPeopleRoutes(app, parts);
  addCourseRoutes(app, parts);
  addAssignmentRoutes(app, parts);
  addSubmissionRoutes(app, parts);
  addGradeRoutes(app, parts);
  addRegradeRoutes(app, parts);
  addMyAssignmentRoutes(app, parts);
  addLtiRoutes(app, parts);
  addDescription(app);
  app.all('/api/*', (c) => {
    throw new DrydockError('not-found', { message: `There is no ${c.req.method} ${c.req.path}.` });
  });
  addLoginPage(app);
  addLtiPages(app, parts);
  addSiteRoutes(app, parts);
  app.all('*', (c) => {
    throw new DrydockError('not-found', { message: `There is no ${c.req.method} ${c.req.path}.` });
  });
  return app;
}

/** Logs faults of ours in full. Refusals are only counted where nobody is signed in. */
function logFailure(error: unknown, signedIn: boolean, { log, turnedAway }: AppParts): void {
  const { code } = reportError(error);
  const isNews = signedIn || turnedAway.count(code);
  if (code === 'internal' && isNews) log.error({ err: error }, 'a request failed');
  else if (errorCatalogue[code].status >= 500 && isNews)
    log.warn({ err: error }, 'a request could not be met');
}

/** The API in the words of OpenAPI, made of the schemas that it is checked with. */
function addDescription(app: ServerApp): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'sign-in', {
    type: 'http',
    scheme: 'bearer',
    description: 'Given by POST /api/sign-in for the token of a login link.',
  });
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Drydock',
      version: '1',
      description: `What the pages of the book and the command line ask of the server. Terminals are WebSockets at ${paths.terminal[1]}.`,
    },
    security: [{ 'sign-in': [] }],
  });
}

function limitBody() {
  const tooBig = (limit: number) => (): never => {
    throw new DrydockError('too-big', {
      message: `The request is larger than ${limit / 1024} KiB.`,
      fix: 'Large files are brought into a workspace by a program in its terminal.',
    });
  };
  const save = bodyLimit({ maxSize: saveLimitBytes, onError: tooBig(saveLimitBytes) });
  const other = bodyLimit({ maxSize: bodyLimitBytes, onError: tooBig(bodyLimitBytes) });
  return ((c, next) => (c.req.method === 'PUT' ? save : other)(c, next)) satisfies typeof save;
}

function describeIssues(target: string, error: z.ZodError): DrydockError {
  const where = { json: 'body', param: 'path', query: 'query', header: 'headers' }[target] ?? target;
  const issues = error.issues.map((issue) =>
    [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
  );
  return new DrydockError('bad-request', {
    message: `The ${where} of the request is not as expected: ${issues.join('; ')}.`,
    cause: error,
  });
}
