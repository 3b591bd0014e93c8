import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { rootCertificates } from 'node:tls';
import { DrydockError } from '../../lab/errors.ts';
import { ErrorBodySchema } from '../../lab/wire/error-report.ts';
import { requestOf } from '../../lab/wire/paths.ts';
import { type AnswerOf, type Call, parseAnswer, type RouteName } from '../../lab/wire/routes.ts';
import { errorOf } from '../error-of.ts';

/** A server as others reach it. */
export interface Port {
  readonly url: string;
  /** The certificates of an authority of a room's own, as PEM, where it vouches for the server. */
  readonly authority?: string;
  readonly signal: AbortSignal;
}

/**
 * The answer of a route, asked over the port as a browser asks. Rejects with what the server refuses, and with what to
 * do where it cannot be reached.
 */
export async function askOverPort<Name extends RouteName>(
  { url, authority, signal }: Port,
  key: string | undefined,
  name: Name,
  ...[call]: Call<Name>
): Promise<AnswerOf<Name>> {
  const { path, method, headers, body } = requestOf(name, call);
  const signIn = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const options = { method, headers: { ...headers, ...signIn }, signal };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const target = new URL(path, url);
  const sent =
    target.protocol === 'https:'
      ? overHttps(target, { ...options, ...(authority && { ca: [...rootCertificates, authority] }) }, resolve)
      : overHttp(target, options, resolve);
  sent.on('error', reject);
  sent.end(body);
  const answer = await promise.catch((error: unknown) => {
    signal.throwIfAborted();
    throw notReached(url, error);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  const value: unknown = text === '' ? undefined : JSON.parse(text);
  if ((answer.statusCode ?? 500) < 400) return parseAnswer(name, value);
  const report = ErrorBodySchema.safeParse(value).data?.error;
  throw report === undefined
    ? new DrydockError('internal', {
        message: `The server answered ${answer.statusCode} to ${method} ${path}.`,
      })
    : errorOf(report);
}

function notReached(url: string, cause: unknown): DrydockError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const isUnknown = /certificate|self.signed|issuer/i.test(why);
  return new DrydockError(isUnknown ? 'not-allowed' : 'timed-out', {
    message: `${url} cannot be reached: ${why}.`,
    fix: isUnknown
      ? 'Say which authority vouches for it: --ca HOME/tls/ca.pem, of the home of that server.'
      : 'See whether the server runs, and whether this machine reaches it by that address.',
    cause,
  });
}
