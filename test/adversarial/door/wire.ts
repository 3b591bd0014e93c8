/** Requests as bytes: a browser, and fetch, would not send most of these. */
import { signInProtocolOf } from '../../../src/lab/wire/terminal.ts';
import type { ServerAtWork, SignedIn } from '../../fixtures/server-at-work.ts';

/** What says who asks, for a request and for an upgrade: either looks at its own. */
export function signed({ key }: SignedIn): readonly string[] {
  return [`Authorization: Bearer ${key}`, `Sec-WebSocket-Protocol: ${signInProtocolOf(key)}`];
}

/** `PORT` in a line stands for the server's. */
function request(at: ServerAtWork, firstLine: string, lines: readonly string[]): Promise<string> {
  const port = String(at.server.port);
  return at.raw(`${[firstLine, ...lines].join('\r\n')}\r\n\r\n`.replaceAll('PORT', port));
}

/** `target` as it stands in the first line: it may be a whole address. */
export function get(at: ServerAtWork, target: string, lines: readonly string[]): Promise<string> {
  return request(at, `GET ${target} HTTP/1.1`, [...lines, 'Connection: close']);
}

export const terminalPath = '/api/labs/start/first-container/terminals/main?columns=80&rows=24';

export function upgrade(
  at: ServerAtWork,
  lines: readonly string[],
  target: string = terminalPath,
): Promise<string> {
  return request(at, `GET ${target} HTTP/1.1`, [
    ...lines,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  ]);
}

export function statusOf(answer: string): number {
  return Number(answer.split(' ')[1]);
}
