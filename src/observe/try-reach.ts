import type { ReachProbe } from '../lab/active-probe.ts';
import type { InspectedContainer } from '../lab/container.ts';
import { reportError } from '../lab/errors.ts';
import { type Attempt, type Outcome, oursMs, untried } from './attempt.ts';
import { parseReachAnswer, type ReachAnswer } from './probe-answer.ts';
import { askProbe, type OpenProbe } from './probe-line.ts';

/**
 * Tries connections from networks of containers, all at once. Of the addresses of a service one that is reached is
 * enough. Rejects only when the signal is aborted.
 */
export async function tryReach(
  attempts: readonly Attempt<ReachProbe>[],
  containers: readonly InspectedContainer[],
  openProbe: OpenProbe | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Outcome[]> {
  const words = attempts.map(({ probe, target }) => wordsOf(probe, target, containers));
  const all = words.flatMap((each) => (typeof each === 'string' ? [] : each));
  const lack = openProbe ? undefined : 'there is no probe on this engine’s host to try it from';
  if (!openProbe || all.length === 0)
    return words.map((each) => untried(typeof each === 'string' ? each : (lack ?? 'it has no address')));
  const longestMs = Math.max(...attempts.map(({ probe }) => probe.timeoutMs));
  try {
    const answer = await askProbe(openProbe, `reach ${all.join(' ')}`, longestMs + oursMs, signal);
    const answers = [...parseReachAnswer(answer)];
    return words.map((each) =>
      typeof each === 'string' ? untried(each) : best(answers.splice(0, each.length)),
    );
  } catch (error) {
    if (signal?.aborted) throw error;
    return words.map(() => untried(reportError(error).message));
  }
}

/** `TIMEOUT:PID:IP:PORT` for each address, or why there is none. */
function wordsOf(
  { to, port, timeoutMs }: ReachProbe,
  from: InspectedContainer | string,
  containers: readonly InspectedContainer[],
): readonly string[] | string {
  if (typeof from === 'string') return from;
  const there = containers.filter(({ service, status }) => service === to && status === 'running');
  if (there.length === 0) return `${to} does not run, so nothing says whether it could be reached`;
  const holders = there.flatMap((each) => holderOf(each, containers) ?? []);
  const addresses = holders.flatMap(({ networks }) => networks.flatMap(({ ipv4 }) => ipv4 || []));
  if (addresses.length === 0) return `${to} has no IPv4 address`;
  return [...new Set(addresses)].map((address) => `${timeoutMs}:${from.initPid}:${address}:${port}`);
}

/** Where a container has the network of another one, that one has the addresses. */
function holderOf(
  container: InspectedContainer,
  containers: readonly InspectedContainer[],
): InspectedContainer | undefined {
  const [, owner] = /^container:(.+)$/.exec(container.networkMode) ?? [];
  return owner === undefined ? container : containers.find(({ id }) => id === owner);
}

const gravity = ['arrived', 'refused', 'shut'] as const;

function best(answers: readonly ReachAnswer[]): Outcome {
  const durationMs = Math.max(0, ...answers.map(({ tookMs }) => tookMs));
  const failed = answers.find(({ error }) => error !== undefined);
  const reached = gravity.find((word) => answers.some((answer) => answer.reached === word));
  // That one address is shut says nothing where another could not be tried.
  if (reached !== undefined && (reached !== 'shut' || !failed)) return { durationMs, reached };
  const error = failed?.error ?? 'it was not answered';
  return /not be entered/.test(error) ? { durationMs, error, cause: 'host-lacks' } : { durationMs, error };
}
