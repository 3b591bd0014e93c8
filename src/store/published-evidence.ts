import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { requirePlain } from '../files/plain-file.ts';
import type { EvidenceRow, SigningKey } from '../lab/ports/evidence.ts';
import { EvidenceColumns, KeyColumns } from './evidence.ts';
import { readEvidenceKey } from './evidence-key.ts';
import { describeStorageError, newestCopy } from './storage-error.ts';

/** What others may have of a home's evidence, read beside whoever uses the home. Nothing is made or changed. */
export interface PublishedEvidence {
  /** The public keys, the oldest first. */
  readonly keys: readonly SigningKey[];
  /** The whole chain, or what is of one thing. */
  rows(): Generator<EvidenceRow, void, undefined>;
}

/** Of the home in `directory`. Throws `setup-failed` where what is there is damaged. */
export function openPublishedEvidence(directory: string): PublishedEvidence & Disposable {
  const current = readEvidenceKey(directory);
  const file = join(directory, 'drydock.db');
  const db = openToRead(file);
  try {
    const recorded =
      db === undefined
        ? []
        : z.array(KeyColumns).parse(
            db
              .prepare(
                `SELECT keyid, public_pem AS publicPem, since, until FROM signing_key
                 WHERE alg = 'ed25519' ORDER BY since, rowid`,
              )
              .all(),
          );
    // The database may be one that was restored: no backup brings keys.
    const isNew = current !== undefined && !recorded.some(({ keyid }) => keyid === current.keyid);
    return {
      keys: isNew ? [...recorded, current] : recorded,
      *rows() {
        const select = db?.prepare('SELECT seq, hash, prev, about, dsse FROM evidence ORDER BY seq');
        for (const row of select?.iterate() ?? []) yield EvidenceColumns.parse(row);
      },
      [Symbol.dispose]: () => db?.close(),
    };
  } catch (error) {
    db?.close();
    throw describeStorageError(error, file);
  }
}

/** Undefined where there is no database, or one of before there was evidence. */
function openToRead(file: string): DatabaseSync | undefined {
  if (!existsSync(file)) return undefined;
  requirePlain(file, newestCopy(file));
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    const hasTable = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'signing_key'");
    if (hasTable.get() !== undefined) return db;
    db.close();
    return undefined;
  } catch (error) {
    db?.close();
    throw describeStorageError(error, file);
  }
}
