import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { drawPrivateKey, makeSigner } from '../evidence/ed25519.ts';
import type { Signer } from '../evidence/key.ts';
import { makeFolder } from '../files/make-folder.ts';
import { readOwnFile } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';
import { describeStorageError } from './storage-error.ts';

/** Where the private key of the home in `directory` is that signs evidence. */
const fileOf = (directory: string): string => join(directory, 'evidence-key.pem');

const fix =
  'If you have a copy, put it back. Without it, Drydock makes another key when something is signed next: what was signed before is verified with the public key of then.';

/** A line that says when it was made, and PKCS #8 in PEM, before which RFC 7468 allows text (section 2). */
const form =
  /^Signs evidence of a Drydock home since (?<since>\S{20,30})\n(?<pem>-----BEGIN PRIVATE KEY-----[^-]*-----END PRIVATE KEY-----)\n$/;
const Time = z.iso.datetime();

/** The key that signs; undefined where there is none yet. Throws `setup-failed` where its file holds something else. */
export function readEvidenceKey(directory: string): Signer | undefined {
  const file = fileOf(directory);
  const text = readOwnFile(file, fix);
  if (text === undefined) return undefined;
  const { pem = '', since = '' } = form.exec(text)?.groups ?? {};
  try {
    return makeSigner(pem, Time.parse(since));
  } catch (cause) {
    throw new DrydockError('setup-failed', {
      message: `${file} is not a key that Drydock has written.`,
      fix: `Move it away. ${fix}`,
      cause,
    });
  }
}

/**
 * The key that signs, which is made when something is signed for the first time: in a file of mode 0600, beside the
 * database, so that no copy of that can sign.
 */
export function loadEvidenceKey(directory: string, now: Date): Signer {
  const there = readEvidenceKey(directory);
  if (!there) return makeEvidenceKey(directory, now);
  try {
    chmodSync(fileOf(directory), 0o600);
  } catch (error) {
    throw describeStorageError(error, fileOf(directory));
  }
  return there;
}

/** Another key in the place of the one that is there, which is gone then. */
export function makeEvidenceKey(directory: string, now: Date): Signer {
  const file = fileOf(directory);
  const since = now.toISOString();
  const pem = drawPrivateKey();
  try {
    makeFolder(directory, { mode: 0o700 });
    writeFileAtomic.sync(file, `Signs evidence of a Drydock home since ${since}\n${pem}`, { mode: 0o600 });
  } catch (error) {
    throw describeStorageError(error, file);
  }
  return makeSigner(pem, since);
}
