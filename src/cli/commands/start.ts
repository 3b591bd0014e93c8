import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { ProgressEvent } from '../../lab/wire/jobs.ts';
import { composeBook, editionOf } from '../compose-book.ts';
import { describeError } from '../failure.ts';
import { howReached } from '../how-reached.ts';
import { openHome } from '../open-home.ts';
import type { HomeOptions } from '../open-seats.ts';
import { tell } from '../plain-text.ts';
import { serve } from '../serve.ts';
import { showWork } from '../show-progress.ts';
import { buildSite, isSiteCurrent } from '../site-build.ts';

export interface StartOptions extends HomeOptions {
  readonly host: string;
  readonly port: number;
  readonly name: readonly string[];
  /** Undefined: as the home is. */
  readonly tls?: boolean;
  readonly publicUrl?: string;
  readonly mostSeats?: number;
  readonly graders?: number;
  /** Folders with further labs and chapters. */
  readonly with?: readonly string[];
  readonly withoutSolutions?: boolean;
  readonly localPlatforms?: boolean;
  /** False: the book is served as it was built last, whatever has changed since. */
  readonly build: boolean;
  /** Opens the page in a browser once it can be read. */
  readonly open: boolean;
}

/** Serves the book at once, and brings engine and images meanwhile. Runs until the signal. */
export async function start(options: StartOptions, signal: AbortSignal): Promise<void> {
  const reached = howReached(options);
  for (const warning of reached.warnings) tell(warning);
  await using book = await composeBook(options);
  const edition = editionOf(options, book);
  const { dist } = edition;
  const isThere = existsSync(join(dist, 'index.html'));
  if (!options.build && !isThere)
    throw new DrydockError('not-found', {
      message: `There is no book in ${dist}.`,
      fix: 'Build it: `npm run build`. Or start without `--no-build`.',
    });
  await using opened = await openHome({ ...options, ...book.roots }, 'server');
  const { seats } = opened;
  const binding: ProgressEvent[] = [];
  let bound = options.build ? await isSiteCurrent(edition) : true;
  await using served = await serve(opened, {
    ...options,
    ...reached,
    siteDir: () => (bound ? dist : undefined),
    buildSteps: () => binding,
  });
  const { server } = served;
  process.stdout.write(`Drydock is at ${server.url}\n`);

  const engine = async (onProgress: (event: ProgressEvent) => void) => {
    using _ = seats.onHealth(({ steps }) => steps.forEach(onProgress));
    await served.prepareEngine(signal).then(
      () => seats.everything,
      // Without an engine the book can still be read; the page and this terminal say how to get one.
      (error: unknown) => {
        if (!signal.aborted) tell(`\n${describeError(reportError(error))}\n`);
      },
    );
  };
  const site = async (onProgress: (event: ProgressEvent) => void) => {
    if (options.build)
      await buildSite(
        (event) => {
          binding.splice(0, binding.length, event);
          onProgress(event);
        },
        signal,
        edition,
      );
    bound = true;
    const loginUrl = server.mintLoginUrl();
    process.stdout.write(`Read it there. To work in labs, sign this browser in:\n  ${loginUrl}\n`);
    if (options.open) openInBrowser(loginUrl);
  };
  await Promise.race([
    showWork({ 'The book': site, 'Engine and images': engine }),
    untilAborted(signal),
  ]).catch((error: unknown) => {
    if (!signal.aborted) tell(describeError(reportError(error)));
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

/** A browser that cannot be started is no failure: the address has been printed. */
function openInBrowser(url: string): void {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
