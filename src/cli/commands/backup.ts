import { resolve } from 'node:path';
import { findHome } from '../../seats/home.ts';
import { takeHomeLock } from '../../store/home-lock.ts';
import { restoreArchive } from '../../store/restore-archive.ts';
import { writeArchive } from '../../store/write-archive.ts';
import type { HouseOptions } from '../house.ts';
import type { Output } from '../output.ts';

/** Writes all that is the learner's into one file; a server may go on meanwhile. */
export async function backUpHome(
  file: string | undefined,
  options: HouseOptions,
  output: Output,
  now = new Date(),
): Promise<void> {
  const { home } = findHome(process.env, options.home);
  const name = file ?? `drydock-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.tar.gz`;
  const written = await writeArchive(home, resolve(name), { at: now });
  output.answer(written, [
    `${written.file} holds the database and ${written.files} files of ${home} (${written.bytes} bytes).`,
    ...written.leftOut.map(({ path, why }) => `Left out: ${path} (${why})`),
  ]);
}

/** Puts such a file in the place of what the home has; no server may use it. */
export async function restoreHome(
  file: string,
  options: HouseOptions,
  output: Output,
  now = new Date(),
): Promise<void> {
  const { home } = findHome(process.env, options.home);
  using _ = takeHomeLock(home, 'drydock restore');
  const restored = await restoreArchive(home, resolve(file), { at: now });
  output.answer({ home, ...restored }, [
    `${home} is as it was at ${restored.manifest.at}.`,
    ...restored.moved.map(
      ({ lab, left, directory }) =>
        `${lab} had its files in ${left}, which no backup holds: it goes on in ${directory}. Copy them there if you have them.`,
    ),
    ...(restored.replaced ? [`What it had before is in ${restored.replaced}.`] : []),
  ]);
}
