import { signInProtocolOf } from '../../lab/wire/terminal.ts';

/** How long a browser stays signed in. */
export const signInMs = 90 * 24 * 3_600_000;

/** The key in an `Authorization` header: RFC 6750 §2.1. Undefined where it is anything else. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer ([\w-]{1,200})$/i.exec(header ?? '')?.[1];
}

/** The key among the sub-protocols that a WebSocket offers, since a page can give it no header. */
export function offeredKeyOf(header: string | undefined): string | undefined {
  const prefix = signInProtocolOf('');
  const offered = (header ?? '').split(',').map((protocol) => protocol.trim());
  return offered.find((protocol) => protocol.startsWith(prefix))?.slice(prefix.length);
}
