import type { Logger } from 'pino';
import type { Removal } from '../lab/ports/removal.ts';
import { heartbeatMs } from '../lab/wire/heartbeat.ts';
import type { Health, HostReport } from '../lab/wire/host.ts';
import type { ProgressEvent } from '../lab/wire/jobs.ts';
import type { LabRunner } from '../runner/lab-runner.ts';
import type { GradingDesk } from '../runner/replay/grading-desk.ts';
import type { RoomSeats } from '../runner/room/room-seats.ts';
import type { CourseStore } from './assignments/assignment-views.ts';
import { type HttpLimits, type ServerTls, usualHttpLimits } from './http-server.ts';
import type { LineTiming } from './keep-alive.ts';
import type { TerminalTiming } from './terminal/terminal-socket.ts';

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
  /** Of several people, each with a seat of their own: without it nobody but the local person is let in. */
  readonly roomSeats?: RoomSeats;
  /** Whether solutions of labs, and the last hint of each task, are given to nobody. */
  readonly withoutSolutions?: boolean;
  /** Learning platforms may be on this machine, or in a private network; else only those of the internet are asked. */
  readonly localPlatforms?: boolean;
  /** What is outside the store of whoever is erased; nothing where it is not said. */
  readonly removal?: Removal;
  readonly clock?: () => Date;
  readonly timing?: Partial<ServerTiming>;
  readonly limits?: Partial<ServerLimits>;
}

export interface ServerLimits extends HttpLimits {
  /** Streams of events to one person's pages: fifty tabs have two each, a lab's and a session's. */
  readonly mostStreams: number;
}

export const usualLimits: ServerLimits = { ...usualHttpLimits, mostStreams: 128 };

export interface ServerTiming extends LineTiming, TerminalTiming {
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

export const usualTiming: ServerTiming = {
  pingMs: 30_000,
  stallMs: 30_000,
  sizeMs: 1_000,
  heartbeatMs,
  stopMs: 10_000,
  summaryMs: 600_000,
  tickMs: 3_000,
  screenMs: 200,
  retentionMs: 24 * 3_600_000,
};
