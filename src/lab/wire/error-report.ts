/** What went wrong, as it crosses HTTP, events and sockets. */
import * as z from 'zod';
import { type ErrorCode, errorCatalogue } from '../errors.ts';

const SourcePlaceSchema = z.object({
  file: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
  key: z.string().optional(),
});

export const ErrorReportSchema = z
  .object({
    code: z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]),
    title: z.string(),
    message: z.string(),
    fix: z.string().optional(),
    place: SourcePlaceSchema.optional(),
    problems: z
      .array(
        z.object({ message: z.string(), fix: z.string().optional(), place: SourcePlaceSchema.optional() }),
      )
      .readonly()
      .optional(),
    output: z.string().optional(),
  })
  .meta({ id: 'ErrorReport' });

/** The body of every answer that is a refusal or a failure. */
export const ErrorBodySchema = z.object({ error: ErrorReportSchema }).meta({ id: 'ErrorBody' });
