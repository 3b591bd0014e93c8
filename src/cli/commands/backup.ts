import { resolve } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import { forgetKept } from '../../runner/upkeep/forget-parties.ts';
import { readChoice } from '../../seats/choice/recorded-choice.ts';
import { findHome, findHomeId } from '../../seats/home.ts';
import { openArchive } from '../../store/archive/archive-source.ts';
import type { ErasedAgain } from '../../store/archive/erase-again.ts';
import { restoreArchive } from '../../store/archive/restore-archive.ts';
import { isRestoring } from '../../store/archive/unfinished-restore.ts';
import { writeArchive } from '../../store/archive/write-archive.ts';
import { takeHomeLock } from '../../store/home-lock.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';
import { endSeats, findOwnSeats, listProjects } from '../own-seats.ts';

interface Call {
  readonly options: HomeOptions;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** Writes all that is the learner's into one file; a server may go on meanwhile. */
export async function backUpHome(
  file: string | undefined,
  { options, output, signal }: Call,
  now = new Date(),
): Promise<void> {
  const { home } = findHome(process.env, options.home);
  if (isRestoring(home))
    throw new DrydockError('setup-failed', {
      message: `A restore of ${home} was cut off, so that only a part of its files is in place.`,
      fix: 'Start Drydock (`npm start`), or restore once more: both finish it. Then back it up.',
    });
  const name = file ?? `drydock-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.tar.gz`;
  const written = await writeArchive(home, resolve(name), { at: now, signal });
  output.answer(written, [
    `${written.file} holds the database and ${written.files} files of ${home} (${written.bytes} bytes).`,
    ...written.leftOut.map(({ path, why }) => `Left out: ${path} (${why})`),
  ]);
}

/** Puts such a file in the place of what the home has; no server may use it. */
export async function restoreHome(
  file: string,
  { options, output, signal }: Call,
  now = new Date(),
): Promise<void> {
  const { home } = findHome(process.env, options.home);
  // Opened before the home is touched, which may not be there yet.
  await using archive = await openArchive(resolve(file));
  using lock = takeHomeLock(home, 'drydock restore');
  let ended: string | undefined;
  const restored = await restoreArchive(home, archive, {
    at: now,
    signal,
    forgetContents: (keptDir, contents) => forgetKept({ keptDir }, contents),
    beforeExchange: async () => {
      ended = await endOwnSeats(options, home);
    },
  });
  output.answer({ home, ...restored }, [
    `${home} is as it was at ${restored.manifest.at}.`,
    ...(ended === undefined ? [] : [ended]),
    ...toldOfErased(restored.erased),
    'No lab of it runs: each starts when you start it.',
    ...restored.moved.map(
      ({ lab, left, directory }) =>
        `${lab} had its files in ${left}, which was no folder of its own in the home: it goes on in ${directory}. Copy them there if you have them, or press Reset for new ones.`,
    ),
    ...(restored.replaced ? [`What it had before is in ${restored.replaced}.`] : []),
    ...(lock.replaced
      ? [`A restore before this one had been cut off; what that replaced is in ${lock.replaced}.`]
      : []),
  ]);
}

function toldOfErased({ people, isCertain }: ErasedAgain): readonly string[] {
  const again = people === 1 ? '1 person' : `${people} people`;
  return [
    ...(people === 0 ? [] : [`Erased from this home since then, and so from what came back: ${again}.`]),
    ...(isCertain
      ? []
      : [
          'A database that this home had cannot be read, so that whoever was erased since may be back. Erase them again: `npm run drydock -- people erase NAME --for-good`',
        ]),
  ];
}

/**
 * Ends what holds the folders that are about to be replaced: a container goes on with the folder that it was given,
 * wherever that is moved. Resolves with what is to be said of it; a home without a
 * name, or that never chose an engine, has nothing there.
 */
async function endOwnSeats(options: HomeOptions, home: string): Promise<string | undefined> {
  if (findHomeId(home) === undefined) return undefined;
  if (options.engine === undefined && (await readChoice(home)) === undefined) return undefined;
  const seats = await findOwnSeats(options);
  if (seats.absent !== undefined)
    return `Whether labs of it still run could not be asked: ${seats.absent} If they do, they go on with the files that were replaced until you type \`npm run drydock -- stop\`.`;
  await endSeats(seats, projectsOf(home));
  return 'Its labs and seats were stopped, since they held the files that were replaced.';
}

/** A database that is damaged may be why somebody restores: its labs are then found by the next server. */
function projectsOf(home: string): readonly string[] {
  try {
    return listProjects(home);
  } catch {
    return [];
  }
}
