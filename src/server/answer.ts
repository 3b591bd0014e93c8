import { randomInt, randomUUID } from 'node:crypto';
import { DrydockError } from '../lab/errors.ts';
import { nothingElse } from '../lab/ports/removal.ts';
import type { RoomSeats } from '../runner/room/room-seats.ts';
import { makeEventSockets } from './api/event-sockets.ts';
import { makePageStreams } from './api/page-streams.ts';
import type { Welcome } from './api-guard.ts';
import { makeScoreGiving } from './assignments/give-scores.ts';
import { removeOldWork } from './assignments/keeping-work.ts';
import { makeAddressOf } from './client-address.ts';
import { makeDoor } from './door.ts';
import { answerWith, type HttpServer } from './http-server.ts';
import { makeCallers } from './login/callers.ts';
import { makeCodeThrottle } from './login/code-throttle.ts';
import { makeLoginThrottle } from './login/login-throttle.ts';
import { makeOpenSignIns } from './login/open-sign-ins.ts';
import { makeDestinations } from './lti/destinations.ts';
import { startLti } from './lti/lti-at-work.ts';
import { crossSitePosts } from './lti/lti-places.ts';
import { makeApp } from './make-app.ts';
import { makeMirrorSockets } from './mirror/mirror-sockets.ts';
import { allSockets } from './page-sockets.ts';
import { makePlaces } from './places.ts';
import { makeHashReader, securityHeaders } from './security-headers.ts';
import type { ServerLimits, ServerOptions, ServerTiming } from './server-options.ts';
import { makeForgetting } from './sessions/forgetting.ts';
import { makeSeatLeaving } from './sessions/leave-seat.ts';
import { startRetention } from './sessions/retention.ts';
import { startSessions } from './sessions/sessions-at-work.ts';
import type { PageSockets } from './socket-caller.ts';
import { makeShellSizes } from './terminal/shell-sizes.ts';
import { makeTerminals } from './terminal/terminal-upgrade.ts';
import type { TurnedAway } from './turned-away.ts';

export interface AnswerParts extends ServerOptions {
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
export function answer(parts: AnswerParts): {
  readonly sockets: PageSockets;
  readonly retention: AsyncDisposable;
} {
  const { runner, store, grading, siteDir, health, hostReport, log, port, timing, turnedAway } = parts;
  const clock = parts.clock ?? (() => new Date());
  const labs = () => runner.listLabs();
  const roomSeats = parts.roomSeats ?? noSeats;
  const signIns = makeOpenSignIns(store);
  const sessions = startSessions({
    store,
    labs,
    seats: roomSeats,
    clock,
    signIns,
    tickMs: timing.tickMs,
    newId: randomUUID,
    onError: (error) => log.error({ err: error }, 'sessions could not be looked after'),
  });
  parts.stopping.signal.addEventListener('abort', () => sessions[Symbol.dispose](), { once: true });
  const { boards, hours, agreements, joins, shares, permissions, saw, live, requireGoingOn } = sessions;
  const destinations = makeDestinations(labs, store);
  const lti = startLti({
    store,
    destinations,
    giveScores: makeScoreGiving({ store, clock }),
    clock,
    origin: parts.origin,
    localPlatforms: parts.localPlatforms ?? false,
    tickMs: timing.tickMs,
    onError: (error) => log.error({ err: error }, 'scores could not be sent'),
  });
  parts.stopping.signal.addEventListener('abort', () => lti[Symbol.dispose](), { once: true });
  const callers = makeCallers(store, clock);
  const welcome: Welcome = (connection, person) => {
    for (const { room, connectionOf } of [parts.onPort, parts.inHome])
      room.signedIn(connectionOf(connection), person);
  };
  const { mostStreams } = parts.limits;
  const places = makePlaces(mostStreams, () => tooManyStreams(mostStreams));
  const common = { runner, callers, permissions, hours, welcome, signIns, turnedAway, timing };
  const sizes = makeShellSizes();
  const { mirrors } = live;
  const streams = makePageStreams({ runner, store, clock, agreements, hours, shares, live, boards });
  const sockets = allSockets({
    terminals: makeTerminals({ ...common, store, agreements, shares, sizes, saw }),
    events: makeEventSockets({ ...common, streams, places }),
    mirrors: makeMirrorSockets({ ...common, mirrors, sizes, requireGoingOn }),
  });
  const forgetting = makeForgetting({ store, signIns, removal: parts.removal ?? nothingElse });
  const retention = startRetention({
    store,
    forgetting,
    clock,
    everyMs: timing.retentionMs,
    removeOldWork: () => removeOldWork({ store, clock }),
    onWork: ({ type, ...news }) => log.info(news, workWords[type]),
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
    joinThrottle: makeCodeThrottle(clock),
    addressOf: makeAddressOf(parts.publicOrigin !== undefined),
    seatsForMany: parts.roomSeats !== undefined,
    withoutSolutions: parts.withoutSolutions ?? false,
    labs,
    drawBelow: (bound) => randomInt(bound),
    ...lti,
    destinations,
    origin: parts.origin,
    boards,
    hours,
    live,
    joins,
    agreements,
    requireGoingOn,
    leaveSeat: makeSeatLeaving({
      store,
      runner,
      freeSeat: (party) => roomSeats.free(party),
      onError: (error) => log.error({ err: error }, 'a seat could not be let go of'),
    }),
    throttle: makeLoginThrottle(clock),
    streams,
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

const workWords = {
  soon: 'what was handed in to an assignment will be removed',
  gone: 'what was handed in to an assignment was removed: its course keeps it so long',
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
    message: `Your pages follow ${most} labs, sessions and boards already.`,
    fix: 'Close some of them.',
  });
}
