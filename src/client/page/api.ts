/** Talks to the server that serves the page, and to no other. */
import type { ErrorReport } from '../../lab/errors.ts';

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
  /** A write: carries the CSRF token. Answers without a body resolve with undefined. Rejects with an `ApiError`. */
  send<T = void>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    options?: { readonly headers?: Readonly<Record<string, string>>; readonly keepalive?: boolean },
  ): Promise<T>;
  /** Given by `GET /api/session`; without it writes are refused by the server. */
  csrf: string;
}

/** `onRefused` hears of every answer 401: not signed in, or no longer. `onSilence`: there was no answer. */
export function makeApi(onRefused: () => void, onSilence: () => void): Api {
  const ask = async <T>(path: string, init: RequestInit): Promise<T> => {
    let response: Response;
    try {
      response = await fetch(path, { credentials: 'same-origin', ...init });
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      onSilence();
      throw new ApiError(0, silence, cause);
    }
    const body = response.headers.get('content-type')?.includes('json') ? await response.json() : undefined;
    if (response.ok) return body as T;
    if (response.status === 401) onRefused();
    throw new ApiError(response.status, reportOf(body) ?? unforeseen(response));
  };
  const api: Api = {
    csrf: '',
    get: (path, signal) => ask(path, signal ? { signal } : {}),
    send: (method, path, body, options = {}) =>
      ask(path, {
        method,
        keepalive: options.keepalive ?? false,
        headers: {
          'x-drydock-csrf': api.csrf,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
  return api;
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
