import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { reportError } from '../../lab/errors.ts';
import type { ProgressEvent } from '../../lab/ports/seat.ts';
import { keepReconciled } from '../../runner/keep-reconciled.ts';
import { makeLog } from '../../server/log.ts';
import { startServer } from '../../server/start-server.ts';
import { keepBackups } from '../../store/backups.ts';
import { describeError } from '../failure.ts';
import { hostReport } from '../host-report.ts';
import { chooseEngine, type HouseOptions, openHouse } from '../house.ts';
import { showWork } from '../progress.ts';
import { buildSite, isSiteCurrent, siteDir } from '../site-build.ts';

export interface StartOptions extends HouseOptions {
  readonly host: string;
  readonly port: number;
  /** Opens the page in a browser once it can be read. */
  readonly open: boolean;
}

/** Serves the book at once, and brings engine and images meanwhile. Runs until the signal. */
export async function start(options: StartOptions, signal: AbortSignal): Promise<void> {
  await using house = await openHouse(options, 'server');
  const { paths, seats, runner, store, library } = house;
  mkdirSync(join(paths.home, 'logs'), { recursive: true });
  const log = makeLog({ destination: pino.destination(join(paths.home, 'logs', 'server.log')) });
  await using _backups = keepBackups(store, {
    directory: join(paths.home, 'backups'),
    everyMs: 3_600_000,
    keep: 24,
    clock: () => new Date(),
    onError: (error) => log.error({ err: error }, 'a backup of the store failed'),
  });
  const binding: ProgressEvent[] = [];
  let bound = await isSiteCurrent();
  await using server = await startServer({
    host: options.host,
    port: options.port,
    home: paths.home,
    runner,
    store,
    log,
    siteDir: () => (bound ? siteDir : undefined),
    bindingSteps: () => [...binding, ...seats.health().steps],
    health: () => ({ status: 'ok', engine: seats.health() }),
    hostReport: async () => hostReport(await chooseEngine(options), library, paths),
  });
  house.lock.announce({ url: server.url, socket: server.socketPath });
  process.stdout.write(`Drydock is at ${server.url}\n`);

  await using reconciling = new AsyncDisposableStack();
  const engine = async (onProgress: (event: ProgressEvent) => void) => {
    using _ = seats.onHealth(({ steps }) => steps.forEach(onProgress));
    await seats.prepareEngine(signal).then(
      async () => {
        reconciling.use(
          keepReconciled({
            reconcile: runner.reconcile,
            engines: async (until) => (await seats.openRunning(until)).map(({ engine }) => engine),
            onError: (error) => log.warn({ err: error }, 'labs could not be reconciled'),
            wait: waitUnlessAborted,
          }),
        );
        await seats.everything;
      },
      // Without an engine the book can still be read; the page and this terminal say how to get one.
      (error: unknown) => {
        if (!signal.aborted) process.stderr.write(`\n${describeError(reportError(error))}\n\n`);
      },
    );
  };
  const site = async (onProgress: (event: ProgressEvent) => void) => {
    await buildSite((event) => {
      binding.splice(0, binding.length, event);
      onProgress(event);
    }, signal);
    bound = true;
    const loginUrl = server.mintLoginUrl();
    process.stdout.write(`Read it there. To work in labs, sign this browser in:\n  ${loginUrl}\n`);
    if (options.open) openInBrowser(loginUrl);
  };
  await Promise.race([
    showWork({ 'The book': site, 'Engine and images': engine }),
    untilAborted(signal),
  ]).catch((error: unknown) => {
    if (!signal.aborted) process.stderr.write(`${describeError(reportError(error))}\n`);
  });
  if (!signal.aborted)
    process.stdout.write(
      'Ctrl-C stops the server; labs that run go on. `npm run drydock -- stop` stops those.\n',
    );
  await untilAborted(signal);
  process.stdout.write('Stopping.\n');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

/** A browser that cannot be started is no failure: the address has been printed. */
function openInBrowser(url: string): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
