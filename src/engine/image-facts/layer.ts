import { type Duplex, pipeline, Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type Extract, extract } from 'tar-stream';
import { ImageMeter } from './image-meter.ts';
import { type ProgramKind, ProgramMarks } from './program-marks.ts';
import { predicateOf } from './statements.ts';
import { TextSearch } from './text-search.ts';

/** What is kept of an entry of a layer. */
export interface LayerEntry {
  readonly type: 'file' | 'directory' | 'link' | 'other';
  readonly mode: number;
  /** Of a regular file; a hard link has none of its own. */
  readonly bytes: number;
  /** The content of those few files that say what the image is made of. */
  readonly text?: string;
  /** What a program is by its content, where that is known. */
  readonly program?: ProgramKind;
}

/** A layer's entries by path without a leading slash, in the order of the archive. */
export type Layer = ReadonlyMap<string, LayerEntry>;

/** The files whose text is kept: package databases and the distribution's name. */
const telling =
  /^(?:var\/lib\/dpkg\/status(?:\.d\/[^/]+)?|(?:usr\/)?lib\/apk\/db\/installed|(?:etc|usr\/lib)\/os-release)$/;

/** How much of a JSON document is kept: what it is stands at its beginning. */
const mostHead = 65_536;

/** What a blob of an image is: a layer, or a JSON document, whose beginning is kept; of a statement, all of it. */
export type Blob = { readonly layer: Layer } | { readonly head: string; readonly statement?: string };

/**
 * Reads a blob: JSON, or the tar archive of a layer, plain or compressed with gzip or zstd. All of it is looked at for
 * the texts of `search`: names, what links point to, contents. Rejects with `too-big` where more would be kept than
 * `meter` lets through.
 */
export async function readBlob(
  blob: AsyncIterable<Uint8Array>,
  meter: ImageMeter = new ImageMeter(),
  search: TextSearch = new TextSearch([]),
): Promise<Blob> {
  const { first, whole } = await peek(blob);
  if (first[0] === 0x7b) return readDocument(search.watch(whole, ''), meter);
  const archive = extract();
  const compression = findCompression(first);
  flow(whole, compression, archive);
  const layer = new Map<string, LayerEntry>();
  for await (const entry of archive as AsyncIterable<TarEntry>) {
    const { name, type, mode = 0, size = 0, linkname } = entry.header;
    const path = name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
    meter.addEntry(path);
    search.lookAt(`${path}\n${linkname ?? ''}`, `/${path}`);
    const marks = new ProgramMarks();
    const content = marks.watch(search.watch(entry, `/${path}`));
    const isTelling = telling.test(path) && type === 'file';
    const text = isTelling ? await readText(content, meter) : await drain(content);
    if (path === '' || path === '.') continue;
    const program = marks.kind();
    layer.set(path, {
      type: kindOf(type),
      mode,
      bytes: isRegular(type) ? size : 0,
      ...(text !== undefined && { text }),
      ...(program !== undefined && { program }),
    });
  }
  return { layer };
}

const isRegular = (type: string | null | undefined) => type === 'file' || type === 'contiguous-file';

async function drain(content: AsyncIterable<Uint8Array>): Promise<undefined> {
  for await (const _piece of content);
  return undefined;
}

async function readDocument(content: AsyncIterable<Uint8Array>, meter: ImageMeter): Promise<Blob> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let isStatement: boolean | undefined;
  for await (const piece of content) {
    if (isStatement === false) continue;
    meter.addText(piece.length);
    chunks.push(piece);
    bytes += piece.length;
    if (bytes >= mostHead) isStatement ??= predicateOf(headOf(chunks)) !== undefined;
  }
  const head = headOf(chunks);
  return predicateOf(head) === undefined
    ? { head }
    : { head, statement: Buffer.concat(chunks).toString('utf8') };
}

const headOf = (chunks: readonly Uint8Array[]): string =>
  Buffer.concat(chunks).subarray(0, mostHead).toString('utf8');

interface TarEntry extends Readable {
  readonly header: {
    readonly name: string;
    readonly type?: string | null;
    readonly mode?: number;
    readonly size?: number;
    readonly linkname?: string | null;
  };
}

function kindOf(type: string | null | undefined): LayerEntry['type'] {
  switch (type) {
    case 'file':
    case 'contiguous-file':
    // A hard link is one more name of a regular file, with its mode.
    case 'link':
      return 'file';
    case 'directory':
      return 'directory';
    case 'symlink':
      return 'link';
    default:
      return 'other';
  }
}

/** Sends the bytes through; a failure on the way breaks the archive, and with it the loop that reads it. */
function flow(bytes: AsyncIterable<Uint8Array>, compression: Duplex | undefined, archive: Extract): void {
  const source = Readable.from(bytes);
  const steps = compression === undefined ? [source, archive] : [source, compression, archive];
  pipeline(steps, (error) => {
    if (error) archive.destroy(error);
  });
}

function findCompression(first: Uint8Array) {
  if (first[0] === 0x1f && first[1] === 0x8b) return createGunzip();
  if (first[0] === 0x28 && first[1] === 0xb5 && first[2] === 0x2f && first[3] === 0xfd)
    return createZstdDecompress();
  return undefined;
}

async function peek(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  const head = await iterator.next();
  const first = head.done === true ? new Uint8Array() : head.value;
  async function* whole() {
    yield first;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { first, whole: whole() };
}

/** All of an entry, as UTF-8. */
export async function readText(source: AsyncIterable<Uint8Array>, meter: ImageMeter): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) {
    meter.addText(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
