import { randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from '../files/make-folder.ts';
import { readOwnFile } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';
import { describeStorageError } from './storage-error.ts';

const fix =
  'If you have a copy, put it back. Without it, Drydock makes a new one at the next start: labs that are begun then have other values, and those that were begun keep theirs.';

/**
 * Reads the secret of the server of the home in `directory`, or makes it at the first start: 256 random bits, which key
 * what the server must recognise as its own. In a file of mode 0600, so that a copy of the database does not give it
 * away. Throws `setup-failed` where the file holds something else.
 */
export function loadServerSecret(directory: string): Uint8Array {
  makeFolder(directory, { mode: 0o700 });
  const file = join(directory, 'server-secret');
  const secret = Buffer.from(readOrMake(file), 'base64');
  if (secret.length === 32) return secret;
  throw new DrydockError('setup-failed', {
    message: `${file} is not a key that Drydock has written.`,
    fix: `Move it away. ${fix}`,
  });
}

function readOrMake(file: string): string {
  try {
    const there = readOwnFile(file, fix);
    if (there !== undefined) {
      chmodSync(file, 0o600);
      return there;
    }
    const text = randomBytes(32).toString('base64');
    writeFileAtomic.sync(file, text, { mode: 0o600 });
    return text;
  } catch (error) {
    throw describeStorageError(error, file);
  }
}
