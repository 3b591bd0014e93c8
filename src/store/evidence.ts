import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import type { EvidenceRow, EvidenceStore, SealAt, SigningKey } from '../lab/ports/evidence.ts';
import { optionalColumn } from './columns.ts';
import type { Database } from './database.ts';
import { prepareStatements } from './statements.ts';

export const EvidenceColumns = z.object({
  seq: z.number(),
  hash: z.string(),
  prev: z.string().nullable(),
  about: z.string(),
  dsse: z.string(),
});

export const KeyColumns = z.object({
  keyid: z.string(),
  publicPem: z.string(),
  since: z.string(),
  until: optionalColumn(z.string()),
});

const Last = z.object({ seq: z.number(), hash: z.string() }).optional();

export interface Evidence extends EvidenceStore {
  /** As `appendEvidence`, in a transaction of the caller's. */
  append(about: string, sealAt: SealAt): EvidenceRow;
}

/** Evidence of grading as a chain, and the public keys that it is signed with. Nothing of it is changed or removed. */
export function makeEvidence(db: Database): Evidence {
  const sql = prepareStatements(db.handle, new URL('./evidence.sql', import.meta.url), [
    'findLast',
    'insertEvidence',
    'findEvidence',
    'findKey',
    'findCurrentKey',
    'listKeys',
    'endKey',
    'insertKey',
  ]);
  const findLast = () => Last.parse(sql.findLast.get());
  const append: Evidence['append'] = (about, sealAt) => {
    const last = findLast();
    const place = { seq: (last?.seq ?? 0) + 1, prev: last?.hash ?? null };
    const row = { ...place, about, ...sealAt(place) };
    sql.insertEvidence.run(row);
    return row;
  };
  return {
    append,
    appendEvidence: (about, sealAt) => db.write(() => append(about, sealAt)),
    evidenceHead: () => db.read(() => findLast()?.hash),
    findEvidence: (about) => db.read(() => EvidenceColumns.optional().parse(sql.findEvidence.get({ about }))),
    listSigningKeys: () => db.read(() => z.array(KeyColumns).parse(sql.listKeys.all())),
    registerKey: ({ keyid, publicPem, since }) =>
      db.write(() => {
        const known = KeyColumns.optional().parse(sql.findKey.get({ keyid }));
        if (known?.until !== undefined)
          throw new DrydockError('setup-failed', {
            message: `The key ${keyid} was replaced at ${known.until}, and signs no more.`,
            fix: 'Move the file `evidence-key.pem` out of the home: another is made when something is signed next.',
          });
        if (known) return;
        const current = KeyColumns.optional().parse(sql.findCurrentKey.get());
        if (current) {
          requireLater(since, current);
          sql.endKey.run({ keyid: current.keyid, until: since });
        }
        sql.insertKey.run({ keyid, publicPem, since });
      }),
  };
}

/** A key that ended before it began would have signed nothing. */
export function requireLater(at: string, current: SigningKey): void {
  if (Date.parse(at) > Date.parse(current.since)) return;
  throw new DrydockError('setup-failed', {
    message: `The clock of this machine says ${at}, and the key that signs evidence was made at ${current.since}.`,
    fix: 'Put the clock right, then do this again. If it says so then too, move `evidence-key.pem` out of the home.',
  });
}
