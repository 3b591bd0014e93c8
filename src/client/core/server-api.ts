/** How the page asks the server. The schemas of all answers come with it, which weigh more than the rest of a page. */
import './without-eval.ts';
import type { ErrorReport } from '../../lab/errors.ts';
import { ErrorBodySchema } from '../../lab/wire/error-report.ts';
import { type LabEvent, parseEventLine } from '../../lab/wire/events.ts';
import type { PathName } from '../../lab/wire/paths.ts';
import { parseAnswer } from '../../lab/wire/routes.ts';
import { type Api, ApiError } from './api.ts';
import { type Asker, askServer, jsonOf } from './ask-server.ts';
import { readLines } from './read-lines.ts';

/** Requests by `fetch`; answers checked by the table of routes. */
export function makeServerApi(asker: Asker): Pick<Api, 'call' | 'events'> {
  const ask = async (name: PathName, call?: object, signal?: AbortSignal) => {
    const response = await askServer(asker, name, call, signal);
    if (response.ok) return response;
    const report = ErrorBodySchema.safeParse(await jsonOf(response)).data?.error;
    throw new ApiError(response.status, report ?? unforeseen(response));
  };
  return {
    async call(name, ...[call]) {
      const response = await ask(name, call);
      const body = await jsonOf(response);
      try {
        return parseAnswer(name, body);
      } catch (cause) {
        throw new ApiError(response.status, misfit, cause);
      }
    },
    async *events(lab, signal, onOpen) {
      const { body } = await ask('events', { lab }, signal);
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
