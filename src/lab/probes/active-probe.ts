/**
 * Something that an observation tries, declared in a manifest as data: a request to a service, a program run in one, a
 * connection from one to another. Results go into `Observation.probes` by id, so that checks stay pure functions of an
 * observation.
 */
import * as z from 'zod';
import { fillAll, type Vars } from '../manifest/vars.ts';
import { lineSchemas } from './all.ts';
import { probeBase } from './line-kind.ts';

/** A program, run in each container of the service as `docker exec` would, or elsewhere. */
export const ExecProbeSchema = z.strictObject({
  ...probeBase,
  kind: z.literal('exec'),
  /** `seat`: on the engine's host, which only a nested seat lets in. */
  in: z.enum(['service', 'workbench', 'seat']).default('service'),
  /** It disturbs no other and may run beside them; else programs run one after another. */
  parallel: z.boolean().default(false),
  argv: z.array(z.string()).min(1),
  /** `uid`, `uid:gid` or a name; the container's own user where there is none. */
  user: z.string().optional(),
  timeoutMs: z.int().min(50).max(60_000).default(15_000),
});
export type ExecProbe = z.output<typeof ExecProbeSchema>;

export const ActiveProbeSchema = z.discriminatedUnion('kind', [ExecProbeSchema, ...lineSchemas]);
export type ActiveProbe = z.output<typeof ActiveProbeSchema>;
/** As an author writes it: what has a default may be left out. */
export type ActiveProbeInput = z.input<typeof ActiveProbeSchema>;

/** The same with a learner's values in its words. */
export const fillProbe = (probe: ActiveProbe, vars: Vars): ActiveProbe =>
  ActiveProbeSchema.parse(fillAll(probe, vars));
