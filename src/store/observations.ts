/**
 * Observations, which attempts and events refer to. Each is kept once, by the SHA-256 of its canonical JSON,
 * compressed: a lab that is looked at again and again shows much the same.
 */

import { deflateSync, inflateSync } from 'node:zlib';
import * as z from 'zod';
import { sha256 } from '../files/sha256.ts';
import { DrydockError } from '../lab/errors.ts';
import { canonicalJson } from '../lab/general/canonical-json.ts';
import { formatMemory } from '../lab/general/units.ts';
import type { Observation } from '../lab/observation/observation.ts';
import type { AttemptStore } from '../lab/ports/store.ts';
import { jsonColumn, ObservationValue } from './columns.ts';
import type { Database } from './database.ts';
import { prepareStatements } from './statements.ts';

const ObservationColumn = jsonColumn(ObservationValue);

/** Of one, as text. The largest that a lab makes is a few MiB; whoever wrote a row may have meant more. */
const mostBytes = 64 * 1024 ** 2;

/** A row, whatever its content is. */
const StoredRow = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256'),
  content: z.instanceof(Uint8Array),
});
type StoredRow = z.output<typeof StoredRow>;

/** A row whose content is what its hash says, and is an observation of any version so far. */
export const ObservationRow = StoredRow.superRefine((row, context) => {
  const { fault } = unpack(row);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

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
        const row = StoredRow.optional().parse(sql.findObservation.get({ hash }));
        if (!row) return undefined;
        const { observation, fault } = unpack(row);
        if (observation || fault === undefined) return observation;
        throw new DrydockError('setup-failed', {
          message: `The observation ${hash} in the database of the home is damaged: it ${fault}.`,
          fix: 'Put the newest file of `backups` in the home in the place of the database.',
        });
      }),
  };
}

interface Unpacked {
  readonly observation?: Observation;
  /** What is wrong with it, to be said of "it". */
  readonly fault?: string;
}

function unpack({ hash, content }: StoredRow): Unpacked {
  // Of whoever was erased: only its hash is kept.
  if (content.byteLength === 0) return {};
  const text = inflate(content);
  if (text === undefined)
    return { fault: `is not compressed, or holds more than ${formatMemory(mostBytes)}` };
  if (sha256(text) !== hash) return { fault: 'has another content than its hash says' };
  const observation = parse(text);
  return observation ? { observation } : { fault: 'is not what Drydock writes there' };
}

function parse(text: string): Observation | undefined {
  try {
    return ObservationColumn.safeParse(text).data;
  } catch {
    return undefined;
  }
}

function inflate(content: Uint8Array): string | undefined {
  try {
    return inflateSync(content, { maxOutputLength: mostBytes }).toString('utf8');
  } catch {
    return undefined;
  }
}
