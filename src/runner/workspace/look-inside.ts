import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Look, maxReadBytes } from '../../gate/looks.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * Looks at a path below a folder, and reads it where it is a plain file. No link is followed, not even one that takes
 * a folder's place while we look: each step is opened inside the folder that the step before opened (openat(2), which
 * Node has only by way of /proc/self/fd). A pipe does not hold us up. `root` itself is trusted.
 */
export async function lookInside(root: string, path: string): Promise<Look> {
  const steps = path.split('/');
  if (steps.some((step) => ['', '.', '..'].includes(step) || step.includes('\0'))) return { kind: 'link' };
  let folder = await open(root, O_RDONLY | O_DIRECTORY);
  try {
    for (const step of steps.slice(0, -1)) {
      const next = await openIn(folder, step, O_DIRECTORY);
      if ('kind' in next) return next.kind === 'file' ? { kind: 'absent' } : next;
      await folder.close();
      folder = next;
    }
    const found = await openIn(folder, steps.at(-1) ?? '', 0);
    return 'kind' in found ? found : await readLook(found);
  } finally {
    await folder.close();
  }
}

async function openIn(folder: FileHandle, name: string, flags: number): Promise<FileHandle | Look> {
  const path = join('/proc/self/fd', String(folder.fd), name);
  try {
    return await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | flags);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
    if (code === 'ENOENT') return { kind: 'absent' };
    if (code === 'ELOOP') return { kind: 'link' };
    if (code === 'ENXIO') return { kind: 'special' };
    // With O_DIRECTORY a link says that it is no folder, and so does a file.
    if (code === 'ENOTDIR')
      return (await lstat(path).catch(() => undefined))?.isSymbolicLink()
        ? { kind: 'link' }
        : { kind: 'absent' };
    throw error;
  }
}

async function readLook(handle: FileHandle): Promise<Look> {
  try {
    const entry = await handle.stat();
    if (entry.isDirectory()) return { kind: 'folder' };
    if (!entry.isFile()) return { kind: 'special' };
    if (entry.size > maxReadBytes) return { kind: 'too-big', sizeBytes: entry.size };
    const content = Buffer.alloc(maxReadBytes + 1);
    const { bytesRead } = await handle.read(content, 0, content.length, 0);
    return bytesRead > maxReadBytes
      ? { kind: 'too-big', sizeBytes: bytesRead }
      : { kind: 'file', content: content.subarray(0, bytesRead) };
  } finally {
    await handle.close();
  }
}
