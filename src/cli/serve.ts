import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import type { IdleRules } from '../lab/ports/suspension.ts';
import type { ProgressEvent } from '../lab/wire/jobs.ts';
import { throwAwayReplays, usualGraders } from '../runner/replay/replay-stage.ts';
import { makeRoomSeats, type RoomSeatsParts } from '../runner/room/room-seats.ts';
import { runningEngines } from '../runner/upkeep/running-engines.ts';
import { startReconciling } from '../runner/upkeep/start-reconciling.ts';
import { startSuspending } from '../runner/upkeep/start-suspending.ts';
import { parseSeatSettings } from '../seats/choice/seat-settings.ts';
import { startLogRotation } from '../seats/embedded/dockerd-log.ts';
import { engineFiles } from '../seats/embedded/engine-paths.ts';
import { readHomeId } from '../seats/home.ts';
import { removeUnfinished } from '../seats/remove-unfinished.ts';
import type { ServerTls } from '../server/http-server.ts';
import { makeLog } from '../server/log.ts';
import { type RunningServer, startServer } from '../server/start-server.ts';
import { type Backups, startBackups } from '../store/archive/backups.ts';
import { hostReport } from './host-report.ts';
import { startForwarding } from './join/forwarding.ts';
import { openLogFile } from './log-file.ts';
import type { OpenHome } from './open-home.ts';
import { chooseEngine, type HomeOptions } from './open-seats.ts';
import { makeRemoval } from './removal.ts';
import { waitUnlessAborted } from './wait-unless-aborted.ts';

export interface ServeOptions extends HomeOptions {
  readonly host: string;
  readonly port: number;
  /** Names beside the usual ones by which it may be called. */
  readonly allowedHosts?: readonly string[];
  readonly certificate?: ServerTls;
  readonly publicOrigin?: string;
  /** Learning platforms may be on this machine, or in a private network. */
  readonly localPlatforms?: boolean;
  /** Of seats for many: how many there are at once that are not stopped. */
  readonly mostSeats?: number;
  /** Of a room: how many submissions are graded side by side; as many as labs are proven unless said. */
  readonly graders?: number;
  /** Give nobody the solution of a lab, nor the last hint of a task. */
  readonly withoutSolutions?: boolean;
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
  const { paths, seats, store, library, grading } = opened;
  const settings = parseSeatSettings(options);
  const isRoom = settings.audience === 'many';
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
  const forwarding = stack.use(
    startForwarding({
      home: paths.home,
      store,
      everyMs: 3_000,
      clockMs: () => performance.now(),
      onError: (error) => log.warn({ err: error }, 'what was checked could not be sent to the room'),
    }),
  );
  stack.use(
    opened.onTrace(({ what }) => {
      if (what === 'check') void forwarding.now();
    }),
  );
  const ending = new AbortController();
  stack.defer(() => ending.abort());
  const room = stack.use(
    makeRoomSeats({
      seats,
      runner: opened.runner,
      atOnce: Math.max(2, availableParallelism()),
      ...(options.mostSeats === undefined ? {} : { most: options.mostSeats }),
      now: () => new Date(),
      newId: () => ulid(),
      everyMs: 1_000,
      makeRoom: makeRoomBy(opened.runner, settings.idle, ending.signal, (error) =>
        log.warn({ err: error }, 'no seat could be stopped for who waits'),
      ),
    }),
  );
  const backups = Promise.withResolvers<Backups>();
  const server = stack.use(
    await startServer({
      host: options.host,
      port: options.port,
      ...(options.allowedHosts && { allowedHosts: options.allowedHosts }),
      ...(options.certificate && { tls: options.certificate }),
      ...(options.publicOrigin && { publicOrigin: options.publicOrigin }),
      ...(options.localPlatforms && { localPlatforms: true }),
      home: paths.home,
      runner: isRoom ? room.runner : opened.runner,
      store,
      grading,
      log,
      siteDir: options.siteDir,
      buildSteps: () => [...options.buildSteps(), ...seats.health().steps],
      health: () => ({ status: 'ok', engine: seats.health() }),
      removal: makeRemoval(opened, backups.promise, ending.signal),
      ...(isRoom && { roomSeats: room }),
      withoutSolutions: options.withoutSolutions ?? false,
      async hostReport() {
        await using chosen = await chooseEngine(options);
        // Awaited here, so that the engine can be asked until the report is made.
        return await hostReport(chosen, library, paths);
      },
    }),
  );
  // Ended first: the server waits for whoever is being taken away.
  stack.defer(() => ending.abort());
  // A home whose server cannot start stays as it is.
  backups.resolve(
    stack.use(
      startBackups(store, {
        directory: join(paths.home, 'backups'),
        everyMs: 3_600_000,
        keep: 24,
        clock: () => new Date(),
        onError: (error) => log.error({ err: error }, 'a backup of the store failed'),
      }),
    ),
  );
  opened.lock.announce({ url: server.url, socket: server.socketPath });
  const all = stack.move();
  return {
    server,
    async prepareEngine(signal) {
      await seats.prepareEngine(signal);
      const homeId = await readHomeId(paths.home);
      await removeUnfinished(await seats.openEngine(signal), homeId, AbortSignal.timeout(60_000)).catch(
        (error: unknown) => log.warn({ err: error }, 'seats that were being filled could not be removed'),
      );
      seats.startPool();
      all.use(
        startReconciling({
          reconcile: opened.runner.reconcile,
          engines: (until) => runningEngines(seats, until),
          onError: (error) => log.warn({ err: error }, 'labs could not be reconciled'),
          wait: waitUnlessAborted,
        }),
      );
      // Of no fence that holds: whoever made it was killed.
      await throwAwayReplays(
        { seats, homeId, workspacesDir: join(paths.home, 'workspaces') },
        AbortSignal.timeout(60_000),
      ).catch((error: unknown) =>
        log.warn({ err: error }, 'the seats of earlier replays could not be removed'),
      );
      all.use(
        opened.startGrading(isRoom ? (options.graders ?? usualGraders) : 1, (error) =>
          log.warn({ err: error }, 'a submission could not be graded yet'),
        ),
      );
      all.use(
        startSuspending({
          rules: settings.idle,
          suspendIdle: opened.runner.suspendIdle,
          onError: (error) => log.warn({ err: error }, 'a seat could not be suspended'),
          wait: waitUnlessAborted,
        }),
      );
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Who has done nothing for so long gives their seat up to who waits. */
const leftMs = 5 * 60_000;

/** Stops the seats in which nobody has been for a while, one turn at a time; none where seats are never suspended. */
function makeRoomBy(
  { suspendIdle }: Pick<OpenHome['runner'], 'suspendIdle'>,
  { pauseAfterMs }: IdleRules,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): RoomSeatsParts['makeRoom'] {
  let turn: Promise<void> | undefined;
  return () => {
    if (pauseAfterMs === null) return Promise.resolve();
    turn ??= suspendIdle({ pauseAfterMs: Math.min(pauseAfterMs, leftMs), stopAfterMs: 0 }, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      })
      .finally(() => {
        turn = undefined;
      });
    return turn;
  };
}
