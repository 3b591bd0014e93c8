import * as z from 'zod';
import { lineKind, maxProbeOutputBytes, networkHolder, probeBase } from './line-kind.ts';

/** A GET over HTTP/1.0 from the workbench to the container's first IPv4 address. Redirects are not followed. */
export const HttpProbeSchema = z.strictObject({
  ...probeBase,
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

export const httpLine = lineKind({
  schema: HttpProbeSchema,
  line: 'workbench',
  command: `http ${maxProbeOutputBytes}`,
  verbs: ['took', 'status', 'body', 'error'],
  targets({ service, timeoutMs, port, path }, container, containers) {
    // On the host's network it listens where the workbench is.
    const address =
      container.networkMode === 'host'
        ? '127.0.0.1'
        : networkHolder(container, containers)?.networks.find(({ ipv4 }) => ipv4 !== '')?.ipv4;
    return address === undefined
      ? `${service} has no IPv4 address: it is on no network`
      : [`${timeoutMs}:${address}:${port}:${path}`];
  },
  conclude([answer]) {
    const durationMs = Number(answer?.get('took') ?? 0);
    const error = answer ? answer.get('error') : 'it was not answered';
    if (error !== undefined) return { durationMs, error };
    const status = answer?.get('status');
    return {
      durationMs,
      ...(status === undefined ? {} : { status: Number(status) }),
      ...(answer?.has('body') ? { body: answer.get('body') } : {}),
    };
  },
});
