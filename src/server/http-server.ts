import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import { DrydockError } from '../lab/errors.ts';
import type { Channel, ServerApp } from './environment.ts';
import { errorResponse, refuseUpgrade, sendError } from './error-response.ts';

export interface HttpParts {
  readonly app: ServerApp;
  readonly channel: Channel;
  /** Why a request may not come in; asked before anything else. */
  readonly refuse: (request: IncomingMessage) => DrydockError | undefined;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, channel: Channel) => void;
  readonly securityHeaders: () => Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** A server of Node's, and how it ends. */
export interface HttpServer {
  readonly server: Server;
  /** Takes no more connections; resolves when the last one has ended. */
  close(): Promise<void>;
}

/** What one server bears of all its clients together. */
export interface HttpLimits {
  /** From the first byte of a connection, or of its next request, to the end of the headers. */
  readonly headersMs: number;
  /** To the end of the body. */
  readonly requestMs: number;
  /** How often the two are looked after. */
  readonly checkMs: number;
  /** Connections beyond are closed as they come. */
  readonly mostConnections: number;
}

export const usualHttpLimits: HttpLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  checkMs: 5_000,
  mostConnections: 1_000,
};

/** A server that nobody answers for yet. */
export function makeHttpServer(limits: HttpLimits): HttpServer {
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.checkMs,
    // A client that offers HTTP/2 gets its answer in HTTP/1.1.
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
  });
  server.maxConnections = limits.mostConnections;
  // Browsers open connections ahead and ask nothing: Node does not count those as idle, and waits for them.
  const silent = new Set<Socket>();
  const heard = ({ socket }: IncomingMessage) => silent.delete(socket);
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', heard);
  server.on('upgrade', heard);
  return {
    server,
    close: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      for (const socket of silent) socket.destroy();
      return promise;
    },
  };
}

/** Has the application answer what the door lets in. */
export function answerWith(server: Server, parts: HttpParts): void {
  const { app, channel, refuse, upgrade, log } = parts;
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
    upgrade(request, socket, head, channel);
  });
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
