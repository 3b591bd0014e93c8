/** Trees as tar archives. What is read is what an enemy may have written: the program that packs is theirs. */
import { pipeline, Readable } from 'node:stream';
import { type Extract, extract, type Header, pack } from 'tar-stream';
import { DrydockError } from '../lab/errors.ts';
import { unlessAborted } from '../lab/general/unless-aborted.ts';
import { shorten, TreeMeter, treeBounds } from './bounds.ts';
import { checkTree, type FileTree, noUtf8, type TreeEntry, travelMode } from './file-tree.ts';
import { checkInside } from './path-fault.ts';

/** Headers, padding and long names beside the content; tar(5) has blocks of 512 bytes. */
const largestArchive = treeBounds.bytes + treeBounds.entries * (treeBounds.pathBytes + 4 * 512) + 1024 * 1024;

/** PATH_MAX without its NUL, limits.h(0p). */
const largestTarget = 4_095;

/**
 * The entries as an uncompressed tar archive, owned by root. Rejects with `path-refused` where the target of a link is
 * no UTF-8.
 */
export async function packTree(tree: FileTree): Promise<Buffer> {
  const archive = pack();
  for (const [name, { type, mode, content }] of tree) {
    if (type === 'symlink')
      archive.entry({ name, type, linkname: readTarget('The workspace', name, content) });
    else if (type === 'directory') archive.entry({ name: `${name}/`, type, mode });
    else archive.entry({ name, mode, size: content.length }, content);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Reads an archive whose entries lie below one directory of any name, as the Engine archives a path. Rejects as
 * `checkTree` does; with `path-refused` where a hard link leads to nothing before it; with `engine-failed` where the
 * archive cannot be read; with the reason of `signal` as soon as that is aborted. Pipes, sockets and devices in it are
 * left out.
 */
export async function unpackTree(
  archive: AsyncIterable<Uint8Array>,
  of: string,
  signal?: AbortSignal,
): Promise<FileTree> {
  const reader = extract();
  feed(archive, reader, of);
  try {
    return checkTree(await unlessAborted(readEntries(reader, of), signal), of);
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    throw new DrydockError('engine-failed', {
      message: `${of} came out as an archive that cannot be read: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`,
      fix: 'See that `tar` works in the terminal, then do this again. `drydock stop` ends a seat that is beyond repair: files on the server stay, files that only the seat has are lost.',
      cause: error,
    });
  } finally {
    reader.destroy();
  }
}

async function readEntries(reader: Extract, of: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  const meter = new TreeMeter(of);
  for await (const entry of reader) {
    const path = belowTop(entry.header.name);
    refuseSize(entry.header);
    if (path !== '') {
      checkInside([path]);
      // Counted as they come, so that no more is held than a tree may have; each name once more when all are there.
      if (!entries.has(path)) meter.addEntry(path);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      meter.addBytes(path, chunk.length);
      chunks.push(chunk);
    }
    if (path === '') continue;
    const read = readEntry(of, entry.header, Buffer.concat(chunks), entries);
    if (read === undefined) continue;
    if (entry.header.type === 'link') meter.addBytes(path, read.content.length);
    // What stands twice is what it was last, as tar itself has it.
    entries.delete(path);
    entries.set(path, read);
  }
  return entries;
}

function readEntry(
  of: string,
  { name, type, linkname, mode = 0o644 }: Header,
  content: Buffer,
  before: ReadonlyMap<string, TreeEntry>,
): TreeEntry | undefined {
  switch (type) {
    case 'directory':
      return { type, mode: travelMode(type, mode), content: Buffer.alloc(0) };
    case 'file':
    case 'contiguous-file':
      return { type: 'file', mode: travelMode('file', mode), content };
    case 'symlink':
      if (!linkname || linkname.includes('\0') || Buffer.byteLength(linkname) > largestTarget)
        throw badLink(name, linkname ?? '');
      return { type, mode: 0o777, content: Buffer.from(readTarget(of, belowTop(name), linkname)) };
    case 'link': {
      const there = before.get(belowTop(linkname ?? ''));
      if (there === undefined || there.type === 'directory') throw badLink(name, linkname ?? '');
      return there;
    }
    default:
      return undefined;
  }
}

/** The sign stands in the place of what was no UTF-8 already: what it was is not known. */
function readTarget(of: string, path: string, target: string | Buffer): string {
  const text = target.toString();
  if (text.includes('�')) throw noUtf8(of, path, 'target');
  return text;
}

/**
 * Refuses content of an entry whose kind has none (ustar(5)): a reader waits for it for ever, or reads it as a header.
 */
function refuseSize({ name, type, size = 0 }: Header): void {
  if (size === 0 || type === 'file' || type === 'contiguous-file') return;
  throw new Error(`“${shorten(name)}” is no file, and has a size of ${size} bytes`);
}

function badLink(name: string, target: string): DrydockError {
  return new DrydockError('path-refused', {
    message: `The link “${shorten(name)}” leads to “${shorten(target)}”, where no file of the same archive can be. Nothing was changed.`,
    fix: 'Delete the link in the terminal.',
  });
}

/** Sends the archive to its reader; a failure on the way, and one that has no end, breaks the reader. */
function feed(source: AsyncIterable<Uint8Array>, reader: Extract, of: string): void {
  async function* bounded() {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > largestArchive)
        throw new DrydockError('too-big', {
          message: `${of} came out as an archive of more than ${Math.floor(largestArchive / 1024 / 1024)} MiB, so nothing was changed.`,
          fix: 'Delete what is not needed or move it out of the workspace, in the terminal, then do this again.',
        });
      yield chunk;
    }
  }
  pipeline(Readable.from(bounded()), reader, (error) => {
    if (error) reader.destroy(error);
  });
}

/** Without the one directory that all is in; what is no name at all stays for the checks to refuse. */
function belowTop(name: string): string {
  const [top, ...rest] = name.replace(/^\.\//, '').replace(/\/+$/, '').split('/');
  return top === '' || top === '..' ? name : rest.join('/');
}
