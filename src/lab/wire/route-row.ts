/** What rows of the table of routes are made of. */
import * as z from 'zod';
import type { Observation } from '../observation/observation.ts';
import type { Action } from '../people/action.ts';
import { ErrorBodySchema } from './error-report.ts';
import { type PathName, paths } from './paths.ts';

export const Id = z.string().min(1).max(64);

/** Every other status carries an error of the catalogue. */
export const failures = {
  '4XX': { description: 'Refused', content: { 'application/json': { schema: ErrorBodySchema } } },
  '5XX': { description: 'Failed', content: { 'application/json': { schema: ErrorBodySchema } } },
} as const;

/** A value as JSON with status 200. */
export function answers<T extends z.ZodType>(answer: T, description: string) {
  const content = { 'application/json': { schema: answer } };
  return { answer, responses: { 200: { description, content }, ...failures } };
}

/** Nothing to say but that it is done. */
export const done = {
  answer: z.undefined(),
  responses: { 204: { description: 'Done' }, ...failures },
} as const;

/** A body of JSON that must be there. */
export function takes<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** Where a route is, and what whoever asks must be allowed to do: nothing of those that anybody may ask. */
export function at<Name extends PathName, May extends Action | 'anybody'>(name: Name, action: May) {
  return { method: paths[name][0], path: paths[name][1], action };
}

/** What a description can say of it. */
export const ObservationBody = z.custom<Observation>().meta({ type: 'object' });
