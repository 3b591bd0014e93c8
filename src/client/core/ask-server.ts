/** A request to the server that serves the page, as every page can send it: no schema is loaded for that. */
import { type Route, requestTo } from '../../lab/wire/page-paths.ts';
import { type ServerSigns, silent } from './api.ts';
import { signInKey } from './stored-sign-in.ts';

/** Who asks, and who is told of what was heard. */
export interface Asker {
  readonly signs: ServerSigns;
  /** By id; their sign-in's key goes with each request. */
  readonly person: string | undefined;
}

/** The answer, whatever its status. Rejects with an `ApiError` of status 0 where there is none. */
export async function askServer(
  { signs, person }: Asker,
  route: Route,
  call?: object,
  signal?: AbortSignal,
): Promise<Response> {
  const { path, ...request } = requestTo(route, call);
  const key = signInKey(person);
  const headers = { ...request.headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
  const init: RequestInit = { ...request, headers, credentials: 'omit', ...(signal && { signal }) };
  const response = await fetch(path, init).catch((cause: unknown) => {
    throw signal?.aborted ? cause : silent(signs, cause);
  });
  if (response.status === 401) signs.onRefused();
  return response;
}

/** Undefined where there is none. */
export async function jsonOf(response: Response): Promise<unknown> {
  return isJson(response) ? response.json() : undefined;
}

export const isJson = ({ headers }: Response): boolean =>
  headers.get('content-type')?.includes('json') ?? false;
