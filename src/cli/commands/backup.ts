import { resolve } from 'node:path';
import { findHome } from '../../seats/home.ts';
import { openArchive } from '../../store/archive-source.ts';
import { takeHomeLock } from '../../store/home-lock.ts';
import { restoreArchive } from '../../store/restore-archive.ts';
import { writeArchive } from '../../store/write-archive.ts';
import type { HouseOptions } from '../house.ts';
import type { Output } from '../output.ts';

interface Call {
  readonly options: HouseOptions;
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
  using _ = takeHomeLock(home, 'drydock restore');
  const restored = await restoreArchive(home, archive, { at: now, signal });
  output.answer({ home, ...restored }, [
    `${home} is as it was at ${restored.manifest.at}.`,
    ...restored.moved.map(
      ({ lab, left, directory }) =>
        `${lab} had its files in ${left}, which no backup holds: it goes on in ${directory}. Copy them there if you have them.`,
    ),
    ...(restored.replaced ? [`What it had before is in ${restored.replaced}.`] : []),
  ]);
}
