/** A terminal of somebody who teaches, as everybody in a session may see it. */
import * as z from 'zod';
import { LabIdSchema } from '../lab-id.ts';
import { ErrorReportSchema } from './error-report.ts';

/** That there is one. */
export const MirrorSchema = z
  .object({
    id: z.string(),
    /** What whoever shows it is called. */
    by: z.string(),
    lab: LabIdSchema,
    since: z.iso.datetime(),
  })
  .meta({ id: 'Mirror' });
export type Mirror = z.output<typeof MirrorSchema>;

/** A whole screen: written to an empty terminal of that size, `text` (ECMA-48) draws it. */
export const ScreenSchema = z
  .object({ columns: z.number().int().positive(), rows: z.number().int().positive(), text: z.string() })
  .meta({ id: 'Screen' });
export type Screen = z.output<typeof ScreenSchema>;

/** From server to page, as text frames of a WebSocket. A page that has drawn a screen answers; only then comes the next. */
export const MirrorMessageSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('screen'), screen: ScreenSchema }),
    z.object({ type: z.literal('error'), error: ErrorReportSchema }),
  ])
  .meta({ id: 'MirrorMessage' });
export type MirrorMessage = z.output<typeof MirrorMessageSchema>;

/** From page to server: the last screen is drawn. */
export const screenDrawn = 'drawn';
