/** What the columns of an archive may hold, which anybody may have written. */

import * as z from 'zod';
import { findPathFault } from '../../files/path-fault.ts';
import { jsonColumn } from '../columns.ts';

/** As `ulid` makes them; what a client chose itself may have small letters. */
export const Id = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'is not an id');
export const Time = z.iso.datetime();
/** A folder in a folder: labs and the folders of their copies are named by it. */
export const LabId = z
  .string()
  .refine(
    (id) => findPathFault(id) === undefined && id.split('/').length === 2 && !/\p{Cc}/u.test(id),
    'is not the id of a lab',
  );
/** As the address of its page has it. */
export const Chapter = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'is not the id of a chapter');
export const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256');

/** What is said of a value that the store could not read again. */
export const notOurs = 'is not what Drydock writes there';

/** JSON text that is copied as it stands, of a value that the store will read. */
export function jsonText(schema: z.ZodType) {
  return z.string().refine((text) => parses(jsonColumn(schema), text), notOurs);
}

export function parses(schema: z.ZodType, value: unknown): boolean {
  try {
    return schema.safeParse(value).success;
  } catch {
    return false;
  }
}
