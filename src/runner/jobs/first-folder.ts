import { opendir } from 'node:fs/promises';
import { codeOf } from '../../files/folder.ts';
import { DrydockError } from '../../lab/errors.ts';

/**
 * Rejects where a folder cannot become the workspace of a new run: a workspace holds the files of its lab and nothing
 * else, so that what is there would have to go. Nothing there, or nothing in it, will do.
 */
export async function checkFirstFolder(dir: string): Promise<void> {
  const first = await firstName(dir).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusable(dir, error);
  });
  if (first === undefined) return;
  throw new DrydockError('bad-usage', {
    message: `The folder ${dir} is not empty: “${first}” is in it. A workspace holds the files of its lab and nothing else. Nothing was changed.`,
    fix: 'Give a folder that is empty, or one that is not there yet: it is made.',
  });
}

async function firstName(dir: string): Promise<string | undefined> {
  await using folder = await opendir(dir);
  return (await folder.read())?.name;
}

function unusable(dir: string, cause: unknown): DrydockError {
  const why = codeOf(cause) === 'ENOTDIR' ? 'it is no folder' : `it cannot be looked into (${codeOf(cause)})`;
  return new DrydockError('bad-usage', {
    message: `${dir} cannot be the folder of a lab: ${why}. Nothing was changed.`,
    fix: 'Give a folder that is empty, or one that is not there yet: it is made.',
    cause,
  });
}
