import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { shorten } from '../../files/bounds.ts';
import { travelMode } from '../../files/file-tree.ts';
import { DrydockError } from '../../lab/errors.ts';
import {
  type ArchiveManifest,
  ArchiveManifestSchema,
  archiveFormat,
  manifestName,
  workspacesName,
} from './archive-format.ts';
import { type ArchiveBounds, ArchiveMeter, findNameFault } from './archive-meter.ts';
import { ArchiveFault, noRoom, refuseArchive } from './archive-refusal.ts';
import type { ArchiveSource } from './archive-source.ts';

export interface ReadOptions {
  readonly bounds: ArchiveBounds;
  /** Bytes that the disk may be filled with. */
  readonly room: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lays an archive out in an empty folder that nobody else writes into. Rejects with `bad-usage` what is no archive of
 * ours, is cut off, is of a newer Drydock, has entries that it must not have, or more than the bounds; with
 * `disk-full` what there is no room for. What is in the folder then is to be thrown away.
 */
export async function readArchive(
  { path: file, handle }: ArchiveSource,
  folder: string,
  options: ReadOptions,
): Promise<ArchiveManifest> {
  const reader = extract();
  const flow = { fed: 0, taken: 0 };
  const reading = layOut(reader, flow, file, folder, options);
  const { bounds, signal } = options;
  try {
    const source = handle.createReadStream({ autoClose: false, start: 0 });
    const through = pipeline(source, createGunzip(), (chunks) => watch(chunks, flow, bounds), reader, {
      ...(signal && { signal }),
    });
    const [, manifest] = await Promise.all([through, reading]);
    return manifest;
  } catch (cause) {
    reader.destroy();
    await reading.catch(() => undefined);
    signal?.throwIfAborted();
    throw refuseArchive(file, cause);
  }
}

interface Flow {
  /** Bytes of the archive that were unpacked. */
  fed: number;
  /** Those of them that were content, with its headers. */
  taken: number;
}

/** Ends an archive that goes on and on and has nothing in it. */
async function* watch(chunks: AsyncIterable<Buffer>, flow: Flow, { idleBytes }: ArchiveBounds) {
  for await (const chunk of chunks) {
    flow.fed += chunk.length;
    if (flow.fed - flow.taken > idleBytes) throw new ArchiveFault('it goes on without any file');
    yield chunk;
  }
}

async function layOut(
  reader: AsyncIterable<AsyncIterable<unknown> & { readonly header: Header }>,
  flow: Flow,
  file: string,
  folder: string,
  { bounds, room }: ReadOptions,
): Promise<ArchiveManifest> {
  let manifest: ArchiveManifest | undefined;
  let bytes = 0;
  const meter = new ArchiveMeter(bounds);
  for await (const entry of reader) {
    const { name, type, mode = 0o644, size = 0 } = entry.header;
    // The reader would wait for ever for content that a folder has none of, whatever its header says.
    if (type !== 'file') throw new ArchiveFault(`it has an entry “${shorten(name)}”: it is of type ${type}`);
    // Its header and the padding of its content.
    flow.taken += 1_024;
    const content = Readable.from(taking(entry, flow), { objectMode: false });
    if (manifest === undefined) {
      if (name !== manifestName)
        throw new ArchiveFault(`its first entry is “${shorten(name)}”, not ${manifestName}`);
      manifest = parseManifest(file, await readText(content, size, bounds));
      continue;
    }
    const fault = findNameFault(name, bounds);
    if (fault !== undefined) throw new ArchiveFault(`it has an entry “${shorten(name)}”: ${fault}`);
    const tooMuch = meter.add(size);
    if (tooMuch !== undefined) throw new ArchiveFault(`it holds ${tooMuch}`);
    bytes += size;
    if (bytes > room) throw noRoom(file);
    if (isRecord(name)) content.resume();
    else await write(join(folder, name), content, travelMode('file', mode));
  }
  if (manifest === undefined) throw new ArchiveFault('it is empty');
  return manifest;
}

async function* taking(entry: AsyncIterable<unknown>, flow: Flow) {
  for await (const chunk of entry) {
    const bytes = Buffer.from(chunk as Uint8Array);
    flow.taken += bytes.length;
    yield bytes;
  }
}

async function write(path: string, content: Readable, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'wx', mode);
  await pipeline(content, handle.createWriteStream({ flush: true }));
}

/** What server and seat both had at their last exchange. It is of another time than what a seat has now. */
const isRecord = (name: string): boolean =>
  name.startsWith(`${workspacesName}/`) && name.split('/').length === 2 && name.endsWith('.synced.json');

function parseManifest(file: string, text: string): ArchiveManifest {
  const manifest = ArchiveManifestSchema.safeParse(parseJson(text));
  if (!manifest.success) throw new ArchiveFault(`its ${manifestName} is none of Drydock`);
  const { format } = manifest.data;
  if (format > archiveFormat)
    throw new DrydockError('bad-usage', {
      message: `${file} was written by a newer Drydock: its form is version ${format}, and this Drydock reads up to ${archiveFormat}. Nothing was changed.`,
      fix: 'Restore it with the Drydock that wrote it, or a newer one.',
    });
  return manifest.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readText(content: Readable, size: number, bounds: ArchiveBounds): Promise<string> {
  if (size > bounds.manifestBytes) throw new ArchiveFault(`its ${manifestName} is too long`);
  const chunks: Buffer[] = [];
  for await (const chunk of content as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
