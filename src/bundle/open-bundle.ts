import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { describeFileFault } from '../files/file-fault.ts';
import { codeOf } from '../files/folder.ts';
import { describeKind, openPlainFile } from '../files/plain-file.ts';
import { sha256 } from '../files/sha256.ts';
import { DrydockError } from '../lab/errors.ts';
import { BundleFault, refuseBundle } from './bundle-fault.ts';
import {
  type BundledBlob,
  type BundleList,
  BundleListSchema,
  blobName,
  bundleBounds,
  bundleFormat,
  listHashLine,
  listHashName,
  listName,
} from './bundle-format.ts';
import { type TarEntry as Entry, readEntries } from './tar-entries.ts';
import { endOfTar, entryBytes } from './tar-file.ts';

/** A bundle whose list was read. */
export interface OpenBundle extends AsyncDisposable {
  readonly file: string;
  readonly bytes: number;
  readonly list: BundleList;
  /** Of the list; what `drydock images save` said. */
  readonly listSha256: string;
  /**
   * Gives each blob, unpacked, in the order of the list. Whoever reads all of one knows when the next one comes that
   * it was whole; what is not read is checked too. Ends only where all of the bundle is as its list says; throws a
   * `BundleFault`, or what its readers throw, where it is not. Can be called once.
   */
  blobs(): AsyncGenerator<{ readonly blob: BundledBlob; readonly content: AsyncIterable<Uint8Array> }>;
  /** Bytes of the file that were read. */
  readonly readBytes: number;
}

const fix = 'Give a file that `drydock images save` wrote.';

/**
 * Rejects with `not-found` where there is no such file, with `bad-usage` what is no bundle of ours, or of a newer
 * Drydock.
 */
export async function openBundle(file: string, signal: AbortSignal): Promise<OpenBundle> {
  const opened = await openPlainFile(file).catch((error: unknown) => {
    throw describeOpening(error, file);
  });
  if (opened.handle === undefined)
    throw new DrydockError('bad-usage', { message: `${file} is ${describeKind(opened.stats)}.`, fix });
  const { handle, stats } = opened;
  let readBytes = 0;
  const source = handle.createReadStream({ autoClose: false, start: 0, highWaterMark: 1024 * 1024, signal });
  source.on('data', (chunk) => {
    readBytes += chunk.length;
  });
  source.pause();
  const entries = readEntries(source)[Symbol.asyncIterator]();
  const close = async () => {
    source.destroy();
    await handle.close().catch(() => undefined);
  };
  try {
    const { list, text } = await readList(file, await next(entries));
    const listSha256 = sha256(text);
    // Before anything is decided by the list: what was altered on the medium is not for another architecture.
    const start = stats.size - entryBytes(listHashLine(listSha256).length) - endOfTar().length;
    const tail = readEntries(
      handle.createReadStream({ autoClose: false, start: Math.max(0, start), signal }),
    );
    await requireListHash(await next(tail[Symbol.asyncIterator]()), listSha256);
    return {
      file,
      bytes: stats.size,
      list,
      listSha256,
      get readBytes() {
        return readBytes;
      },
      blobs: () => readBlobs(entries, list, listSha256),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw refuseBundle(file, error);
  }
}

/** The next entry, which has to be a plain file. */
async function next(entries: AsyncIterator<Entry>): Promise<Entry | undefined> {
  const { done, value } = await entries.next();
  if (done === true) return undefined;
  if (value.header.type === 'file') return value;
  throw new BundleFault(`it has an entry of type ${value.header.type}`);
}

async function readList(file: string, entry: Entry | undefined) {
  if (entry?.header.name !== listName || entry.header.size !== bundleBounds.listBytes)
    throw new BundleFault(`it does not begin with ${listName}, so it is no bundle of Drydock`);
  const text = await readSmall(entry);
  const value = parseJson(text);
  const format = bundleFormatOf(value);
  if (format !== undefined && format > bundleFormat)
    throw new DrydockError('bad-usage', {
      message: `${file} was written by a newer Drydock: its form is version ${format}, and this Drydock reads up to ${bundleFormat}. None of its images was loaded.`,
      fix: 'Load it with the Drydock that wrote it, or a newer one.',
    });
  const list = BundleListSchema.safeParse(value);
  if (!list.success)
    throw new BundleFault(
      `its ${listName} is not as Drydock writes it (${list.error.issues[0]?.path.join('.')}: ${list.error.issues[0]?.message})`,
    );
  return { list: list.data, text };
}

function bundleFormatOf(value: unknown): number | undefined {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  return typeof format === 'number' ? format : undefined;
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function* readBlobs(entries: AsyncIterator<Entry>, list: BundleList, listSha256: string) {
  for (const blob of list.blobs) {
    const entry = await next(entries);
    const { name, size } = entry?.header ?? {};
    if (entry === undefined || name !== blobName(blob.sha256) || size !== blob.bytes)
      throw new BundleFault(`${blobName(blob.sha256)}, which its list names, does not stand where it should`);
    const checked = checkBytes(entry, blob);
    yield { blob, content: unpack(checked, blob) };
    // Whatever its reader has left of it.
    for await (const _ of checked);
  }
  await requireListHash(await next(entries), listSha256);
  if ((await next(entries)) !== undefined) throw new BundleFault('it goes on behind its end');
}

async function requireListHash(last: Entry | undefined, listSha256: string): Promise<void> {
  if (last?.header.name !== listHashName || (last.header.size ?? 0) > 1_000)
    throw new BundleFault(`it does not end with ${listHashName}`);
  const said = await readSmall(last);
  if (said.toString('utf8') !== listHashLine(listSha256))
    throw new BundleFault(`its ${listName} was altered: it has not the SHA-256 that stands at the end`);
}

/** Bytes as they stand there; throws at their end where they are not what the list says. */
async function* checkBytes(entry: Entry, { sha256: wanted }: BundledBlob): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of entry) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== wanted)
    throw new BundleFault(`${blobName(wanted)} was altered: it has not the SHA-256 of its name`);
}

/** Exactly as many bytes as the list says, however many the blob would unpack to. */
async function* unpack(
  packed: AsyncGenerator<Uint8Array>,
  { sha256: hash, unpackedBytes }: BundledBlob,
): AsyncGenerator<Uint8Array> {
  const unpacked = createZstdDecompress();
  // Kept open at an early end, so that the rest can be checked.
  const source = Readable.from(
    { [Symbol.asyncIterator]: () => ({ next: () => packed.next() }) },
    { objectMode: false },
  );
  pipeline(source, unpacked, () => undefined);
  let bytes = 0;
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > unpackedBytes) break;
    yield chunk;
  }
  if (bytes !== unpackedBytes)
    throw new BundleFault(
      `${blobName(hash)} does not unpack to the ${unpackedBytes} bytes that its list says`,
    );
}

async function readSmall(entry: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function describeOpening(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new DrydockError('not-found', { message: `There is no file ${file}.`, fix, cause: error });
  const why = describeFileFault(error);
  if (why === undefined) return error;
  return new DrydockError('bad-usage', { message: `${file} cannot be opened: ${why}.`, fix, cause: error });
}
