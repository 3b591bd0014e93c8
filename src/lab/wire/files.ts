/** The files of a workspace. */
import * as z from 'zod';
import { ErrorReportSchema } from './error-report.ts';

export const FileEntrySchema = z
  .object({
    /** Relative to the workspace, with `/`. */
    path: z.string(),
    kind: z.enum(['file', 'directory']),
    sizeBytes: z.number(),
    /** Of a file: what `If-Match` wants. */
    revision: z.string(),
  })
  .meta({ id: 'FileEntry' });
export type FileEntry = z.output<typeof FileEntrySchema>;

export const FileContentSchema = z
  .object({
    path: z.string(),
    revision: z.string(),
    sizeBytes: z.number(),
    /** Absent where it is not UTF-8 text or too big to edit. */
    text: z.string().optional(),
  })
  .meta({ id: 'FileContent' });
export type FileContent = z.output<typeof FileContentSchema>;

export const SaveFileSchema = z.object({ text: z.string() }).meta({ id: 'SaveFile' });

/** Both versions, so that nothing is lost: the page shows them side by side. */
export const StaleFileSchema = z
  .object({ error: ErrorReportSchema, current: FileContentSchema })
  .meta({ id: 'StaleFile' });

export const CreateEntrySchema = z
  .object({ path: z.string(), kind: z.enum(['file', 'directory']) })
  .meta({ id: 'CreateEntry' });

export const RenameEntrySchema = z.object({ from: z.string(), to: z.string() }).meta({ id: 'RenameEntry' });
