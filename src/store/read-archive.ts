import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { DrydockError } from '../lab/errors.ts';
import {
  type ArchiveManifest,
  ArchiveManifestSchema,
  archivedFolders,
  archiveFormat,
  databaseName,
  manifestName,
} from './archive-format.ts';

/** Longer than any manifest. */
const mostManifestBytes = 64 * 1024;

/**
 * Lays an archive out in an empty folder. Rejects with `bad-usage` what is no archive of ours, is cut off, is of a newer
 * Drydock or has entries that it must not have; what is in the folder then is to be thrown away.
 */
export async function readArchive(file: string, folder: string): Promise<ArchiveManifest> {
  const reader = extract();
  let manifest: ArchiveManifest | undefined;
  const reading = (async () => {
    for await (const entry of reader) {
      const { name, type, mode = 0o644 } = entry.header;
      if (manifest === undefined) {
        if (name !== manifestName) throw new Error(`its first entry is ${name}, not ${manifestName}`);
        manifest = parseManifest(file, await readText(entry));
        continue;
      }
      if (type !== 'file' || !isExpected(name)) throw new Error(`it has an entry ${name} of type ${type}`);
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      const handle = await open(path, 'wx', mode & 0o777);
      await pipeline(entry, handle.createWriteStream({ flush: true }));
    }
  })();
  try {
    await Promise.all([pipeline(createReadStream(file), createGunzip(), reader), reading]);
  } catch (cause) {
    reader.destroy();
    await reading.catch(() => undefined);
    throw refuse(file, cause);
  }
  if (manifest === undefined) throw refuse(file, new Error('it is empty'));
  return manifest;
}

function parseManifest(file: string, text: string): ArchiveManifest {
  const manifest = ArchiveManifestSchema.parse(JSON.parse(text));
  if (manifest.format > archiveFormat)
    throw new DrydockError('bad-usage', {
      message: `${file} was written by a newer Drydock: its form is version ${manifest.format}, and this Drydock reads up to ${archiveFormat}.`,
      fix: 'Restore it with the Drydock that wrote it, or a newer one.',
    });
  return manifest;
}

/** The database, or a file at some depth of one of the folders, by a path that leads nowhere else. */
function isExpected(name: string): boolean {
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) return false;
  return name === databaseName || (parts.length > 1 && archivedFolders.some((folder) => folder === parts[0]));
}

async function readText(entry: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of entry) {
    text += String(chunk);
    if (text.length > mostManifestBytes) throw new Error(`${manifestName} is too long`);
  }
  return text;
}

function refuse(file: string, cause: unknown): DrydockError {
  if (cause instanceof DrydockError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new DrydockError('disk-full', {
      message: `There is no room to lay out ${file}. Nothing was changed.`,
      fix: 'Free some space on the disk of the home, then try again.',
      cause,
    });
  const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  return new DrydockError('bad-usage', {
    message: `${file} cannot be restored: ${why}. Nothing was changed.`,
    fix: 'Give a file that `drydock backup` wrote.',
    cause,
  });
}
