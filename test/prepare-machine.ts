/** Brings what tests need: Chromium from Debian's packages, an engine of Drydock's own, and the images of labs. */
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { openSeats } from '../src/cli/open-seats.ts';
import { makeLineProgress } from '../src/cli/show-progress.ts';
import { reportError } from '../src/lab/errors.ts';
import { anySeat, homeParty } from '../src/lab/ports/seat-directory.ts';
import { seatImages } from '../src/seats/seat-images.ts';

export interface PreparedMachine {
  /** What this machine cannot test, and why. */
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
}

const chromium = '/usr/bin/chromium';

/** Resolves when all is there that can be had. */
export async function prepareMachine(say: (line: string) => void): Promise<PreparedMachine> {
  const skipped: { what: string; why: string }[] = [];
  // One after the other: both take the lock of Debian's package manager.
  await prepareEngine(say).catch((error: unknown) => {
    skipped.push({ what: 'tests with an engine', why: reportError(error).message });
    say(`– no engine: ${reportError(error).message}`);
  });
  const browser = await prepareBrowser(say);
  if (browser) skipped.push({ what: 'tests in a browser', why: browser });
  return { skipped };
}

async function prepareEngine(say: (line: string) => void): Promise<void> {
  const { seats } = await openSeats({ yes: true });
  await using _ = seats;
  const onProgress = makeLineProgress((line) => say(`  ${line}`));
  using __ = seats.onHealth(({ steps }) => steps.forEach(onProgress));
  const signal = AbortSignal.timeout(1_800_000);
  await seats.prepareEngine(signal);
  await seats.everything;
  // Nested seats are tried whichever kind this machine chooses.
  const seat = await seats.findSeat({ party: homeParty, requirement: anySeat }, onProgress, signal);
  if (seat.kind !== 'nested') await seats.prepareImages(seat, Object.values(seatImages), onProgress, signal);
}

/** Why there is no browser, where there is none. */
async function prepareBrowser(say: (line: string) => void): Promise<string | undefined> {
  if (existsSync(chromium)) return undefined;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return `There is no ${chromium}. On Debian: apt-get install chromium`;
  say('  … Install Chromium');
  const environment = { env: { DEBIAN_FRONTEND: 'noninteractive' }, reject: false, all: true } as const;
  await execa('apt-get', ['update'], environment);
  const argv = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'];
  const { exitCode, all } = await execa('apt-get', argv, environment);
  return exitCode === 0 && existsSync(chromium)
    ? undefined
    : `Chromium could not be installed: ${String(all).slice(-200)}`;
}
