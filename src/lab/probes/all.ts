/**
 * Every kind of probe that a probe program tries. One more is one file beside this and its names here and, for its
 * matcher, in the matchers' list; `probe.pl` has the command that it asks for.
 */
import { HttpProbeSchema, httpLine } from './http.ts';
import { ReachProbeSchema, reachLine } from './reach.ts';

export const lineKinds = [httpLine, reachLine];
export const lineSchemas = [HttpProbeSchema, ReachProbeSchema] as const;
