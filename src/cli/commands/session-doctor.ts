import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificate } from '../../certificate/certificate-files.ts';
import { loadCatalogue } from '../../engine/images/catalogue.ts';
import { type ListedImage, listImages } from '../../engine/images/list-images.ts';
import type { LabId } from '../../lab/lab-id.ts';
import { SeatClassSchema } from '../../lab/seats/seat-class.ts';
import type { HostReport } from '../../lab/wire/host.ts';
import { LabLibrary } from '../../runner/library/lab-library.ts';
import { parseSeatSettings } from '../../seats/choice/seat-settings.ts';
import { findHome } from '../../seats/home.ts';
import { engineOf } from '../../seats/seat-images.ts';
import { isLoopback } from '../../server/door.ts';
import { imagesOfSeats } from '../bring-images.ts';
import { certificateWarnings } from '../certificate-warnings.ts';
import { findSession } from '../find-session.ts';
import { requireServer } from '../home-client.ts';
import { namesOfMachine } from '../machine-names.ts';
import { catalogueDir, chooseEngine, type HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';
import { root } from '../root.ts';
import { examineRoom } from '../session-doctor/examine-room.ts';
import { addressesForOthers } from '../session-doctor/reach-facts.ts';
import type { RoomClock, RoomReach } from '../session-doctor/room-facts.ts';

const signs = { good: '✓', note: '!', missing: '✗' } as const;

/** Before the day: whether a session can be held here, and what to do where not. False where something is missing. */
export async function examineSession(
  named: string | undefined,
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const server = await requireServer(options, 'nothing can be said of a session');
  const session = await findSession(server, named);
  const host = await server.call('host');
  const report = examineRoom({
    session,
    host,
    images: await imagesOf(session.labs, host, options, signal),
    reach: await reachOf(server.url, options),
    clock: clockOf(new Date()),
  });
  const rows = report.facts.flatMap(({ state, title, value, detail = '', fix }) => [
    [signs[state], title, value],
    ...[state === 'good' ? '' : detail, fix ?? '']
      .flatMap((text) => text.split('\n'))
      .filter(Boolean)
      .map((line) => ['', '', line]),
  ]);
  output.answer({ session: session.id, ...report }, [
    `${session.title}: ${report.isReady ? 'nothing is missing.' : 'something is missing.'}`,
    '',
    ...formatTable(rows),
  ]);
  return report.isReady;
}

/** What the labs of the session and its seats use, as the engine has it. Starts none. */
async function imagesOf(
  labs: readonly LabId[],
  { seats }: HostReport,
  options: HomeOptions,
  signal: AbortSignal,
): Promise<readonly ListedImage[] | undefined> {
  await using chosen = await chooseEngine(options);
  const provider = chosen.offered?.provider;
  if (provider === undefined || !(await provider.isRunning())) return undefined;
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const known = new Set(library.list().map(({ id }) => id));
  // What this command is told of seats need not be what the server was told.
  const { release } = engineOf(
    seats === undefined ? provider.seatClass : SeatClassSchema.parse(seats.seatClass),
    parseSeatSettings(options).engine,
  );
  const used = new Set([
    ...imagesOfSeats('nested', release),
    ...labs.filter((id) => known.has(id)).flatMap((id) => library.get(id).manifest.images),
  ]);
  const listed = await listImages(await provider.connect(), await loadCatalogue(catalogueDir), {
    // A session has seats for many, each with an engine of its own.
    forNested: true,
    signal,
  });
  return listed.filter(({ reference }) => used.has(reference));
}

async function reachOf(url: string, options: HomeOptions): Promise<RoomReach> {
  const { hostname, protocol } = new URL(url);
  const name = hostname.replace(/^\[|\]$/g, '');
  const machine = namesOfMachine();
  const found = protocol === 'https:' ? readCertificate(findHome(process.env, options.home).home) : undefined;
  const ends = found && new Date(Math.min(found.serverEnds.getTime(), found.authorityEnds.getTime()));
  return {
    url,
    isOpen: name !== 'localhost' && !isLoopback(name),
    addresses: addressesForOthers({
      isContainer: existsSync('/.dockerenv'),
      machine: machine.addresses,
      certified: found?.names.addresses ?? [],
    }),
    leadsTo: await lookup(name, { all: true }).then(
      (all) => all.map(({ address }) => address),
      () => [],
    ),
    certificate:
      found && ends ? { warnings: certificateWarnings(found, machine, new Date()), ends } : undefined,
  };
}

/** systemd-timesyncd.service(8) leaves a file where it has set the clock. */
function clockOf(now: Date): RoomClock {
  const folder = '/run/systemd/timesync';
  return {
    now,
    zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    isSet: existsSync(folder) ? existsSync(join(folder, 'synchronized')) : undefined,
  };
}
