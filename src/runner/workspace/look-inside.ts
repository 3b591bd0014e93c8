import type { FileHandle } from 'node:fs/promises';
import { type Look, maxReadBytes } from '../../gate/looks.ts';
import { Folder } from './folder.ts';

/**
 * Looks at a path below a folder, and reads it where it is a plain file. No link is followed, not even one that takes
 * a folder's place while we look, and a pipe does not hold us up. `root` itself is trusted.
 */
export async function lookInside(root: string, path: string): Promise<Look> {
  const steps = path.split('/');
  if (steps.some((step) => ['', '.', '..'].includes(step) || step.includes('\0'))) return { kind: 'link' };
  try {
    await using folder = await (await Folder.openRoot(root)).descend(steps.slice(0, -1));
    return await readLook(await folder.openToRead(steps.at(-1) ?? ''));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return { kind: 'absent' };
    // Linux says ENOTDIR of a link too where it is to be a folder. What lies below a file is refused all the same.
    if (code === 'ELOOP' || code === 'ENOTDIR') return { kind: 'link' };
    if (code === 'ENXIO') return { kind: 'special' };
    throw error;
  }
}

async function readLook(handle: FileHandle): Promise<Look> {
  try {
    const entry = await handle.stat();
    if (entry.isDirectory()) return { kind: 'folder' };
    if (!entry.isFile()) return { kind: 'special' };
    if (entry.size > maxReadBytes) return { kind: 'too-big', sizeBytes: entry.size };
    const content = Buffer.alloc(entry.size + 1);
    const { bytesRead } = await handle.read(content, 0, content.length, 0);
    return { kind: 'file', content: content.subarray(0, Math.min(bytesRead, entry.size)) };
  } finally {
    await handle.close();
  }
}
