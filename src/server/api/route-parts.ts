/** Pieces that the routes share. */
import type * as z from 'zod';
import type { RunKey } from '../../lab/ports/store.ts';
import type { LabParams } from '../../lab/wire/routes.ts';
import type { Caller } from '../environment.ts';

/** The run of the caller's party on a lab that they work on by themselves. */
export function runKey({ party }: Caller, { chapter, lab }: z.output<typeof LabParams>): RunKey {
  return { party: party.id, lab: `${chapter}/${lab}`, context: 'self' };
}

/** The same of a request, whose path names the lab. */
export function runKeyOf(c: {
  get(name: 'caller'): Caller;
  readonly req: { valid(part: 'param'): z.output<typeof LabParams> };
}): RunKey {
  return runKey(c.get('caller'), c.req.valid('param'));
}

/** A row of the table of routes as the framework takes it, which describes whatever stands in it. */
export function routeOf<Row extends { readonly answer: unknown }>({ answer: _, ...route }: Row) {
  return route;
}
