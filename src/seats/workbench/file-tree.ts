import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { type Extract, extract, pack } from 'tar-stream';
import writeFileAtomic from 'write-file-atomic';
import { DrydockError } from '../../lab/errors.ts';

/** A file, directory or symbolic link of a workspace; content is the target for a link. */
export interface TreeEntry {
  readonly type: 'file' | 'directory' | 'symlink';
  /** The permission bits; those of links say nothing. */
  readonly mode: number;
  readonly content: Buffer;
}

/** Entries by relative path with `/`, parents before what they hold. */
export type FileTree = ReadonlyMap<string, TreeEntry>;

/** By path: tells two versions of an entry apart. */
export type Fingerprints = Readonly<Record<string, string>>;

/** A workspace is text and small programs; what is larger was not meant to travel. */
const largestBytes = 64 * 1024 * 1024;

export function fingerprint(entry: TreeEntry): string {
  const mode = entry.type === 'symlink' ? '' : (entry.mode & 0o777).toString(8);
  return `${entry.type}:${mode}:${createHash('sha256').update(entry.content).digest('hex')}`;
}

export function fingerprintsOf(tree: FileTree): Fingerprints {
  return Object.fromEntries([...tree].map(([path, entry]) => [path, fingerprint(entry)]));
}

export async function readTree(root: string): Promise<FileTree> {
  const names = (await readdir(root, { recursive: true })).map((name) => name.split(sep).join('/')).sort();
  const tree = new Map<string, TreeEntry>();
  let bytes = 0;
  for (const path of names) {
    const file = join(root, path);
    const about = await lstat(file);
    const mode = about.mode & 0o7777;
    if (about.isDirectory()) tree.set(path, { type: 'directory', mode, content: Buffer.alloc(0) });
    else if (about.isSymbolicLink()) {
      tree.set(path, { type: 'symlink', mode, content: Buffer.from(await readlink(file)) });
    } else if (about.isFile()) {
      bytes = countBytes(bytes, about.size);
      tree.set(path, { type: 'file', mode, content: await readFile(file) });
    }
  }
  return tree;
}

/** Puts entries below `root`, over what is there. */
export async function writeTree(root: string, tree: FileTree): Promise<void> {
  for (const [path, entry] of tree) {
    const file = join(root, path);
    const there = await lstat(file).catch(() => undefined);
    if (there !== undefined && there.isDirectory() !== (entry.type === 'directory')) {
      await rm(file, { recursive: true, force: true });
    }
    await mkdir(dirname(file), { recursive: true });
    if (entry.type === 'directory') {
      await mkdir(file, { recursive: true });
      await chmod(file, entry.mode);
    } else if (entry.type === 'symlink') {
      await rm(file, { force: true });
      await symlink(entry.content.toString('utf8'), file);
    } else {
      await writeFileAtomic(file, entry.content, { mode: entry.mode });
      await chmod(file, entry.mode);
    }
  }
}

/** The entries as an uncompressed tar archive, owned by root. */
export async function packTree(tree: FileTree): Promise<Buffer> {
  const archive = pack();
  for (const [name, { type, mode, content }] of tree) {
    if (type === 'symlink') archive.entry({ name, type, linkname: content.toString('utf8') });
    else if (type === 'directory') archive.entry({ name: `${name}/`, type, mode });
    else archive.entry({ name, mode, size: content.length }, content);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Reads an archive whose entries lie below one directory of any name, as the Engine archives a path. */
export async function unpackTree(archive: AsyncIterable<Uint8Array>): Promise<FileTree> {
  const tree = new Map<string, TreeEntry>();
  const hardLinks = new Map<string, string>();
  let bytes = 0;
  const reader = extract();
  feed(archive, reader);
  for await (const entry of reader) {
    const { name, type, linkname, mode = 0o644 } = entry.header;
    const path = belowTop(name);
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      bytes = countBytes(bytes, chunk.length);
      chunks.push(chunk);
    }
    if (path === '') continue;
    if (type === 'directory') tree.set(path, { type, mode, content: Buffer.alloc(0) });
    else if (type === 'symlink') tree.set(path, { type, mode, content: Buffer.from(linkname ?? '') });
    else if (type === 'file') tree.set(path, { type, mode, content: Buffer.concat(chunks) });
    else if (type === 'link') hardLinks.set(path, belowTop(linkname ?? ''));
  }
  for (const [path, target] of hardLinks) {
    const entry = tree.get(target);
    if (entry !== undefined) tree.set(path, entry);
  }
  return tree;
}

/** Sends the archive to its reader; a failure on the way breaks the reader. */
function feed(source: AsyncIterable<Uint8Array>, reader: Extract): void {
  pipeline(Readable.from(source), reader, (error) => {
    if (error) reader.destroy(error);
  });
}

function belowTop(name: string): string {
  return name
    .replace(/^\.?\//, '')
    .replace(/\/+$/, '')
    .split('/')
    .slice(1)
    .join('/');
}

function countBytes(before: number, more: number): number {
  if (before + more <= largestBytes) return before + more;
  throw new DrydockError('too-big', {
    message: `The workspace holds more than ${largestBytes / 1024 / 1024} MB and cannot be carried to the engine and back.`,
    fix: 'Move large files out of it, or use an engine on this machine.',
  });
}
