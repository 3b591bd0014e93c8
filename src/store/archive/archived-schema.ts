import { newestSchema } from '../migrations.ts';
import {
  type ArchivedTable,
  archivedTables,
  archivedTables5,
  archivedTables6,
  archivedTables7,
  archivedTables9,
  archivedTables10,
} from './archived-tables.ts';
import { archivedTables4 } from './archived-tables-4.ts';

/** What a database of an archive is read as, and the version of the schema that its rows are laid out in first. */
export interface ArchivedSchema {
  readonly version: number;
  readonly tables: ReadonlyMap<string, ArchivedTable>;
}

const schemas: readonly ArchivedSchema[] = [
  { version: 4, tables: new Map(Object.entries(archivedTables4)) },
  { version: 5, tables: new Map(Object.entries(archivedTables5)) },
  { version: 6, tables: new Map(Object.entries(archivedTables6)) },
  { version: 7, tables: new Map(Object.entries(archivedTables7)) },
  { version: 9, tables: new Map(Object.entries(archivedTables9)) },
  { version: 10, tables: new Map(Object.entries(archivedTables10)) },
  { version: newestSchema(), tables: new Map(Object.entries(archivedTables)) },
];

/** The oldest that has the columns which a version of the schema had; undefined for one that is newer than all. */
export const archivedSchemaOf = (version: number): ArchivedSchema | undefined =>
  schemas.find((schema) => version <= schema.version);

/**
 * Tables that a home's database has and that no archive gives anything of. Learning platforms are among them: who makes
 * a backup must not say who may send people here, and as whom.
 */
export const leftTables: readonly string[] = [
  'credential',
  'signing_key',
  'standing',
  'lti_platform',
  'lti_deployment',
  'lti_identity',
  'lti_course',
  'lti_link',
  'lti_link_visitor',
  'lti_score',
  'lti_ticket',
];

/** What has a member for each column. */
export type Columned = Pick<ArchivedTable, 'shape'>;

export const columnsOf = ({ shape }: Columned): readonly string[] => Object.keys(shape);
