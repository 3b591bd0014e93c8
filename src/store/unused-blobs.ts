import type { Database } from './database.ts';
import { prepareStatements } from './statements.ts';

/** Removes a content by its hash where nothing refers to it any more: whether it did. In a transaction of the caller's. */
export function makeBlobRemoval(db: Database): (hash: string) => boolean {
  const sql = prepareStatements(db.handle, new URL('./unused-blobs.sql', import.meta.url), [
    'deleteUnusedBlob',
  ]);
  return (hash) => sql.deleteUnusedBlob.run({ hash }).changes > 0;
}
