import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { DrydockError } from '../lab/errors.ts';

/** Decides which requests may come in at all: before routing, and before a WebSocket is opened. */
export interface Door {
  /** Why the request is refused; undefined where it may pass. */
  refuse(request: IncomingMessage): DrydockError | undefined;
}

export interface DoorOptions {
  readonly port: number;
  /** Names and addresses that a Host header may carry, without the port; IPv6 in brackets. */
  readonly names: readonly string[];
  /** What is spoken on the port; `http` unless said. */
  readonly scheme?: 'http' | 'https';
  /** The origin by which a proxy on this machine serves us; its Host header is taken too. */
  readonly publicOrigin?: string;
  /** Paths that pages of other sites may post a form to; all else is theirs to ask for nowhere. */
  readonly crossSitePosts?: readonly string[];
  /** Take connections from this machine only, whatever address they came in at. */
  readonly loopbackOnly: boolean;
}

/**
 * A page of another site can make a browser connect to us: by its own name that resolves to our address (then
 * Host is not ours), or from its own origin (then Origin is not ours). Forwarded headers let nobody in.
 */
export function makeDoor({
  port,
  names,
  scheme = 'http',
  publicOrigin,
  loopbackOnly,
  crossSitePosts = [],
}: DoorOptions): Door {
  const originsByHost = new Map<string, string>();
  for (const name of names) {
    const { host, origin } = new URL(`${scheme}://${name}:${port}`);
    originsByHost.set(host, origin);
    originsByHost.set(`${name}:${port}`.toLowerCase(), origin);
  }
  if (publicOrigin !== undefined) originsByHost.set(new URL(publicOrigin).host, publicOrigin);

  /**
   * Answering others, we are also called by the address that a connection came in at, whenever it came up: no name of
   * another site can be an address.
   */
  function findOrigin(host: string, address: string | undefined): string | undefined {
    const known = originsByHost.get(host);
    if (known !== undefined || loopbackOnly || address === undefined) return known;
    // A browser writes a link-local address without its zone, which Node adds (RFC 4007 §11).
    const called = bracket(address.replace(/^::ffff:/, '').replace(/%.*$/, ''));
    const own = URL.parse(`${scheme}://${called}:${port}`);
    return own?.host === host ? own.origin : undefined;
  }

  function refuse(request: IncomingMessage): DrydockError | undefined {
    if (loopbackOnly && !isLoopback(request.socket.remoteAddress)) {
      return notAllowed(
        'Drydock answers this machine only.',
        'Start it with --host ADDRESS to let others in.',
      );
    }
    if (!request.url?.startsWith('/')) {
      return new DrydockError('bad-request', { message: 'The request names no path of this server.' });
    }
    const [host, ...otherHosts] = headerValues(request, 'host');
    const origin =
      host === undefined ? undefined : findOrigin(host.toLowerCase(), request.socket.localAddress);
    if (origin === undefined || otherHosts.length > 0) {
      return notAllowed(
        `This server is not called ${quote(host)}.`,
        `Open it as ${[...new Set(originsByHost.values())].join(' or ')}.`,
      );
    }
    if (isCrossSitePost(request, crossSitePosts)) return undefined;
    const foreign = headerValues(request, 'origin').find((value) => originOf(value) !== origin);
    if (foreign === undefined) return undefined;
    return notAllowed(`A page of ${quote(foreign)} may not use this server.`, `Open ${origin} itself.`);
  }

  return { refuse };
}

/** Whether it is a form for one of the paths, spelt as they are, and no upgrade. */
function isCrossSitePost({ method, url, headers }: IncomingMessage, paths: readonly string[]): boolean {
  if (method !== 'POST' || headers.upgrade !== undefined) return false;
  const isForm = /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(headers['content-type'] ?? '');
  return isForm && url !== undefined && paths.includes(url);
}

/** Whether an address is this machine's own, as the kernel writes it: IPv4 may come mapped into IPv6. */
export function isLoopback(address: string | undefined): boolean {
  return address === '::1' || /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address ?? '');
}

/** As an address stands in a URL. */
export function bracket(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Every value that was sent; Node drops or joins repeated ones in `headers`. */
function headerValues(request: IncomingMessage, name: string): readonly string[] {
  const { rawHeaders } = request;
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

/** The origin, if that is all that the text is. */
function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin } = new URL(text);
  return origin === text ? origin : undefined;
}

function notAllowed(message: string, fix: string): DrydockError {
  return new DrydockError('not-allowed', { message, fix });
}

function quote(text: string | undefined): string {
  return text === undefined ? 'nothing' : JSON.stringify(text.slice(0, 100));
}
