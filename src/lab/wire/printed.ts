import * as z from 'zod';

/** What programs printed at the newest attempt: `Printed` of `printed.ts` of the observation. */
export const PrintedSchema = z
  .object({ at: z.string().optional(), printed: z.record(z.string(), z.string()) })
  .meta({ id: 'Printed' });
