import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProgressEvent } from '../lab/wire/jobs.ts';
import { makeRoomSeats } from '../runner/room-seats.ts';
import { runningEngines } from '../runner/upkeep/running-engines.ts';
import { startReconciling } from '../runner/upkeep/start-reconciling.ts';
import { startSuspending } from '../runner/upkeep/start-suspending.ts';
import { parseSeatSettings } from '../seats/choice/seat-settings.ts';
import { startLogRotation } from '../seats/embedded/dockerd-log.ts';
import { engineFiles } from '../seats/embedded/engine-paths.ts';
import type { ServerTls } from '../server/http-server.ts';
import { makeLog } from '../server/log.ts';
import { type RunningServer, startServer } from '../server/start-server.ts';
import { startBackups } from '../store/archive/backups.ts';
import { hostReport } from './host-report.ts';
import { openLogFile } from './log-file.ts';
import { chooseEngine, type HomeOptions, type OpenHome } from './open-home.ts';

export interface ServeOptions extends HomeOptions {
  readonly host: string;
  readonly port: number;
  /** Names beside the usual ones by which it may be called. */
  readonly allowedHosts?: readonly string[];
  readonly certificate?: ServerTls;
  readonly publicOrigin?: string;
  /** The built site, once it is whole. */
  readonly siteDir: () => string | undefined;
  /** What is shown while there is none, before the steps of the engine. */
  readonly buildSteps: () => readonly ProgressEvent[];
}

export interface ServedHome extends AsyncDisposable {
  readonly server: RunningServer;
  /** Brings the engine, and from then on keeps labs as they should be. Rejects where there is no engine. */
  prepareEngine(signal: AbortSignal): Promise<void>;
}

/** Answers for a home: book, API, terminals; backs its store up and keeps its labs as they should be. */
export async function serve(opened: OpenHome, options: ServeOptions): Promise<ServedHome> {
  const { paths, seats, runner, store, library } = opened;
  await using stack = new AsyncDisposableStack();
  const destination = stack.use(openLogFile(join(paths.home, 'logs', 'server.log')));
  const log = makeLog({ destination });
  if (opened.lock.replaced)
    log.warn({ replaced: opened.lock.replaced }, 'a restore that had been cut off was finished');
  stack.use(
    startLogRotation(engineFiles(paths.engineHome).log, {
      everyMs: 60_000,
      onError: (error) => log.warn({ err: error }, 'the log of the private engine could not be kept small'),
    }),
  );
  stack.use(
    opened.onTrace(({ lab, what, ms, spans }) =>
      log.debug({ lab, what, durationMs: Math.round(ms), spans }, 'work on a lab has ended'),
    ),
  );
  const server = stack.use(
    await startServer({
      host: options.host,
      port: options.port,
      ...(options.allowedHosts && { allowedHosts: options.allowedHosts }),
      ...(options.certificate && { tls: options.certificate }),
      ...(options.publicOrigin && { publicOrigin: options.publicOrigin }),
      home: paths.home,
      runner,
      store,
      log,
      siteDir: options.siteDir,
      buildSteps: () => [...options.buildSteps(), ...seats.health().steps],
      health: () => ({ status: 'ok', engine: seats.health() }),
      roomSeats: makeRoomSeats(seats),
      seatsForMany: parseSeatSettings(options).audience === 'many',
      async hostReport() {
        await using chosen = await chooseEngine(options);
        // Awaited here, so that the engine can be asked until the report is made.
        return await hostReport(chosen, library, paths);
      },
    }),
  );
  stack.use(
    startBackups(store, {
      directory: join(paths.home, 'backups'),
      everyMs: 3_600_000,
      keep: 24,
      clock: () => new Date(),
      onError: (error) => log.error({ err: error }, 'a backup of the store failed'),
    }),
  );
  opened.lock.announce({ url: server.url, socket: server.socketPath });
  const all = stack.move();
  return {
    server,
    async prepareEngine(signal) {
      await seats.prepareEngine(signal);
      seats.startPool();
      all.use(
        startReconciling({
          reconcile: runner.reconcile,
          engines: (until) => runningEngines(seats, until),
          onError: (error) => log.warn({ err: error }, 'labs could not be reconciled'),
          wait: waitUnlessAborted,
        }),
      );
      all.use(
        startSuspending({
          rules: parseSeatSettings(options).idle,
          suspendIdle: runner.suspendIdle,
          onError: (error) => log.warn({ err: error }, 'a seat could not be suspended'),
          wait: waitUnlessAborted,
        }),
      );
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
