/** The tables of version 5 of the schema, before there was evidence of grading. */
import { type ArchivedTable, archivedTables } from './archived-tables.ts';

const { evidence: _, ...others } = archivedTables;

export const archivedTables5 = others satisfies Record<string, ArchivedTable>;
