import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback } from './door.ts';

/** From where a request came, as far as anybody can know; empty over the socket in the home. */
export type AddressOf = (request: IncomingMessage) => string;

/**
 * The address of the connection. Behind a proxy on this machine that is the proxy's for everybody, so the last address
 * of `X-Forwarded-For` is taken then: the one that the proxy itself has added. What stands before it came from the
 * client, who can write there what they like. Where the last is no address, the connection's stands.
 */
export function makeAddressOf(isBehindProxy: boolean): AddressOf {
  return ({ socket, headers }) => {
    const peer = socket.remoteAddress ?? '';
    if (!isBehindProxy || !isLoopback(peer)) return peer;
    // Node joins repeated headers of this name by commas.
    const said = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .at(-1)
      ?.trim();
    return said !== undefined && isIP(said) !== 0 ? said : peer;
  };
}
