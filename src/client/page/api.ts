/** Talks to the server that serves the page, and to no other. */
import type { ErrorReport } from '../../lab/errors.ts';
import type { LabEvent } from '../../lab/wire/events.ts';
import { requestOf } from '../../lab/wire/paths.ts';
import type { AnswerOf, Call, RouteName } from '../../lab/wire/routes.ts';
import { readLines } from './read-lines.ts';
import { sessionKey } from './session-key.ts';

/** Status 0: the server did not answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly report: ErrorReport;

  constructor(status: number, report: ErrorReport, cause?: unknown) {
    super(report.message, { cause });
    this.status = status;
    this.report = report;
  }
}

export interface Api {
  /** The answer of a route. Rejects with an `ApiError`. */
  call<Name extends RouteName>(name: Name, ...call: Call<Name>): Promise<AnswerOf<Name>>;
  /** The events of a lab as they come, until they end or are aborted. Rejects with an `ApiError`. */
  events(lab: string, signal: AbortSignal, onOpen: () => void): AsyncGenerator<LabEvent>;
}

/** `onRefused` hears of every answer 401: not signed in, or no longer. `onSilence`: there was no answer. */
export function makeApi(onRefused: () => void, onSilence: () => void): Api {
  const silent = (cause: unknown) => {
    onSilence();
    return new ApiError(0, silence, cause);
  };
  const readers = () =>
    import('./answer-readers.ts').catch((cause: unknown) => {
      throw silent(cause);
    });
  const ask = async ({ path, ...request }: ReturnType<typeof requestOf>, signal?: AbortSignal) => {
    const key = sessionKey();
    const headers = { ...request.headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
    const init: RequestInit = { ...request, headers, credentials: 'omit', ...(signal && { signal }) };
    const response = await fetch(path, init).catch((cause: unknown) => {
      throw signal?.aborted ? cause : silent(cause);
    });
    if (response.ok) return response;
    if (response.status === 401) onRefused();
    const { ErrorBodySchema } = await readers();
    const report = ErrorBodySchema.safeParse(await jsonOf(response)).data?.error;
    throw new ApiError(response.status, report ?? unforeseen(response));
  };
  return {
    async call(name, ...[call]) {
      const response = await ask(requestOf(name, call));
      const body = await jsonOf(response);
      const { parseAnswer } = await readers();
      try {
        return parseAnswer(name, body);
      } catch (cause) {
        throw new ApiError(response.status, misfit, cause);
      }
    },
    async *events(lab, signal, onOpen) {
      const { body } = await ask(requestOf('events', { lab }), signal);
      const { parseEventLine } = await readers();
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

const silence: ErrorReport = {
  code: 'internal',
  title: 'The server does not answer',
  message: 'The server that serves this page does not answer.',
  fix: 'See whether `npm start` still runs in its terminal, and start it again if not. Nothing is lost.',
};

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

/** What the server answered was told where it matters; a fault of our own is not swallowed. */
export function ignoreAnswered(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
}
