import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { lstat, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import { DrydockError } from '../lab/errors.ts';
import {
  type ArchiveManifest,
  archivedFolders,
  archiveFormat,
  databaseName,
  manifestName,
} from './archive-format.ts';
import { copyDatabase } from './copy-database.ts';
import { describeStorageError } from './storage-error.ts';

export interface WrittenArchive {
  readonly file: string;
  readonly bytes: number;
  readonly files: number;
  /** Files that could not be read, relative to the home. */
  readonly leftOut: readonly string[];
}

/**
 * Writes a home's database, workspaces and kept copies into one file, whole or not at all, also while a server uses
 * the home. The keys of the home stay out: who finds an archive must not be able to sign for it. Rejects with
 * `bad-usage` where the file is there already, with `not-found` where the home has no database.
 */
export async function writeArchive(home: string, file: string, at: Date): Promise<WrittenArchive> {
  if (await lstat(file).catch(() => undefined))
    throw new DrydockError('bad-usage', {
      message: `${file} is there already.`,
      fix: 'Give another name, or move it away.',
    });
  const folder = await mkdtemp(join(home, 'backup-'));
  const unfinished = `${file}.unfinished`;
  try {
    const copy = join(folder, databaseName);
    const schema = await copyDatabase(join(home, databaseName), copy);
    const manifest: ArchiveManifest = { format: archiveFormat, schema, at: at.toISOString(), home };
    const archive = pack();
    const handle = await open(unfinished, 'wx', 0o600);
    const writing = pipeline(archive, createGzip(), handle.createWriteStream({ flush: true }));
    const [written] = await Promise.all([fill(archive, home, copy, manifest), writing]);
    await rename(unfinished, file);
    return { file, bytes: (await lstat(file)).size, ...written };
  } catch (error) {
    throw describeStorageError(error, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(unfinished, { force: true });
  }
}

async function fill(archive: Pack, home: string, copy: string, manifest: ArchiveManifest) {
  const leftOut: string[] = [];
  let files = 0;
  try {
    archive.entry({ name: manifestName }, `${JSON.stringify(manifest, null, 2)}\n`);
    await addFile(archive, copy, databaseName);
    for (const folder of archivedFolders)
      for (const path of await listFiles(join(home, folder))) {
        const name = relative(home, path);
        if (await addFile(archive, path, name).catch(ifUnreadable)) files += 1;
        else leftOut.push(name);
      }
    archive.finalize();
    return { files, leftOut };
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** Files as they are now: what grows meanwhile is cut, what shrinks is filled up with nothing. */
async function addFile(archive: Pack, path: string, name: string): Promise<boolean> {
  const handle = await open(path, 'r');
  const { size, mode } = await handle.stat();
  await using _ = handle;
  const entry = archive.entry({ name, size, mode: mode & 0o777 });
  let left = size;
  if (size > 0)
    for await (const chunk of createReadStream('', { fd: handle, autoClose: false, end: size - 1 })) {
      const bytes = chunk as Buffer;
      left -= bytes.length;
      if (!entry.write(bytes)) await once(entry, 'drain');
    }
  if (left > 0) entry.write(Buffer.alloc(left));
  entry.end(undefined);
  return true;
}

/** Regular files, whatever depth; links lead out and are not followed. */
async function listFiles(root: string): Promise<readonly string[]> {
  const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function ifUnreadable(error: unknown): false {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'ENOENT') return false;
  throw error;
}
