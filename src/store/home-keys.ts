import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from '../files/make-folder.ts';
import { readOwnFile } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';
import { describeStorageError } from './storage-error.ts';

/** What only the server of a home knows. In files of their own, so that a copy of the database gives neither away. */
export interface HomeKeys {
  /** 256 random bits: keys what the server must recognise as its own. */
  readonly serverSecret: Uint8Array;
  /** Ed25519, for evidence that others verify. */
  readonly signingKey: KeyObject;
}

/** Reads the keys in `directory`, or makes them at the first start. Files have mode 0600. */
export function loadHomeKeys(directory: string): HomeKeys {
  makeFolder(directory, { mode: 0o700 });
  const secretFile = join(directory, 'server-secret');
  const secret = readOrMake(secretFile, secretFix, () => randomBytes(32).toString('base64'));
  const serverSecret = Buffer.from(secret, 'base64');
  if (serverSecret.length !== 32) throw damaged(secretFile, secretFix, undefined);
  const keyFile = join(directory, 'signing-key.pem');
  const pem = readOrMake(keyFile, keyFix, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  try {
    const signingKey = createPrivateKey(pem);
    if (signingKey.asymmetricKeyType !== 'ed25519') throw new Error('not a key of Ed25519');
    return { serverSecret, signingKey };
  } catch (error) {
    throw damaged(keyFile, keyFix, error);
  }
}

const secretFix =
  'If you have a copy, put it back. Without it, Drydock makes a new one at the next start: labs that are begun then have other values, and those that were begun keep theirs.';
const keyFix =
  'If you have a copy, put it back. Without it, Drydock makes a new one at the next start: evidence that was signed with the old one stays valid for whoever has its public key.';

function readOrMake(file: string, fix: string, make: () => string): string {
  try {
    const there = readOwnFile(file, fix);
    if (there !== undefined) {
      chmodSync(file, 0o600);
      return there;
    }
    const text = make();
    writeFileAtomic.sync(file, text, { mode: 0o600 });
    return text;
  } catch (error) {
    throw describeStorageError(error, file);
  }
}

function damaged(file: string, fix: string, cause: unknown): DrydockError {
  return new DrydockError('setup-failed', {
    message: `${file} is not a key that Drydock has written.`,
    fix: `Move it away. ${fix}`,
    cause,
  });
}
