import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
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
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const secretFile = join(directory, 'server-secret');
  const secret = readOrMake(secretFile, () => randomBytes(32).toString('base64'));
  const serverSecret = Buffer.from(secret, 'base64');
  if (serverSecret.length !== 32) throw damaged(secretFile, undefined);
  const keyFile = join(directory, 'signing-key.pem');
  const pem = readOrMake(keyFile, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  try {
    return { serverSecret, signingKey: createPrivateKey(pem) };
  } catch (error) {
    throw damaged(keyFile, error);
  }
}

function readOrMake(file: string, make: () => string): string {
  try {
    const text = readFileSync(file, 'utf8');
    chmodSync(file, 0o600);
    return text;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw describeStorageError(error, file);
    }
  }
  const text = make();
  try {
    writeFileAtomic.sync(file, text, { mode: 0o600 });
  } catch (error) {
    throw describeStorageError(error, file);
  }
  return text;
}

function damaged(file: string, cause: unknown): DrydockError {
  return new DrydockError('setup-failed', {
    message: `${file} is not a key that Drydock has written.`,
    fix: 'Move it away: Drydock makes a new one at the next start. Evidence signed with the old one stays valid for whoever has its public key.',
    cause,
  });
}
