/** How the page asks the server. The schemas of all answers come with it, which weigh more than the rest of a page. */
import './without-eval.ts';
import type { ErrorReport } from '../../lab/errors.ts';
import { ErrorBodySchema } from '../../lab/wire/error-report.ts';
import { eventsProtocol, type LabEvent, parseEventFrame } from '../../lab/wire/events.ts';
import { pathTo } from '../../lab/wire/page-paths.ts';
import { type PathName, paths } from '../../lab/wire/paths.ts';
import { parseAnswer } from '../../lab/wire/routes.ts';
import { signInProtocolOf } from '../../lab/wire/terminal.ts';
import { type Api, ApiError } from './api.ts';
import { type Asker, askServer, jsonOf } from './ask-server.ts';
import { readFrames } from './read-frames.ts';
import { signInKey } from './stored-sign-in.ts';

/** Requests by `fetch`; answers checked by the table of routes. */
export function makeServerApi(asker: Asker): Pick<Api, 'call' | 'events' | 'follow'> {
  const ask = async (name: PathName, call?: object, signal?: AbortSignal) => {
    const response = await askServer(asker, paths[name], call, signal);
    if (response.ok) return response;
    const report = ErrorBodySchema.safeParse(await jsonOf(response)).data?.error;
    throw new ApiError(response.status, report ?? unforeseen(response), undefined, againSecondsOf(response));
  };
  const open = (path: string) => {
    const protocols = [eventsProtocol, signInProtocolOf(signInKey(asker.person) ?? '')];
    return new WebSocket(new URL(path, location.origin.replace(/^http/, 'ws')), protocols);
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
      const socket = open(pathTo(paths.events, { lab }));
      for await (const frame of readFrames(socket, signal, onOpen)) yield labEvent(frame);
    },
    async *follow({ name, call, parse }, signal, onOpen) {
      let isOpened = false;
      const opened = () => {
        isOpened = true;
        onOpen();
      };
      const socket = open(pathTo(paths[name], { ...call }));
      for await (const frame of readFrames(socket, signal, opened)) yield parsed(frame, parse);
      if (isOpened || signal.aborted) return;
      // The same as server-sent events, which say why there are none; a body that nobody reads holds its connection.
      await (await ask(name, call, signal)).body?.cancel();
    },
  };
}

/** Of a refusal, when the same is to be asked again (RFC 9110 §10.2.3); our server writes seconds. */
function againSecondsOf({ headers }: Response): number | undefined {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

function labEvent(frame: string): LabEvent {
  try {
    return parseEventFrame(frame);
  } catch (cause) {
    console.error(cause);
    return { type: 'trouble', error: misfit };
  }
}

function parsed<Event>(frame: string, parse: (frame: string) => Event): Event {
  try {
    return parse(frame);
  } catch (cause) {
    throw new ApiError(200, misfit, cause);
  }
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
