import { isAbsolute, normalize } from 'node:path';
import * as z from 'zod';

/** The version of the form of archives that this code writes, and the newest that it reads. */
export const archiveFormat = 1;

export const manifestName = 'drydock-backup.json';
export const databaseName = 'drydock.db';
export const workspacesName = 'workspaces';

/** The folders of a home that an archive holds beside the database. */
export const archivedFolders = [workspacesName, 'kept'] as const;

const noControl = /^\P{Cc}*$/u;

/** The first entry of an archive: what it is. It is shown to people, so it holds nothing that a terminal obeys. */
export const ArchiveManifestSchema = z.object({
  format: z.number().int().min(1),
  /** Of the database. */
  schema: z.number().int().min(1),
  at: z.iso.datetime(),
  /** The home that it was made of: workspaces move with it. */
  home: z
    .string()
    .max(4_096)
    .regex(noControl)
    .refine((path) => isAbsolute(path) && normalize(path) === path, 'is not the path of a folder'),
});

export type ArchiveManifest = z.output<typeof ArchiveManifestSchema>;
