import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from '../files/make-folder.ts';
import { readOwnFile } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';
import { describeStorageError } from './storage-error.ts';

const fix =
  'If you have a copy, put it back. Without it, Drydock makes other keys, and platforms ask for those by themselves.';

/** Where the private keys are by which platforms know the home in `directory`: beside the database, in no copy of it. */
const fileOf = (directory: string): string => join(directory, 'lti-keys.json');

/** What the file holds; undefined where there is none. Throws `setup-failed` where it is no JSON. */
export function readLtiKeys(directory: string): unknown {
  const file = fileOf(directory);
  const text = readOwnFile(file, fix);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DrydockError('setup-failed', {
      message: `${file} does not hold keys that Drydock has written.`,
      fix: `Move it away. ${fix}`,
      cause,
    });
  }
}

export function writeLtiKeys(directory: string, keys: unknown): void {
  const file = fileOf(directory);
  try {
    makeFolder(directory, { mode: 0o700 });
    writeFileAtomic.sync(file, `${JSON.stringify(keys)}\n`, { mode: 0o600 });
  } catch (error) {
    throw describeStorageError(error, file);
  }
}
