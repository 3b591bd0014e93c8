/** Evidence of grading as rows of an archive. Whoever signed it: that is for its reader to verify. */
import * as z from 'zod';
import { mostEnvelopeBytes, readEnvelope } from '../../evidence/envelope.ts';
import { Hash } from './archived-columns.ts';

export const archivedEvidence = z
  .strictObject({
    hash: Hash,
    prev: Hash.nullable(),
    about: z.string().max(200),
    dsse: z.string().max(mostEnvelopeBytes),
  })
  .refine(({ hash, dsse }) => hashOf(dsse) === hash, 'has another content than its hash says');

function hashOf(dsse: string): string | undefined {
  const read = readEnvelope(dsse);
  return 'envelope' in read ? read.envelope.hash : undefined;
}
