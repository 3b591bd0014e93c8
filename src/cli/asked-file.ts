/** Files that a command was told to read or to write. */
import { writeFile } from 'node:fs/promises';
import { describeFileFault } from '../files/file-fault.ts';
import { codeOf, readOpened } from '../files/folder.ts';
import { describeKind, openPlainFile } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';
import { formatMemory } from '../lab/general/units.ts';

/** The text of a file of at most so many bytes. Rejects with `not-found`, `bad-usage` or `too-big`. */
export async function readAskedFile(path: string, mostBytes: number): Promise<string> {
  const opened = await openPlainFile(path).catch((cause: unknown) => {
    throw new DrydockError(codeOf(cause) === 'ENOENT' ? 'not-found' : 'bad-usage', {
      message: `${path} cannot be read: ${describeFileFault(cause) ?? String(cause)}.`,
      fix: 'Name a file that is there and that you may read.',
      cause,
    });
  });
  if (opened.handle === undefined)
    throw new DrydockError('bad-usage', {
      message: `${path} is ${describeKind(opened.stats)}, and not a file.`,
      fix: 'Name a file.',
    });
  await using file = opened;
  if (file.stats.size > mostBytes)
    throw new DrydockError('too-big', {
      message: `${path} has ${file.stats.size} bytes; more than ${formatMemory(mostBytes)} are not read.`,
      fix: 'Name the file that was meant, or give it in parts.',
    });
  return (await readOpened(file)).toString('utf8');
}

/** Writes a file: over one that is there (`w`), or only where there is none (`wx`). Rejects with `bad-usage` otherwise. */
export async function writeAskedFile(
  path: string,
  content: string | Iterable<string>,
  flag: 'w' | 'wx' = 'w',
): Promise<void> {
  await writeFile(path, content, { flag }).catch((cause: unknown) => {
    const why = codeOf(cause) === 'EEXIST' ? 'it is there already' : describeFileFault(cause);
    if (why === undefined) throw cause;
    throw new DrydockError('bad-usage', {
      message: `${path} cannot be written: ${why}.`,
      fix: 'Name a file in a folder that is there and that you may write into.',
      cause,
    });
  });
}
