import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import { DrydockError } from '../lab/errors.ts';
import type { Channel, ServerApp } from './environment.ts';
import { errorResponse, refuseUpgrade, sendError } from './error-response.ts';
import { Room, type RoomLimits } from './room.ts';
import { ConnectionsOfTls } from './tls-connections.ts';
import type { TurnedAway } from './turned-away.ts';

export interface HttpParts {
  readonly app: ServerApp;
  readonly channel: Channel;
  /** Why a request may not come in; asked before anything else. */
  readonly refuse: (request: IncomingMessage) => DrydockError | undefined;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, channel: Channel) => void;
  readonly securityHeaders: () => Readonly<Record<string, string>>;
  readonly turnedAway: TurnedAway;
  readonly log: Logger;
}

/** A server of Node's, and how it ends. */
export interface HttpServer {
  readonly server: Server;
  readonly room: Room<Socket>;
  /** The connection in the room on which a request came, whose own one may be the TLS within it. */
  connectionOf(socket: Socket): Socket;
  /** Takes no more connections; resolves when the last one has ended. */
  close(): Promise<void>;
}

/** What one server bears of all its clients together; times in milliseconds. */
export interface HttpLimits extends RoomLimits {
  /** From a connection, or the first byte of its next request, to the end of the headers: silence counts. */
  readonly headersMs: number;
  /** To the end of the body. */
  readonly requestMs: number;
  /** From one answer on a connection to the next request. */
  readonly idleMs: number;
  /** How often all of them are looked after. */
  readonly checkMs: number;
}

/**
 * A browser opens six connections at most, beside its terminals, for all of its tabs together: forty people behind one
 * address who read have 240, and who are signed in are counted apart.
 */
export const usualHttpLimits: HttpLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  answerMs: 60_000,
  idleMs: 5_000,
  checkMs: 5_000,
  mostUnsigned: 512,
  mostUnsignedPerAddress: 320,
  mostReserved: 2_048,
  mostReservedPerPerson: 192,
};

/** With what a server shows who it is, as PEM. */
export interface ServerTls {
  readonly certificate: string;
  /** Private. */
  readonly key: string;
}

/**
 * A server that nobody answers for yet; over TLS 1.2 or later where it has a certificate. It speaks HTTP/1.1: of what pages hold
 * open, all are WebSockets, which browsers do not count among their six connections.
 */
export function makeHttpServer(limits: HttpLimits, tls?: ServerTls): HttpServer {
  const options = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: limits.checkMs,
    // A client that offers HTTP/2 gets its answer in HTTP/1.1.
    shouldUpgradeCallback: (request: IncomingMessage) =>
      request.headers.upgrade?.toLowerCase() === 'websocket',
  };
  const server =
    tls === undefined
      ? createServer(options)
      : createTlsServer({
          ...options,
          cert: tls.certificate,
          key: tls.key,
          minVersion: 'TLSv1.2',
          ALPNProtocols: ['http/1.1'],
          handshakeTimeout: limits.headersMs,
        });
  const room = new Room<Socket>(limits, (socket) => socket.destroy());
  const watch = setInterval(() => room.endOverdue(performance.now()), limits.checkMs).unref();
  const within = tls === undefined ? undefined : new ConnectionsOfTls();
  const connectionOf = (socket: Socket) => within?.find(socket) ?? socket;
  server.on('connection', (socket: Socket) => {
    within?.enter(socket);
    room.enter(socket, socket.remoteAddress ?? '', performance.now());
    socket.once('close', () => room.leave(socket));
  });
  server.on('secureConnection', (socket: Socket) => within?.secure(socket));
  server.on('request', ({ socket }, response) => {
    const connection = connectionOf(socket);
    room.asks(connection, performance.now());
    response.once('close', () => room.rests(connection, performance.now()));
  });
  server.on('upgrade', ({ socket }) => room.asks(connectionOf(socket), performance.now()));
  return {
    server,
    room,
    connectionOf,
    close: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => {
        clearInterval(watch);
        resolve();
      });
      // Browsers open connections ahead and ask nothing: Node does not count those as idle, and waits for them.
      for (const socket of room.silent) socket.destroy();
      return promise;
    },
  };
}

/** Has the application answer what the door lets in. */
export function answerWith(server: Server, parts: HttpParts): void {
  const { app, channel, upgrade, log } = parts;
  // Nothing that anybody writes into a request may throw here: nobody would catch it.
  const refuse = (request: IncomingMessage) => {
    const refused = orItsFault(() => parts.refuse(request));
    if (refused !== undefined) parts.turnedAway.count(refused.code);
    return refused;
  };
  const handle = getRequestListener(
    (request, bindings) => app.fetch(request, { ...bindings, channel } as Parameters<typeof app.fetch>[1]),
    { errorHandler: (error) => errorResponse(describe(error)) },
  );
  server.on('request', (request, response) => {
    logWhenDone(request, response, channel, log);
    response.once('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
    const refused = refuse(request);
    if (refused !== undefined) return sendError(response, refused, parts.securityHeaders());
    void handle(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    const refused = refuse(request);
    log.debug({ channel, path: pathOf(request), refused: refused?.code }, 'upgrade');
    if (refused !== undefined) return refuseUpgrade(socket, refused);
    const failed = orItsFault(() => upgrade(request, socket, head, channel));
    if (failed === undefined) return;
    log.error({ err: failed, channel }, 'an upgrade failed');
    refuseUpgrade(socket, failed);
  });
}

/** What it gives; where it throws, that as an error of the catalogue. */
function orItsFault<T>(work: () => T): T | DrydockError {
  try {
    return work();
  } catch (cause) {
    return new DrydockError('internal', { message: 'The request could not be looked at.', cause });
  }
}

/** What comes here is not the application's own failure but a request that could not be read. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'RequestError') return error;
  return new DrydockError('bad-request', {
    message: `The request cannot be read: ${error.message}.`,
    cause: error,
  });
}

function logWhenDone(
  request: IncomingMessage,
  response: ServerResponse,
  channel: Channel,
  log: Logger,
): void {
  if (!log.isLevelEnabled('debug')) return;
  const since = performance.now();
  response.once('close', () => {
    const { method } = request;
    const durationMs = Math.round(performance.now() - since);
    log.debug({ channel, method, path: pathOf(request), status: response.statusCode, durationMs }, 'request');
  });
}

/** Without the query, in which anything may stand. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').replace(/\?.*$/s, '');
}
