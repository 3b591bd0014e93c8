/** Whether one service reaches a port of another. No image needs a program for it. */
import * as z from 'zod';
import { probeMatcher } from '../matchers/matcher.ts';
import type { Observation, ObservedContainer } from '../observation/observation.ts';
import type { TargetAnswer } from './answer-lines.ts';
import { lineKind, networkHolder, probeBase } from './line-kind.ts';

/** A TCP connection from the network namespace of each container of the service to another service. */
export const ReachProbeSchema = z.strictObject({
  ...probeBase,
  kind: z.literal('reach'),
  /** The service that is reached for, at each of its IPv4 addresses. */
  to: z.string().min(1),
  port: z.int().min(1).max(65_535),
  /** For a connection to be made or refused; a filter that drops packets lets it pass. */
  timeoutMs: z.int().min(50).max(30_000).default(2_000),
});

/** Of the addresses of a service one that is reached is enough. */
export const reachLine = lineKind({
  schema: ReachProbeSchema,
  line: 'engine',
  command: 'reach',
  verbs: ['took', 'reached', 'error'],
  targets({ to, port, timeoutMs }, from, containers) {
    const there = containers.filter(({ service, status }) => service === to && status === 'running');
    if (there.length === 0) return `${to} does not run, so nothing says whether it could be reached`;
    const holders = there.flatMap((each) => networkHolder(each, containers) ?? []);
    const addresses = holders.flatMap(({ networks }) => networks.flatMap(({ ipv4 }) => ipv4 || []));
    if (addresses.length === 0) return `${to} has no IPv4 address`;
    return [...new Set(addresses)].map((address) => `${timeoutMs}:${from.initPid}:${address}:${port}`);
  },
  conclude(answers) {
    const durationMs = Math.max(0, ...answers.map((answer) => Number(answer.get('took') ?? 0)));
    const failed = answers.find((answer) => answer.has('error'));
    const reached = best(answers);
    // That one address is shut says nothing where another could not be tried.
    if (reached !== undefined && (reached !== 'shut' || !failed)) return { durationMs, reached };
    const error = failed?.get('error') ?? 'it was not answered';
    return /not be entered/.test(error) ? { durationMs, error, cause: 'host-lacks' } : { durationMs, error };
  },
});

const gravity = ['arrived', 'refused', 'shut'] as const;

const best = (answers: readonly TargetAnswer[]) =>
  gravity.find((word) => answers.some((answer) => answer.get('reached') === word));

export const reachResult = probeMatcher({
  kind: 'reach-result',
  fields: { probe: z.string(), to: z.string(), port: z.int(), arrives: z.boolean() },
  title: ({ to, port, arrives }) =>
    arrives ? `reaches ${to} on port ${port}` : `does not reach ${to} on port ${port}`,
  expected: ({ to, port, arrives }) =>
    arrives ? `a connection to ${to} on port ${port}` : `no way to ${to} on port ${port}`,
  judge({ to, port, arrives }, { reached, error }, { container, observation }) {
    if (reached === undefined) return { ok: false, observed: `could not be tried: ${error ?? 'no reason'}` };
    const observed = {
      arrived: `arrived at ${to} on port ${port}`,
      refused: `arrived at ${to}, where nobody listens on port ${port}`,
      shut: `did not reach ${to}`,
    }[reached];
    if (!arrives && reached === 'shut' && meetByIpv6(container, to, observation))
      return { ok: false, observed: `${observed} by IPv4, and meets it by IPv6, which was not tried` };
    return { ok: reached === (arrives ? 'arrived' : 'shut'), observed };
  },
});

/** On a network of both the other has an address that is not tried. */
function meetByIpv6({ declared }: ObservedContainer, to: string, { containers }: Observation): boolean {
  const all = containers.map((each) => each.declared);
  const own = new Set(networkHolder(declared, all)?.networks.map(({ id }) => id));
  const there = all.filter(({ service, status }) => service === to && status === 'running');
  return there
    .flatMap((each) => networkHolder(each, all)?.networks ?? [])
    .some(({ id, ipv6 = '' }) => ipv6 !== '' && own.has(id));
}

type Named = { readonly name: string };

/**
 * For `lab.ts`, within `tried(…)`: TCP connections from the network of each running container of one service to each
 * address of another, for Check and for the proof.
 */
export function reach(
  from: Named,
  to: Named,
  port: number,
  { withinMs }: { readonly withinMs?: number } = {},
) {
  const said = {
    kind: 'reach' as const,
    service: from.name,
    to: to.name,
    port,
    ...(withinMs === undefined ? {} : { timeoutMs: withinMs }),
  };
  const expecting = (arrives: boolean) => ({
    said,
    expect: (probe: string) => ({ kind: 'reach-result' as const, probe, to: to.name, port, arrives }),
  });
  return {
    /** Something listens there, and it is reached. */
    arrives: () => expecting(true),
    /** No packet gets there. That nobody listens there is something else. */
    isShut: () => expecting(false),
  };
}
