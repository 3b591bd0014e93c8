import { randomInt, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { DrydockError } from '../lab/errors.ts';
import { unlessAborted } from '../lab/general/unless-aborted.ts';
import { nothingElse, type Removal } from '../lab/ports/removal.ts';
import type { Health, HostReport } from '../lab/wire/host.ts';
import type { ProgressEvent } from '../lab/wire/jobs.ts';
import type { LabRunner } from '../runner/lab-runner.ts';
import type { GradingDesk } from '../runner/replay/grading-desk.ts';
import type { RoomSeats } from '../runner/room/room-seats.ts';
import { makeEventSockets } from './api/event-sockets.ts';
import type { Welcome } from './api-guard.ts';
import type { CourseStore } from './assignments/assignment-views.ts';
import { makeDoor } from './door.ts';
import { listenInHome } from './home-socket.ts';
import { findHostNames } from './host-names.ts';
import {
  answerWith,
  type HttpLimits,
  type HttpServer,
  makeHttpServer,
  type ServerTls,
  usualHttpLimits,
} from './http-server.ts';
import { listenOnPort } from './listen.ts';
import { makeCallers } from './login/callers.ts';
import { mintLoginUrl } from './login/login-link.ts';
import { makeLoginThrottle } from './login/login-throttle.ts';
import { makeOpenSignIns } from './login/open-sign-ins.ts';
import { makeLabDestinations } from './lti/destinations.ts';
import { startLti } from './lti/lti-at-work.ts';
import { crossSitePosts } from './lti/lti-places.ts';
import { makeApp } from './make-app.ts';
import { makeMirrorSockets } from './mirror/mirror-sockets.ts';
import { allSockets } from './page-sockets.ts';
import { makePlaces } from './places.ts';
import { makeHashReader, securityHeaders } from './security-headers.ts';
import { makeForgetting } from './sessions/forgetting.ts';
import { makeSeatLeaving } from './sessions/leave-seat.ts';
import { startRetention } from './sessions/retention.ts';
import { startSessions } from './sessions/sessions-at-work.ts';
import type { PageSockets } from './socket-caller.ts';
import { makeShellSizes } from './terminal/shell-sizes.ts';
import type { TerminalTiming } from './terminal/terminal-socket.ts';
import { makeTerminals } from './terminal/terminal-upgrade.ts';
import { countTurnedAway, type TurnedAway } from './turned-away.ts';

export interface ServerOptions {
  /** The address to listen on. On a loopback address only this machine is answered. */
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Names beside the usual ones by which the server may be called. */
  readonly allowedHosts?: readonly string[];
  /** Serve HTTPS, and nothing else on the port. */
  readonly tls?: ServerTls;
  /** The origin by which a proxy on this machine serves us: `https://room.example`. */
  readonly publicOrigin?: string;
  /** Its lock is held by the caller. */
  readonly home: string;
  readonly runner: LabRunner;
  readonly store: CourseStore;
  readonly grading: GradingDesk;
  /** The folder with the built site; undefined until it is whole. Asked at every request. */
  readonly siteDir: () => string | undefined;
  readonly health: () => Omit<Health, 'signedIn'>;
  /** What the page shows while there is no site; the steps of the engine without it. */
  readonly buildSteps?: () => readonly ProgressEvent[];
  readonly hostReport: (signal: AbortSignal) => Promise<HostReport>;
  readonly log: Logger;
  /** Of several people, each with a seat of their own. */
  readonly roomSeats?: RoomSeats;
  /** Whether several people can be let in, each with a seat of their own. */
  readonly seatsForMany?: boolean;
  /** What is outside the store of whoever is erased; nothing where it is not said. */
  readonly removal?: Removal;
  readonly clock?: () => Date;
  readonly timing?: Partial<ServerTiming>;
  readonly limits?: Partial<ServerLimits>;
}

interface ServerLimits extends HttpLimits {
  /** Streams of events to one person's pages: more than their windows need, less than would weigh on others. */
  readonly mostStreams: number;
}

const usualLimits: ServerLimits = { ...usualHttpLimits, mostStreams: 64 };

interface ServerTiming extends TerminalTiming {
  readonly heartbeatMs: number;
  /** How long requests under way get to finish when the server is stopped. */
  readonly stopMs: number;
  /** The least time between two summaries in the log of requests that were turned away. */
  readonly summaryMs: number;
  /** How often it is looked whose time has come, and who did something. */
  readonly tickMs: number;
  /** The least time between two screens of a terminal that is shown to a session. */
  readonly screenMs: number;
  /** How often it is looked of which sessions what learners made has been kept long enough. */
  readonly retentionMs: number;
}

const usualTiming: ServerTiming = {
  pingMs: 30_000,
  stallMs: 30_000,
  sizeMs: 1_000,
  heartbeatMs: 15_000,
  stopMs: 10_000,
  summaryMs: 600_000,
  tickMs: 3_000,
  screenMs: 200,
  retentionMs: 24 * 3_600_000,
};

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

interface AnswerParts extends ServerOptions {
  readonly names: readonly string[];
  readonly scheme: 'http' | 'https';
  readonly loopbackOnly: boolean;
  readonly timing: ServerTiming;
  readonly limits: ServerLimits;
  readonly stopping: AbortController;
  readonly onPort: HttpServer;
  readonly inHome: HttpServer;
  readonly login: (person?: string) => string;
  /** By which we are called. */
  readonly origin: string;
  readonly turnedAway: TurnedAway;
}

/** Puts the application behind both servers, and the door before the one that others can reach. */
function answer(parts: AnswerParts): {
  readonly sockets: PageSockets;
  readonly retention: AsyncDisposable;
} {
  const { runner, store, grading, siteDir, health, hostReport, log, port, timing, turnedAway } = parts;
  const clock = parts.clock ?? (() => new Date());
  const labs = () => runner.listLabs();
  const signIns = makeOpenSignIns(store);
  const sessions = startSessions({
    store,
    labs,
    seats: parts.roomSeats ?? noSeats,
    clock,
    signIns,
    tickMs: timing.tickMs,
    newId: randomUUID,
    onError: (error) => log.error({ err: error }, 'sessions could not be looked after'),
  });
  parts.stopping.signal.addEventListener('abort', () => sessions[Symbol.dispose](), { once: true });
  const { boards, hours, joins, shares, permissions, saw, live, requireGoingOn } = sessions;
  const destinations = makeLabDestinations(labs);
  const lti = startLti({
    store,
    destinations,
    clock,
    origin: parts.origin,
    tickMs: timing.tickMs,
    onError: (error) => log.error({ err: error }, 'scores could not be sent'),
  });
  parts.stopping.signal.addEventListener('abort', () => lti[Symbol.dispose](), { once: true });
  const callers = makeCallers(store);
  const welcome: Welcome = (connection, person) => {
    for (const { room, connectionOf } of [parts.onPort, parts.inHome])
      room.signedIn(connectionOf(connection), person);
  };
  const { mostStreams } = parts.limits;
  const places = makePlaces(mostStreams, () => tooManyStreams(mostStreams));
  const common = { runner, callers, permissions, hours, welcome, signIns, turnedAway };
  const sizes = makeShellSizes();
  const { mirrors } = live;
  const sockets = allSockets({
    terminals: makeTerminals({ ...common, store, shares, sizes, saw, timing }),
    events: makeEventSockets({ ...common, places, pingMs: timing.pingMs }),
    mirrors: makeMirrorSockets({ ...common, mirrors, sizes, requireGoingOn, timing }),
  });
  const forgetting = makeForgetting({ store, signIns, removal: parts.removal ?? nothingElse });
  const retention = startRetention({
    store,
    forgetting,
    clock,
    everyMs: timing.retentionMs,
    onNews: ({ type, ...news }) => log.info(news, retentionWords[type]),
    onError: (error) => log.error({ err: error }, 'what was kept long enough could not be removed'),
  });
  const readHashes = makeHashReader(siteDir);
  const headers = () => securityHeaders(readHashes());
  const app = makeApp({
    runner,
    store,
    grading,
    callers,
    permissions,
    clock,
    welcome,
    signIns,
    siteDir,
    health,
    hostReport: async (signal) => {
      const report = await hostReport(signal);
      return { ...report, facts: [...report.facts, turnedAway.fact()] };
    },
    turnedAway,
    log,
    buildSteps: parts.buildSteps ?? (() => health().engine.steps),
    mintLoginUrl: () => parts.login(),
    loginUrlOf: parts.login,
    forgetting,
    joinThrottle: makeLoginThrottle(clock),
    seatsForMany: parts.seatsForMany ?? false,
    labs,
    drawBelow: (bound) => randomInt(bound),
    ...lti,
    destinations,
    origin: parts.origin,
    boards,
    hours,
    live,
    joins,
    leaveSeat: makeSeatLeaving({
      store,
      runner,
      freeSeat: (party) => (parts.roomSeats ?? noSeats).free(party),
      onError: (error) => log.error({ err: error }, 'a seat could not be let go of'),
    }),
    throttle: makeLoginThrottle(clock),
    heartbeatMs: timing.heartbeatMs,
    places,
    stopping: parts.stopping.signal,
    securityHeaders: headers,
  });
  const served = { app, upgrade: sockets.upgrade, securityHeaders: headers, turnedAway, log };
  const { names, scheme, loopbackOnly, publicOrigin } = parts;
  const door = makeDoor({
    port,
    names,
    scheme,
    loopbackOnly,
    crossSitePosts,
    ...(publicOrigin && { publicOrigin }),
  });
  answerWith(parts.onPort.server, { ...served, channel: 'door', refuse: door.refuse });
  answerWith(parts.inHome.server, { ...served, channel: 'socket', refuse: () => undefined });
  return { sockets, retention };
}

const retentionWords = {
  soon: 'what learners of a session made will be removed',
  gone: 'what learners made was removed: it had been kept as long as they were told',
} as const;

/** Where seats are for one person, nobody waits for one. */
const noSeats: RoomSeats = {
  free: () => Promise.resolve(),
  waiting: () => [],
  troubles: () => [],
  onChange: () => ({ [Symbol.dispose]: () => undefined }),
};

function tooManyStreams(most: number): DrydockError {
  return new DrydockError('too-many', {
    message: `${most} pages of yours follow a lab already.`,
    fix: 'Close some of them.',
  });
}
