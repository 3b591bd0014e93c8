import * as z from 'zod';

/** The version of the form of archives that this code writes, and the newest that it reads. */
export const archiveFormat = 1;

export const manifestName = 'drydock-backup.json';
export const databaseName = 'drydock.db';

/** The folders of a home that an archive holds beside the database. */
export const archivedFolders = ['workspaces', 'kept'] as const;

/** The first entry of an archive: what it is. */
export const ArchiveManifestSchema = z.object({
  format: z.number().int().min(1),
  /** Of the database. */
  schema: z.number().int().min(1),
  at: z.string(),
  /** The home that it was made of: workspaces move with it. */
  home: z.string(),
});

export type ArchiveManifest = z.output<typeof ArchiveManifestSchema>;
