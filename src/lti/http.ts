/** Calls to learning platforms, which are others' servers: with a deadline, a bound, and no redirects. */
import { DrydockError } from '../lab/errors.ts';

export interface LtiRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface LtiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Rejects with `lti-failed` where no answer comes, or one that is too long. */
export type LtiHttp = (request: LtiRequest) => Promise<LtiAnswer>;

/** One call as it goes out. `fetch` is one. Rejects where the answer is a redirect. */
export type PlatformFetch = (
  url: string,
  init: {
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly redirect: 'error';
    readonly signal: AbortSignal;
    readonly body?: string;
  },
) => Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array> | null;
}>;

export interface LtiHttpOptions {
  /** What reaches any address; a server that others can have ask takes one that does not. */
  readonly fetch: PlatformFetch;
  readonly timeoutMs: number;
  readonly mostBytes: number;
}

export function makeLtiHttp({
  fetch: ask = fetch,
  timeoutMs = 10_000,
  mostBytes = 1024 * 1024,
}: Partial<LtiHttpOptions> = {}): LtiHttp {
  return async ({ url, method = 'GET', headers = {}, body, signal }) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await ask(url, {
        method,
        headers,
        redirect: 'error',
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
        ...(body === undefined ? {} : { body }),
      });
      return { status: answer.status, headers: answer.headers, text: await readUpTo(answer.body, mostBytes) };
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      throw new DrydockError('lti-failed', {
        message: `${originOf(url)} gave no answer: ${deadline.aborted ? `it took longer than ${timeoutMs / 1000} s` : reasonOf(cause)}.`,
        fix: 'Look whether the address of the registration is right, and whether this machine reaches it.',
        cause,
      });
    }
  };
}

/**
 * Whether an address may be a platform's: over TLS, or on this machine where the platform itself is (Security Framework
 * 1.1 §4: "MUST use TLS"). Undefined where it may not.
 */
export function platformUrl(text: string, issuer: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  if (url.protocol === 'https:') return url;
  const from = URL.parse(issuer);
  return from !== null && isLocal(url) && isLocal(from) ? url : undefined;
}

const isLocal = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' &&
  (/^(?:.+\.)?localhost$/.test(hostname) || /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]');

/** Without path and query, in which secrets may stand. */
const originOf = (url: string): string => URL.parse(url)?.origin ?? 'An address that is none';

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function readUpTo(body: AsyncIterable<Uint8Array> | null, mostBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new Error(`it is longer than ${mostBytes / 1024} KiB`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
