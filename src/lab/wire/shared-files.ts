/** A learner's files as they are saved, and what runs in their lab, told to who was let. */
import * as z from 'zod';
import { ErrorReportSchema } from './error-report.ts';
import { ObservationSchema } from './events.ts';

/** The most of a file that is shown, and of all files together, in bytes; and how many files are listed. */
export const sharedFileBounds = { fileBytes: 256 * 1024, allBytes: 2 * 1024 * 1024, mostFiles: 500 } as const;

/** The first ones tell everything; later ones what changed. */
export const SharedFilesEventSchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('list'),
      files: z.array(z.object({ path: z.string(), sizeBytes: z.number() })),
      /** There are more, which are not told. */
      more: z.boolean(),
    }),
    /** Without a text where it is none, or too large to be shown. */
    z.object({ type: z.literal('file'), path: z.string(), text: z.string().optional() }),
    z.object({ type: z.literal('observation'), observation: ObservationSchema }),
    /** Why the files cannot be read now; without it they can again. */
    z.object({ type: z.literal('trouble'), error: ErrorReportSchema.optional() }),
  ])
  .meta({ id: 'SharedFilesEvent' });
export type SharedFilesEvent = z.output<typeof SharedFilesEventSchema>;
