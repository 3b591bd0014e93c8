import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod';
import { DrydockError, errorCatalogue } from '../../lab/errors.ts';
import type { LtiPlatform } from '../../lab/ports/lti-store.ts';
import { signChoice } from '../../lti/deep-linking.ts';
import type { LtiHttp } from '../../lti/http.ts';
import type { Launches } from '../../lti/launches.ts';
import { LoginSchema } from '../../lti/login.ts';
import { type Message, MessageSchema } from '../../lti/message.ts';
import { parseJson } from '../../lti/parse-json.ts';
import { refused } from '../../lti/read-id-token.ts';
import { registerAt } from '../../lti/registration.ts';
import { roleOf } from '../../lti/roles.ts';
import type { ToolKeys } from '../../lti/tool-keys.ts';
import { refuseForeignFetch } from '../api-guard.ts';
import type { ServerApp, ServerEnv } from '../environment.ts';
import { type ArrivalParts, arrive } from './arrival.ts';
import { type LtiPolicy, ltiHeaders } from './lti-headers.ts';
import { beginPage, choosePage, launchPage, refusedPage, registeredPage, returnPage } from './lti-pages.ts';
import {
  choosePath,
  finishPath,
  keysPath,
  launchPath,
  loginPath,
  registerPath,
  scriptPaths,
} from './lti-places.ts';
import { beginScript, closeScript, finishScript, postScript } from './lti-scripts.ts';

export interface LtiPageParts extends ArrivalParts {
  readonly launches: Launches;
  readonly toolKeys: ToolKeys;
  readonly ltiHttp: LtiHttp;
  /** Ours, without a slash at its end, as browsers and platforms call us. */
  readonly origin: string;
  /** Text that nobody can guess. */
  readonly draw: () => string;
  readonly stopping: AbortSignal;
}

/** A login link that a platform had us make works at once; in a frame, when somebody reads and clicks. */
const openMs = 600_000;
const chooseMs = 30 * 60_000;
const mostBytes = 64 * 1024;

const AnswerSchema = z.object({
  state: z.string().min(1).max(mostBytes),
  id_token: z.string().max(mostBytes).optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
});
const FinishSchema = z.object({ ticket: z.string().max(200), secret: z.string().max(200) });
const ChooseSchema = z.object({
  choice: z.string().max(200),
  destination: z.string().max(300).optional(),
  nothing: z.string().optional(),
});
const RegisterSchema = z.object({
  ticket: z.string().max(200),
  openid_configuration: z.string().max(2_048),
  registration_token: z.string().max(16_384).optional(),
});

/**
 * What a learning platform leads a browser to. Nobody is signed in here, and nothing here asks who is: a launch that holds
 * ends in a login link. These pages alone may be posted to from elsewhere and shown in frames, by the platforms that
 * were registered.
 */
export function addLtiPages(app: ServerApp, parts: LtiPageParts): void {
  const { launches, toolKeys, ltiHttp, store, destinations, origin } = parts;
  const launchUrl = `${origin}${launchPath}`;
  app.use('/lti/*', bodyLimit({ maxSize: mostBytes, onError: tooBig }));

  const begin = (c: Context<ServerEnv>, sent: unknown) =>
    inWords(c, parts, () => {
      const begun = launches.begin(parse(LoginSchema, sent));
      return answer(c, { frames: begun.platform.frames }, beginPage(begun));
    });
  app.get(loginPath, (c) => begin(c, c.req.query()));
  app.post(loginPath, async (c) => begin(c, await c.req.parseBody()));

  app.post(launchPath, (c) =>
    inWords(c, parts, async () => {
      const sent = parse(AnswerSchema, await c.req.parseBody());
      if (sent.id_token === undefined)
        throw refused(`it says “${(sent.error_description ?? sent.error ?? 'nothing').slice(0, 200)}”`);
      const answered = await launches.answer(sent.state, sent.id_token);
      return answer(c, { frames: answered.platform.frames }, launchPage(answered));
    }),
  );

  app.post(finishPath, async (c) => {
    refuseForeignFetch(c.req.header('sec-fetch-site'));
    const { ticket, secret } = parse(FinishSchema, parseJson(await c.req.text()));
    const { message } = launches.finish(ticket, secret);
    c.header('cache-control', 'no-store');
    if (message.type === 'choose') {
      requireChooser(message);
      return c.json({ choice: store.mintTicket('choose', JSON.stringify(message), chooseMs) }, 200);
    }
    const { person, title, path } = arrive(message, parts);
    const token = store.mintCredential(person, 'login', openMs);
    return c.json({ title, open: `/login?to=${encodeURIComponent(path)}#${token}` }, 200);
  });

  app.post(choosePath, (c) =>
    inWords(c, parts, async () => {
      refuseForeignFetch(c.req.header('sec-fetch-site'));
      const { choice, destination, nothing } = parse(ChooseSchema, await c.req.parseBody());
      const kept = store.readTicket('choose', choice);
      if (kept === undefined) throw refused('the choice was made already, or half an hour ago');
      const message = MessageSchema.parse(parseJson(kept));
      const platform = store.findPlatform(message.platform);
      if (message.type !== 'choose' || platform?.state !== 'confirmed') throw refused('nothing was asked');
      const { frames } = platform;
      const { deployment, context } = message;
      const place = { platform: platform.id, deployment, context: context.id };
      const offered = destinations.list(store.findLtiCourse(place));
      if (destination === undefined && nothing === undefined)
        return answer(c, { frames }, choosePage(choice, offered));
      const chosen = nothing === undefined ? offered.find(({ id }) => id === destination) : undefined;
      if (nothing === undefined && chosen === undefined) throw refused('there is no such thing to link');
      if (store.redeemTicket('choose', choice) === undefined) throw refused('the choice was made already');
      const jwt = await signChoice(message, chosen, {
        keys: toolKeys,
        platform,
        launchUrl,
        nonce: parts.draw(),
      });
      const forms = [new URL(message.returnUrl).origin];
      return answer(c, { frames, forms }, returnPage(message.returnUrl, jwt));
    }),
  );

  app.get(registerPath, (c) =>
    inWords(c, parts, async () => {
      const asked = parse(RegisterSchema, c.req.query());
      // Used up before anything is asked of an address that somebody else names.
      if (store.redeemTicket('register', asked.ticket) === undefined)
        throw new DrydockError('lti-refused', {
          message: 'This address for a registration was used before, or it is too old.',
          fix: 'Whoever runs the server makes another: npm run drydock -- lti invite',
        });
      const { registration, deployment } = await registerAt(
        { configurationUrl: asked.openid_configuration, token: asked.registration_token, origin },
        ltiHttp,
        parts.stopping,
      );
      const platform = store.addPlatform(registration, 'waiting');
      if (deployment !== undefined) store.seeDeployment(platform.id, deployment);
      return answer(c, { frames: registration.frames }, registeredPage(platform));
    }),
  );

  app.get(keysPath, async (c) => {
    c.header('cache-control', 'public, max-age=600');
    return c.json(await toolKeys.publicKeys(), 200);
  });
  const scripts = {
    [scriptPaths.begin]: beginScript,
    [scriptPaths.finish]: finishScript(finishPath),
    [scriptPaths.post]: postScript,
    [scriptPaths.close]: closeScript,
  };
  for (const [path, script] of Object.entries(scripts))
    app.get(path, (c) => {
      c.header('cache-control', 'no-cache');
      return c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' });
    });
  app.all('/lti/*', (c) => {
    throw new DrydockError('not-found', { message: `There is no ${c.req.method} ${c.req.path}.` });
  });
}

type Page = ReturnType<typeof refusedPage>;

function answer(c: Context<ServerEnv>, policy: LtiPolicy, page: Page, status: 200 | 400 | 403 | 502 = 200) {
  for (const [name, value] of Object.entries(ltiHeaders(policy))) c.header(name, value);
  return c.html(page, status);
}

/** A refusal is read by who sits before the platform's page, so that is where it is shown. */
async function inWords(
  c: Context<ServerEnv>,
  { store }: Pick<LtiPageParts, 'store'>,
  work: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    const { status } = errorCatalogue[error.code];
    if (status !== 400 && status !== 403 && status !== 502) throw error;
    const frames = store
      .listPlatforms()
      .filter(isConfirmed)
      .flatMap((platform) => platform.frames);
    return await answer(c, { frames: [...new Set(frames)] }, refusedPage(error.message, error.fix), status);
  }
}

const isConfirmed = ({ state }: LtiPlatform): boolean => state === 'confirmed';

/** What stands in a form, where it is all there. */
function parse<T extends z.ZodType>(schema: T, sent: unknown): z.output<T> {
  const { data, error } = schema.safeParse(sent);
  if (error === undefined) return data;
  throw refused(`its ${error.issues[0]?.path.join('.') ?? 'form'} is not as it should be`, error);
}

/** Only who teaches a course changes what it links to. */
function requireChooser({ roles, takesLinks }: Extract<Message, { type: 'choose' }>): void {
  const role = roleOf(roles);
  if (role !== 'instructor' && role !== 'assistant')
    throw refused('only those who teach the course can link something in it');
  if (!takesLinks) throw refused('it wants something else than a link to a tool');
}

function tooBig(): never {
  throw new DrydockError('too-big', { message: `The request is larger than ${mostBytes / 1024} KiB.` });
}
