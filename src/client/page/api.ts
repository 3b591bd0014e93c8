/** Talks to the server that serves the page, and to no other. */
import type { ErrorReport } from '../../lab/errors.ts';
import { readEvents } from './event-stream.ts';
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
  /** Rejects with an `ApiError`. */
  get<T>(path: string, signal?: AbortSignal): Promise<T>;
  /** A write. Answers without a body resolve with undefined. Rejects with an `ApiError`. */
  send<T = void>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    options?: { readonly headers?: Readonly<Record<string, string>>; readonly keepalive?: boolean },
  ): Promise<T>;
  /** The events of a stream as they come, until it ends or is aborted. Rejects with an `ApiError`. */
  stream<T>(path: string, signal: AbortSignal, onOpen: () => void): AsyncGenerator<T>;
}

/** `onRefused` hears of every answer 401: not signed in, or no longer. `onSilence`: there was no answer. */
export function makeApi(onRefused: () => void, onSilence: () => void): Api {
  const answer = async (path: string, init: RequestInit): Promise<Response> => {
    const key = sessionKey();
    const headers = { ...init.headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers, credentials: 'omit' });
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      onSilence();
      throw new ApiError(0, silence, cause);
    }
    if (response.ok) return response;
    const body = isJson(response) ? await response.json() : undefined;
    if (response.status === 401) onRefused();
    throw new ApiError(response.status, reportOf(body) ?? unforeseen(response));
  };
  const ask = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await answer(path, init);
    return (isJson(response) ? await response.json() : undefined) as T;
  };
  return {
    async *stream<T>(path: string, signal: AbortSignal, onOpen: () => void) {
      const { body } = await answer(path, { signal });
      onOpen();
      if (body !== null) yield* readEvents<T>(body);
    },
    get: (path, signal) => ask(path, signal ? { signal } : {}),
    send: (method, path, body, options = {}) =>
      ask(path, {
        method,
        keepalive: options.keepalive ?? false,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.includes('json') ?? false;
}

const silence: ErrorReport = {
  code: 'internal',
  title: 'The server does not answer',
  message: 'The server that serves this page does not answer.',
  fix: 'See whether `npm start` still runs in its terminal, and start it again if not. Nothing is lost.',
};

/** Errors come as a report, alone or as `error` beside other things. */
function reportOf(body: unknown): ErrorReport | undefined {
  const holder = body as { error?: ErrorReport } & Partial<ErrorReport>;
  const report = holder?.error ?? holder;
  return report?.message === undefined ? undefined : (report as ErrorReport);
}

function unforeseen(response: Response): ErrorReport {
  return {
    code: 'internal',
    title: 'The server refused',
    message: `The server answered ${response.status} ${response.statusText} without saying why.`,
  };
}

export function labPath(lab: string, rest = ''): string {
  return `/api/labs/${lab}${rest}`;
}

/** What the server answered was told where it matters; a fault of our own is not swallowed. */
export function ignoreAnswered(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
}
