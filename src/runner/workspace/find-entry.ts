import { shorten } from '../../files/bounds.ts';
import { codeOf, Folder, readOpened } from '../../files/folder.ts';
import { findPathFault } from '../../files/path-fault.ts';
import { isShut } from '../../files/walk.ts';
import { maxReadBytes, type WorkspaceEntry } from '../../gate/workspace-entries.ts';
import { DrydockError } from '../../lab/errors.ts';

/**
 * Looks at a path below a folder, and reads it where it is a plain file. No link is followed, not even one that takes
 * a folder's place while we look, and what is a pipe, a socket or a device is not opened. `root` itself is trusted.
 */
export async function findEntry(root: string, path: string): Promise<WorkspaceEntry> {
  if (findPathFault(path) !== undefined) return { kind: 'link' };
  const steps = path.split('/');
  try {
    await using folder = await (await Folder.openRoot(root)).descend(steps.slice(0, -1));
    return await readLook(folder, steps.at(-1) ?? '');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return { kind: 'absent' };
    // Linux says ENOTDIR of a link too where it is to be a folder. What lies below a file is refused all the same.
    if (code === 'ELOOP' || code === 'ENOTDIR') return { kind: 'link' };
    if (isShut(error)) throw shut(path, error);
    throw error;
  }
}

function shut(path: string, cause: unknown): DrydockError {
  return new DrydockError('not-allowed', {
    message: `“${shorten(path)}” cannot be read: Drydock may not, or a program holds it.`,
    fix: 'Let others read it (in the terminal: `chmod a+rX`), or end the program; then do this again.',
    place: { file: path },
    cause,
  });
}

async function readLook(folder: Folder, name: string): Promise<WorkspaceEntry> {
  const opened = await folder.openFile(name);
  const { stats } = opened;
  if (stats.isSymbolicLink()) return { kind: 'link' };
  if (stats.isDirectory()) return { kind: 'folder' };
  if (opened.handle === undefined) return { kind: 'special' };
  await using file = opened;
  if (stats.size > maxReadBytes) return { kind: 'too-big', sizeBytes: stats.size };
  return { kind: 'file', content: await readOpened(file) };
}
