/** How the page asks the server. The schemas of all answers come with it, which weigh more than the rest of a page. */
import './without-eval.ts';
import type { ErrorReport } from '../../lab/errors.ts';
import { ErrorBodySchema } from '../../lab/wire/error-report.ts';
import { type LabEvent, parseEventLine } from '../../lab/wire/events.ts';
import { requestOf } from '../../lab/wire/paths.ts';
import { parseAnswer } from '../../lab/wire/routes.ts';
import { type Api, ApiError, type ServerSigns, silent } from './api.ts';
import { readLines } from './read-lines.ts';
import { sessionKey } from './stored-session.ts';

/** Requests by `fetch`, with the key of the person's session; answers checked by the table of routes. */
export function makeServerApi(signs: ServerSigns, person: string | undefined): Api {
  const ask = async ({ path, ...request }: ReturnType<typeof requestOf>, signal?: AbortSignal) => {
    const key = sessionKey(person);
    const headers = { ...request.headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
    const init: RequestInit = { ...request, headers, credentials: 'omit', ...(signal && { signal }) };
    const response = await fetch(path, init).catch((cause: unknown) => {
      throw signal?.aborted ? cause : silent(signs, cause);
    });
    if (response.ok) return response;
    if (response.status === 401) signs.onRefused();
    const report = ErrorBodySchema.safeParse(await jsonOf(response)).data?.error;
    throw new ApiError(response.status, report ?? unforeseen(response));
  };
  return {
    async call(name, ...[call]) {
      const response = await ask(requestOf(name, call));
      const body = await jsonOf(response);
      try {
        return parseAnswer(name, body);
      } catch (cause) {
        throw new ApiError(response.status, misfit, cause);
      }
    },
    async *events(lab, signal, onOpen) {
      const { body } = await ask(requestOf('events', { lab }), signal);
      onOpen();
      if (body === null) return;
      for await (const line of readLines(body)) {
        let event: LabEvent | undefined;
        try {
          event = parseEventLine(line);
        } catch (cause) {
          console.error(cause);
          event = { type: 'trouble', error: misfit };
        }
        if (event !== undefined) yield event;
      }
    },
  };
}

/** Undefined where there is none. */
async function jsonOf(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return isJson ? response.json() : undefined;
}

const misfit: ErrorReport = {
  code: 'internal',
  title: 'The page and its server do not fit together',
  message: 'The server said something that this page does not understand.',
  fix: 'Reload the page: it may be of another version than the server.',
};

function unforeseen(response: Response): ErrorReport {
  return {
    code: 'internal',
    title: 'The server refused',
    message: `The server answered ${response.status} ${response.statusText} without saying why.`,
  };
}
