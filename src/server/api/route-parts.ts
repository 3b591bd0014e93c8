/** Pieces that the routes share. */
import type * as z from 'zod';
import type { Action } from '../../lab/people/action.ts';
import type { RunKey } from '../../lab/ports/store.ts';
import type { LabParams } from '../../lab/wire/lab-routes.ts';
import { type Caller, contextOf } from '../caller.ts';
import { permit } from '../permit.ts';

/** The run of the caller's party on a lab: in the session that they joined, for an assignment, or by themselves. */
export function runKey(caller: Caller, { chapter, lab }: z.output<typeof LabParams>): RunKey {
  const id = `${chapter}/${lab}` as const;
  return { party: caller.party.id, lab: id, context: contextOf(caller, id) };
}

/** The same of a request, whose path names the lab. */
export function runKeyOf(c: {
  get(name: 'caller'): Caller;
  readonly req: { valid(part: 'param'): z.output<typeof LabParams> };
}): RunKey {
  return runKey(c.get('caller'), c.req.valid('param'));
}

interface Row {
  readonly answer: unknown;
  readonly action: Action | 'anybody';
  /** Something is recorded of whoever asks, also where they only read. */
  readonly records?: boolean;
}

/**
 * A row of the table of routes as the framework takes it, which describes whatever stands in it: with what asks, before
 * its handler, whether the caller may.
 */
export function routeOf<Of extends Row>({ answer: _, action, records, ...route }: Of) {
  return { ...route, middleware: action === 'anybody' ? [] : [permit(action, { records })] };
}
