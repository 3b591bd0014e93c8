import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { lstat, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import { codeOf, type OpenFile } from '../../files/folder.ts';
import { openPlainFile } from '../../files/plain-file.ts';
import { removePath } from '../../files/remove-entry.ts';
import { makeUnfinishedFile, requireAbsent } from '../../files/unfinished-file.ts';
import { DrydockError } from '../../lab/errors.ts';
import { copyDatabase } from '../copy-database.ts';
import { remakeDatabase } from '../remake-database.ts';
import { describeStorageError, isForeignFile } from '../storage-error.ts';
import {
  type ArchiveManifest,
  ArchiveManifestSchema,
  archiveFormat,
  databaseName,
  manifestName,
} from './archive-format.ts';
import { type ArchiveBounds, ArchiveMeter, archiveBounds } from './archive-meter.ts';
import { ArchiveFault } from './archive-refusal.ts';
import { findArchivedFiles, type LeftOut } from './archived-files.ts';

export interface WriteOptions {
  readonly at: Date;
  readonly bounds?: ArchiveBounds;
  readonly signal?: AbortSignal;
}

export interface WrittenArchive {
  readonly file: string;
  readonly bytes: number;
  readonly files: number;
  readonly leftOut: readonly LeftOut[];
}

/**
 * Writes a home's database, workspaces and kept copies into one file, whole or not at all, also while a server uses
 * the home. The keys of the home stay out: who finds an archive must not be able to sign for it. Rejects with
 * `bad-usage` where the file is there already or cannot be made, with `not-found` where the home has no database, with
 * `too-big` where it holds more than would be restored, with `setup-failed` where its database would not be restored.
 */
export async function writeArchive(
  home: string,
  file: string,
  { at, bounds = archiveBounds, signal }: WriteOptions,
): Promise<WrittenArchive> {
  await requireAbsent(file, file, 'Give another name, or move it away.');
  const folder = await makeWorkFolder(home);
  try {
    const copy = join(folder, databaseName);
    const schema = await copyDatabase(join(home, databaseName), copy);
    const manifest: ArchiveManifest = { format: archiveFormat, schema, at: at.toISOString(), home };
    await tryOut(manifest, copy, join(folder, 'tried.db'), signal);
    await using unfinished = await makeUnfinishedFile(file, 'backup');
    const archive = pack();
    const sink = unfinished.handle.createWriteStream({ flush: true });
    const writing = pipeline(archive, createGzip(), sink, { ...(signal && { signal }) });
    const filling = fill(archive, { home, copy, manifest, bounds });
    const [written] = await Promise.all([filling, writing]);
    await unfinished.finish();
    return { file, bytes: (await lstat(file)).size, ...written };
  } catch (error) {
    signal?.throwIfAborted();
    throw describeStorageError(error, file);
  } finally {
    await removePath(folder);
  }
}

/** Makes the database anew as a restore would, since a backup that cannot be restored is found out too late. */
async function tryOut(manifest: ArchiveManifest, copy: string, made: string, signal?: AbortSignal) {
  const { home } = manifest;
  try {
    if (!ArchiveManifestSchema.safeParse(manifest).success)
      throw new ArchiveFault('the path of the home is too long, or has control characters');
    await remakeDatabase(copy, made, { from: home, to: home, there: new Map(), signal });
    await removePath(made);
  } catch (error) {
    if (!(error instanceof ArchiveFault) && !isForeignFile(error)) throw error;
    throw new DrydockError('setup-failed', {
      message: `A backup of ${home} could not be restored: ${error.message}. None was made.`,
      fix: `To keep all of it, end Drydock and copy the folder ${home}.`,
      cause: error,
    });
  }
}

/** In the home, so that the copy of the database is as safe from others as the database. */
async function makeWorkFolder(home: string): Promise<string> {
  try {
    return await mkdtemp(join(home, 'backup-'));
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw describeStorageError(error, home);
    throw new DrydockError('not-found', {
      message: `There is no home in ${home}: nothing to back up.`,
      fix: 'Say which home is meant with --home DIR.',
      cause: error,
    });
  }
}

interface Filling {
  readonly home: string;
  /** Of the database. */
  readonly copy: string;
  readonly manifest: ArchiveManifest;
  readonly bounds: ArchiveBounds;
}

async function fill(archive: Pack, { home, copy, manifest, bounds }: Filling) {
  const leftOut: LeftOut[] = [];
  let files = 0;
  const meter = new ArchiveMeter(bounds);
  try {
    archive.entry({ name: manifestName }, `${JSON.stringify(manifest, null, 2)}\n`);
    const database = await openPlainFile(copy);
    if (database.handle === undefined) throw new Error(`${copy} is no file`);
    {
      await using opened = database;
      await addFile(archive, opened, databaseName, meter);
    }
    for await (const found of findArchivedFiles(home, bounds)) {
      if ('why' in found) leftOut.push(found);
      else {
        await addFile(archive, found.file, found.name, meter);
        files += 1;
      }
    }
    archive.finalize();
    return { files, leftOut };
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** Files as they are now: what grows meanwhile is cut, what shrinks is filled up with nothing. */
async function addFile(archive: Pack, file: OpenFile, name: string, meter: ArchiveMeter): Promise<void> {
  const { size, mode } = file.stats;
  const tooMuch = meter.add(size);
  if (tooMuch !== undefined)
    throw new DrydockError('too-big', {
      message: `The home holds ${tooMuch}, with ${name}: a backup of it would not be restored.`,
      fix: 'Delete files of labs, or copies in `kept`, that are not needed, then do this again.',
    });
  const entry = archive.entry({ name, size, mode: mode & 0o777 });
  let left = size;
  if (size > 0)
    for await (const chunk of createReadStream('', {
      fd: file.handle,
      autoClose: false,
      start: 0,
      end: size - 1,
    })) {
      const bytes = chunk as Buffer;
      left -= bytes.length;
      if (!entry.write(bytes)) await once(entry, 'drain');
    }
  if (left > 0) entry.write(Buffer.alloc(left));
  entry.end(undefined);
}
