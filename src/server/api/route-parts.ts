/** Pieces that the descriptions of the routes share. */
import * as z from 'zod';
import type { RunKey } from '../../lab/ports/store.ts';
import { ErrorReportSchema } from '../../lab/protocol.ts';
import type { Caller } from '../environment.ts';

const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and dashes');

export const LabParams = z.object({ chapter: Slug, lab: Slug });
export const ChapterParams = z.object({ chapter: Slug });

/** The run of the caller's party on a lab that they work on by themselves. */
export function runKey({ party }: Caller, { chapter, lab }: z.output<typeof LabParams>): RunKey {
  return { party: party.id, lab: `${chapter}/${lab}`, context: 'self' };
}

const ErrorBodySchema = z.object({ error: ErrorReportSchema }).meta({ id: 'ErrorBody' });

/** Every other status carries an error of the catalogue. */
const failures = {
  '4XX': { description: 'Refused', content: { 'application/json': { schema: ErrorBodySchema } } },
  '5XX': { description: 'Failed', content: { 'application/json': { schema: ErrorBodySchema } } },
} as const;

/** A value as JSON with status 200. */
export function answers<T extends z.ZodType>(schema: T, description: string) {
  return { 200: { description, content: { 'application/json': { schema } } }, ...failures };
}

/** The work goes on; the value says which. */
export function accepts<T extends z.ZodType>(schema: T, description: string) {
  return { 202: { description, content: { 'application/json': { schema } } }, ...failures };
}

/** Nothing to say but that it is done. */
export const answersNothing = { 204: { description: 'Done' }, ...failures } as const;

/** A body of JSON that must be there. */
export function takes<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}
