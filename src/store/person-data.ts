import * as z from 'zod';
import type { DataStore } from '../lab/ports/data-store.ts';
import { PersonDataSchema, personDataKinds } from '../lab/sessions/person-data.ts';
import type { Database } from './database.ts';
import type { Observations } from './observations.ts';
import { prepareStatements } from './statements.ts';

const Row = z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]));
const HashRow = z.object({ hash: z.string() });
const PersonName = z.array(z.object({ name: z.string() }));

/** Columns whose text is JSON. */
const jsonColumns: ReadonlySet<string> = new Set([
  'looks',
  'vars',
  'value',
  'results',
  'imageDigests',
  'data',
  'sections',
  'change',
  'answers',
  'outcome',
  'place',
  'observations',
  'policy',
  'labs',
  'dsse',
]);

/** All that is kept of one person, whole: a kind for each table that has something of people. */
export function makePersonData(db: Database, observations: Observations): Pick<DataStore, 'exportPerson'> {
  const sql = prepareStatements(db.handle, new URL('./person-data.sql', import.meta.url), personDataKinds);
  return {
    exportPerson: (person) =>
      db.read(() => {
        const kinds = personDataKinds.map((kind) => {
          const rows = z.array(Row).parse(sql[kind].all({ person }));
          const isSaid = kind === 'answers';
          return [kind, rows.map((row) => readable(row, isSaid))] as const;
        });
        const data = PersonDataSchema.parse({ ...Object.fromEntries(kinds), leftOut: [] });
        const [named] = PersonName.parse(data.person);
        if (named === undefined || named.name === '') return undefined;
        const seen = z.array(HashRow).parse(data.observations);
        return {
          ...data,
          observations: seen.map(({ hash }) => ({ hash, observation: observations.read(hash) })),
        };
      }),
  };
}

/** What a learner answered is text, whatever it looks like. */
function readable(row: z.output<typeof Row>, isSaid: boolean): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
      if (value instanceof Uint8Array) return contentOf(value);
      if (typeof value === 'string' && jsonColumns.has(name) && !isSaid) return [[name, JSON.parse(value)]];
      return [[name, value]];
    }),
  );
}

/** Bytes as text where they are UTF-8, else as base64. */
function contentOf(bytes: Uint8Array): [string, unknown][] {
  try {
    return [['text', new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)]];
  } catch {
    return [['base64', Buffer.from(bytes).toString('base64')]];
  }
}
