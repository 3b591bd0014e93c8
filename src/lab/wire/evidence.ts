import * as z from 'zod';

/** Evidence of an attempt. */
export const AttestedSchema = z
  .object({
    /** SHA-256 of what is signed, hex, and its number in the chain of the home. */
    hash: z.string(),
    seq: z.number(),
    /** DSSE, as one line of JSON. */
    envelope: z.string(),
    /** What its subject `submission.json` is; left out where the files have changed since it was signed. */
    submission: z.string().optional(),
  })
  .meta({ id: 'Attested' });
export type Attested = z.output<typeof AttestedSchema>;
