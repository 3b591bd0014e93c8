import * as z from 'zod';
import { treeBounds } from '../files/bounds.ts';
import { sha256 } from '../files/sha256.ts';
import type { RunStore } from '../lab/ports/store.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';
import { makeBlobRemoval } from './unused-blobs.ts';

const RevisionRow = z.object({
  run: z.string(),
  path: z.string(),
  hash: z.string(),
  reason: z.enum(['saved', 'before-reset', 'before-solve', 'applied']),
  at: z.string(),
});
const BlobRow = z.object({ content: z.instanceof(Uint8Array) });
const HashRow = z.object({ hash: z.string().nullable() });

/**
 * Versions of files of a workspace, the newest of each run: as many, and with as much content, as one workspace may
 * hold. Equal contents are kept once, for as long as something refers to them.
 */
export function makeRevisions(
  db: Database,
  { clock }: StoreEffects,
): Pick<RunStore, 'addRevision' | 'addSnapshot' | 'listRevisions' | 'readBlob'> {
  const sql = prepareStatements(db.handle, new URL('./revisions.sql', import.meta.url), [
    'insertBlob',
    'insertRevision',
    'listRevisions',
    'selectBlob',
    'deleteOldRevisions',
  ]);
  const removeUnused = makeBlobRemoval(db);

  function deleteOld(run: string): void {
    const bounds = { most: treeBounds.entries, mostBytes: treeBounds.bytes };
    const deleted = z.array(HashRow).parse(sql.deleteOldRevisions.all({ run, ...bounds }));
    for (const hash of new Set(deleted.flatMap((row) => row.hash ?? []))) removeUnused(hash);
  }

  return {
    addRevision: ({ run, path, reason }, content) =>
      db.write(() => {
        const at = clock().toISOString();
        const hash = content === undefined ? null : sha256(content);
        if (hash !== null && content !== undefined) sql.insertBlob.run({ hash, content });
        sql.insertRevision.run({ run, path, hash, reason, at });
        deleteOld(run);
        return { run, path, reason, hash: hash ?? '', at };
      }),
    addSnapshot: (run, reason, files) =>
      db.write(() => {
        const at = clock().toISOString();
        const recorded = z.array(RevisionRow).parse(sql.listRevisions.all({ run, path: null }));
        const last = new Map(recorded.map(({ path, hash }) => [path, hash]));
        for (const [path, content] of files) {
          const hash = sha256(content);
          if (last.get(path) === hash) continue;
          sql.insertBlob.run({ hash, content });
          sql.insertRevision.run({ run, path, hash, reason, at });
        }
        deleteOld(run);
      }),
    listRevisions: (run, path) =>
      db.read(() => z.array(RevisionRow).parse(sql.listRevisions.all({ run, path: path ?? null }))),
    readBlob: (hash) => db.read(() => BlobRow.optional().parse(sql.selectBlob.get({ hash }))?.content),
  };
}
