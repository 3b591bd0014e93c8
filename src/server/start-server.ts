import { unlessAborted } from '../lab/general/unless-aborted.ts';
import { answer } from './answer.ts';
import { listenInHome } from './home-socket.ts';
import { findHostNames } from './host-names.ts';
import { makeHttpServer, usualHttpLimits } from './http-server.ts';
import { listenOnPort } from './listen.ts';
import { mintLoginUrl } from './login/login-link.ts';
import { type ServerOptions, usualLimits, usualTiming } from './server-options.ts';
import { countTurnedAway } from './turned-away.ts';

/** A server that answers. Disposing it lets what is under way finish, and leaves seats and shells running. */
export interface RunningServer extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Where the command line is answered, without login. */
  readonly socketPath: string;
  /** A link that signs one browser in, once. */
  mintLoginUrl(): string;
}

/**
 * Serves book, API and terminals. Rejects with `port-taken` where another program listens.
 * Runner and store stay the caller's, who disposes them afterwards.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { home, host, store } = options;
  const timing = { ...usualTiming, ...options.timing };
  const limits = { ...usualLimits, ...options.limits };
  const onPort = makeHttpServer(limits, options.tls);
  const inHome = makeHttpServer(usualHttpLimits);
  // Port first: door and links are made of its number. Requests are looked at once both listen.
  const port = await listenOnPort(onPort.server, host, options.port);
  const socket = await listenInHome(inHome.server, home).catch(async (error: unknown) => {
    await onPort.close();
    throw error;
  });

  const { names, shown, loopbackOnly } = findHostNames(host, options.allowedHosts);
  const scheme = options.tls === undefined ? 'http' : 'https';
  const url = options.publicOrigin ?? new URL(`${scheme}://${shown}:${port}`).origin;
  const login = (person?: string) => mintLoginUrl(store, url, person);
  const stopping = new AbortController();
  const turnedAway = countTurnedAway({
    log: options.log,
    now: () => performance.now(),
    everyMs: timing.summaryMs,
  });
  const { sockets, retention } = answer({
    ...options,
    port,
    names,
    scheme,
    loopbackOnly,
    timing,
    limits,
    stopping,
    onPort,
    inHome,
    login,
    origin: url,
    turnedAway,
  });

  return {
    url,
    port,
    socketPath: socket.path,
    mintLoginUrl: () => login(),
    [Symbol.asyncDispose]: async () => {
      if (stopping.signal.aborted) return;
      stopping.abort();
      const closed = [onPort.close(), inHome.close()];
      sockets.close();
      const late = new AbortController();
      const timer = setTimeout(() => {
        late.abort();
        sockets.terminate();
        onPort.server.closeAllConnections();
        inHome.server.closeAllConnections();
      }, timing.stopMs);
      await Promise.all(closed);
      await unlessAborted(sockets.settled(), late.signal).catch(() => {});
      clearTimeout(timer);
      turnedAway[Symbol.dispose]();
      await retention[Symbol.asyncDispose]();
      await socket[Symbol.asyncDispose]();
    },
  };
}
