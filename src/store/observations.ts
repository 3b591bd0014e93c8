/**
 * Observations, which attempts and events refer to. Each is kept once, by the SHA-256 of its canonical JSON, compressed:
 * a lab that is looked at again and again shows much the same.
 */

import { deflateSync, inflateSync } from 'node:zlib';
import * as z from 'zod';
import { sha256 } from '../files/sha256.ts';
import { canonicalJson } from '../lab/canonical-json.ts';
import type { Observation } from '../lab/observation.ts';
import type { AttemptStore } from '../lab/ports/store.ts';
import { ObservationValue } from './columns.ts';
import type { Database } from './database.ts';
import { prepareStatements } from './statements.ts';

/** Of one, as text. The largest that a lab makes is a few MiB; whoever wrote a row may have meant more. */
export const mostObservationBytes = 64 * 1024 ** 2;

/** A row whose content is what its hash says, and is an observation of any version so far. */
export const ObservationRow = z
  .strictObject({
    hash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256'),
    content: z.instanceof(Uint8Array),
  })
  .superRefine((row, context) => {
    const fault = findFault(row);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  });

const findFault = ({ hash, content }: { readonly hash: string; readonly content: Uint8Array }) => {
  const text = unpack(content);
  if (text === undefined) return `is not compressed, or holds more than ${mostObservationBytes} bytes`;
  if (sha256(text) !== hash) return 'has another content than its hash says';
  return parseObservation(text).success ? undefined : 'is not what Drydock writes there';
};

export interface Observations {
  /** Keeps one, within the transaction that is under way, and says its hash. */
  keep(observation: Observation): string;
  readonly read: AttemptStore['readObservation'];
}

export function makeObservations(db: Database): Observations {
  const sql = prepareStatements(db.handle, new URL('./observations.sql', import.meta.url), [
    'insertObservation',
    'findObservation',
  ]);
  return {
    keep(observation) {
      const text = canonicalJson(observation);
      const hash = sha256(text);
      sql.insertObservation.run({ hash, content: deflateSync(text) });
      return hash;
    },
    read: (hash) =>
      db.read(() => {
        const row = ObservationRow.optional().parse(sql.findObservation.get({ hash }));
        return row && parseObservation(unpack(row.content) ?? '').data;
      }),
  };
}

function unpack(content: Uint8Array): string | undefined {
  try {
    return inflateSync(content, { maxOutputLength: mostObservationBytes }).toString('utf8');
  } catch {
    return undefined;
  }
}

function parseObservation(text: string) {
  return ObservationValue.safeParse(parseJson(text));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
