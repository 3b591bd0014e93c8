import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { notSignedIn, refuseForeignFetch, type Welcome } from './api-guard.ts';
import type { Caller } from './caller.ts';
import type { Channel } from './environment.ts';
import type { Callers } from './login/callers.ts';
import { offeredKeyOf } from './login/sign-in-key.ts';
import type { TurnedAway } from './turned-away.ts';

/** WebSockets of one kind that are open to pages. */
export interface PageSockets {
  /** Opens one on the connection, or answers why not. The door has been passed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, channel: Channel): void;
  /** Tells every page to come back later. */
  close(): void;
  /** Ends what has not closed by itself. */
  terminate(): void;
  /** Resolves once nothing is held for a page any more. */
  settled(): Promise<unknown>;
}

export interface CallerParts {
  readonly callers: Callers;
  readonly welcome: Welcome;
  readonly turnedAway: TurnedAway;
}

/** Who asks for a WebSocket: a page offers its key as a sub-protocol. Throws `not-allowed` or `not-signed-in`. */
export function findSocketCaller(
  { callers, welcome, turnedAway }: CallerParts,
  request: IncomingMessage,
  channel: Channel,
): Caller {
  if (channel === 'door') refuseForeignFetch(request.headers['sec-fetch-site']);
  const caller =
    channel === 'socket'
      ? callers.localCaller()
      : callers.findCaller(offeredKeyOf(request.headers['sec-websocket-protocol']));
  if (caller === undefined) {
    turnedAway.count('not-signed-in');
    throw notSignedIn();
  }
  welcome(request.socket, caller.person.id);
  return caller;
}

/** What a path of the table of routes has in its blanks; undefined where it is another path. */
export function matchPath(template: string, url: string): Readonly<Record<string, string>> | undefined {
  const pathname = URL.parse(url, 'http://page')?.pathname ?? '';
  const found = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(pathname);
  // A path without blanks has no groups.
  return found === null ? undefined : { ...found.groups };
}
