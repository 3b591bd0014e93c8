import {
  type ActiveProbe,
  type ExecProbe,
  type HttpProbe,
  maxProbeOutputBytes,
} from '../lab/active-probe.ts';
import type { InspectedContainer } from '../lab/container.ts';
import { isEngineLost } from '../lab/engine-away.ts';
import { DrydockError, reportError } from '../lab/errors.ts';
import type { ProbeResult } from '../lab/observation.ts';
import type { Executor } from '../lab/ports/engine.ts';
import { type HttpAnswer, parseHttpAnswer } from './probe-answer.ts';
import { askProbe, type OpenProbe } from './probe-line.ts';

export interface TryTools {
  readonly engine: Pick<Executor, 'run'>;
  /** A line to where the containers' networks are reached from. */
  readonly openHttpProbe: OpenProbe | undefined;
  readonly now: () => Date;
}

/** What our own side may take beside: a busy machine's delay is not the service's. */
const oursMs = 20_000;

type Outcome = Omit<ProbeResult, 'id' | 'kind' | 'at'>;

/**
 * Tries all of them at once, and gives a result for each: what could not be tried says why. Rejects only when the
 * engine is gone or the signal is aborted.
 */
export async function tryProbes(
  probes: readonly ActiveProbe[],
  containers: readonly InspectedContainer[],
  tools: TryTools,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, ProbeResult>>> {
  const at = tools.now().toISOString();
  const https = probes.filter((probe) => probe.kind === 'http');
  const execs = probes.filter((probe) => probe.kind === 'exec');
  const [answers, ...results] = await Promise.all([
    tryHttp(https, containers, tools, signal),
    ...execs.map((probe) => tryExec(probe, containers, tools, signal)),
  ]);
  const outcomes = new Map<ActiveProbe, Outcome | undefined>([
    ...https.map((probe, index) => [probe, answers[index]] as const),
    ...execs.map((probe, index) => [probe, results[index]] as const),
  ]);
  return Object.fromEntries(
    probes.map((probe) => {
      const outcome = outcomes.get(probe) ?? untried('it was not answered');
      return [probe.id, { id: probe.id, kind: probe.kind, at, ...outcome }];
    }),
  );
}

async function tryExec(
  probe: ExecProbe,
  containers: readonly InspectedContainer[],
  { engine }: TryTools,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const target = findRunning(probe.service, containers);
  if (typeof target === 'string') return untried(target);
  const { argv, user, timeoutMs } = probe;
  try {
    const { exitCode, stdout, stderr, durationMs } = await engine.run(target.id, argv, {
      timeoutMs,
      maxBytes: maxProbeOutputBytes,
      ...(user !== undefined && { user }),
      ...(signal && { signal }),
    });
    return { durationMs, exitCode, stdout, stderr };
  } catch (error) {
    if (signal?.aborted || isEngineLost(error)) throw error;
    // An end that nobody asked for is the deadline's, also when it came while the program was being started.
    const late = error instanceof DrydockError && (error.code === 'timed-out' || error.code === 'cancelled');
    return late
      ? { durationMs: timeoutMs, error: `it did not end within ${timeoutMs} ms` }
      : untried(reportError(error).message);
  }
}

async function tryHttp(
  probes: readonly HttpProbe[],
  containers: readonly InspectedContainer[],
  { openHttpProbe }: TryTools,
  signal: AbortSignal | undefined,
): Promise<readonly Outcome[]> {
  const targets = probes.map((probe) => findTarget(probe, containers));
  const words = targets.flatMap((target) => (typeof target === 'string' ? [] : [target.word]));
  if (words.length === 0) return targets.map((target) => untried(String(target)));
  if (!openHttpProbe) return targets.map(() => untried('there is no workbench to ask from'));
  const longestMs = Math.max(...probes.map((probe) => probe.timeoutMs));
  try {
    const request = `http ${maxProbeOutputBytes} ${words.join(' ')}`;
    const answers = [...parseHttpAnswer(await askProbe(openHttpProbe, request, longestMs + oursMs, signal))];
    return targets.map((target) => outcomeOf(typeof target === 'string' ? target : answers.shift()));
  } catch (error) {
    if (signal?.aborted) throw error;
    return targets.map(() => untried(reportError(error).message));
  }
}

function outcomeOf(answer: HttpAnswer | string | undefined): Outcome {
  if (answer === undefined || typeof answer === 'string') return untried(answer ?? 'it was not answered');
  const { tookMs: durationMs, status, body, error } = answer;
  return error === undefined ? { durationMs, status, body } : { durationMs, error };
}

function untried(error: string): Outcome {
  return { durationMs: 0, error };
}

function findTarget(probe: HttpProbe, containers: readonly InspectedContainer[]): { word: string } | string {
  const container = findRunning(probe.service, containers);
  if (typeof container === 'string') return container;
  const address = findAddress(container, containers);
  if (address === undefined) return `${probe.service} has no IPv4 address: it is on no network`;
  return { word: `${probe.timeoutMs}:${address}:${probe.port}:${probe.path}` };
}

/** On the host's network it listens where the workbench is; in another container's network, where that one does. */
function findAddress(
  container: InspectedContainer,
  containers: readonly InspectedContainer[],
): string | undefined {
  if (container.networkMode === 'host') return '127.0.0.1';
  const [, owner] = /^container:(.+)$/.exec(container.networkMode) ?? [];
  const holder = owner === undefined ? container : containers.find(({ id }) => id === owner);
  return holder?.networks.find(({ ipv4 }) => ipv4 !== '')?.ipv4;
}

function findRunning(
  service: string,
  containers: readonly InspectedContainer[],
): InspectedContainer | string {
  const own = containers.filter((container) => container.service === service);
  const running = own.find((container) => container.status === 'running');
  if (running) return running;
  return own[0] ? `${service} is not running (${own[0].status})` : `there is no container of ${service}`;
}
