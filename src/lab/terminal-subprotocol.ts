/** What a page offers as sub-protocols (RFC 6455 §1.9) when it opens a terminal. */

/** The one that the server picks and speaks. */
export const terminalProtocol = 'drydock.terminal';

/**
 * Offered beside it, this says who asks: a page can give a WebSocket no header. The server never picks it, so that
 * its answer does not repeat the key.
 */
export function sessionProtocolOf(key: string): string {
  return `drydock.session.${key}`;
}
