import type { ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { HTTPException } from 'hono/http-exception';
import { DrydockError, errorCatalogue, reportError } from '../lab/errors.ts';
import { ComeAgain } from './login/come-again.ts';

/** What the API says of an error: `{ error: ErrorReport }` with the status of the catalogue. */
function errorBody(error: unknown): { readonly status: number; readonly json: string } {
  const report = reportError(fromFramework(error));
  return { status: errorCatalogue[report.code].status, json: JSON.stringify({ error: report }) };
}

/** When the same is to be asked again (RFC 6585 §4, RFC 9110 §10.2.3). */
const whenAgain = (error: unknown): Readonly<Record<string, string>> =>
  error instanceof ComeAgain ? { 'retry-after': String(error.seconds) } : {};

export function errorResponse(error: unknown): Response {
  const { status, json } = errorBody(error);
  return new Response(json, { status, headers: { ...jsonHeaders, ...whenAgain(error) } });
}

/** Answers a request that never reached the framework. */
export function sendError(
  response: ServerResponse,
  error: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  const { status, json } = errorBody(error);
  response.writeHead(status, { ...headers, ...jsonHeaders, connection: 'close' });
  response.end(json);
}

/** Answers a request for an upgrade, on the bare socket, and lets go of it, though the other side should not. */
export function refuseUpgrade(socket: Duplex, error: unknown): void {
  const { status, json } = errorBody(error);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(json)}`,
    'connection: close',
  ];
  // A client that leaves before it has read the answer is no concern of ours.
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${json}`, () => socket.destroy());
}

const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** The framework's own refusals, such as malformed JSON, in our words. */
export function fromFramework(error: unknown): unknown {
  if (!(error instanceof HTTPException)) return error;
  const message = error.message.endsWith('.') ? error.message : `${error.message || 'Not understood'}.`;
  if (error.status === 415) {
    return new DrydockError('bad-content-type', {
      message: 'The body of the request must be JSON.',
      fix: 'Send it with `content-type: application/json`.',
      cause: error,
    });
  }
  if (error.status === 413) return new DrydockError('too-big', { message, cause: error });
  return error.status < 500 ? new DrydockError('bad-request', { message, cause: error }) : error;
}
