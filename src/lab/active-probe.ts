/**
 * Something that an observation tries, declared in a manifest as data: an HTTP request to a service, a program run
 * in one, a connection from one to another. Results go into `Observation.probes` by id, so that checks stay pure functions of an observation.
 */
import * as z from 'zod';
import { fillAll, type Vars } from './vars.ts';

/** How much of an answer's body, and of each output stream of a program, is kept. */
export const maxProbeOutputBytes = 65_536;

const base = {
  /** Permanent; matchers name it. */
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'an id has lower-case letters, digits and hyphens'),
  /** The service of the compose file that is tried. Of several containers, each that runs. */
  service: z.string().min(1),
  /** Whether live observation repeats it. Only what takes a few milliseconds and changes nothing is cheap. */
  cheap: z.boolean().default(false),
};

/** A GET over HTTP/1.0 from the workbench to the container's first IPv4 address. Redirects are not followed. */
export const HttpProbeSchema = z.strictObject({
  ...base,
  kind: z.literal('http'),
  /** The port in the container, published or not. */
  port: z.int().min(1).max(65_535),
  path: z
    .string()
    .regex(/^\/[\x21-\x7e]*$/, 'a path begins with / and is percent-encoded')
    .default('/'),
  /** From the first packet on. What came by then counts, if the head of an answer did. */
  timeoutMs: z.int().min(50).max(30_000).default(2_000),
});
export type HttpProbe = z.output<typeof HttpProbeSchema>;

/** A program, run in each container of the service as `docker exec` would, or elsewhere. */
export const ExecProbeSchema = z.strictObject({
  ...base,
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

/** A TCP connection from the network namespace of each container of the service to another service. */
export const ReachProbeSchema = z.strictObject({
  ...base,
  kind: z.literal('reach'),
  /** The service that is reached for, at each of its IPv4 addresses. */
  to: z.string().min(1),
  port: z.int().min(1).max(65_535),
  /** For a connection to be made or refused; a filter that drops packets lets it pass. */
  timeoutMs: z.int().min(50).max(30_000).default(2_000),
});
export type ReachProbe = z.output<typeof ReachProbeSchema>;

export const ActiveProbeSchema = z.discriminatedUnion('kind', [
  HttpProbeSchema,
  ExecProbeSchema,
  ReachProbeSchema,
]);
export type ActiveProbe = z.output<typeof ActiveProbeSchema>;
/** As an author writes it: what has a default may be left out. */
export type ActiveProbeInput = z.input<typeof ActiveProbeSchema>;

/** The same with a learner's values in its words. */
export const fillProbe = (probe: ActiveProbe, vars: Vars): ActiveProbe =>
  ActiveProbeSchema.parse(fillAll(probe, vars));
