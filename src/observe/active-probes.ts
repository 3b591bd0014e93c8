import {
  type ActiveProbe,
  type ExecProbe,
  fillProbe,
  type HttpProbe,
  maxProbeOutputBytes,
} from '../lab/active-probe.ts';
import type { InspectedContainer } from '../lab/container.ts';
import { isEngineLost } from '../lab/engine-away.ts';
import { DrydockError, reportError } from '../lab/errors.ts';
import { hasNonce, nonceOf, nonceVars } from '../lab/nonce.ts';
import type { ProbeResult } from '../lab/observation.ts';
import type { CommandResult, Executor, RunOptions } from '../lab/ports/engine.ts';
import { type Attempt, type Outcome, oursMs, untried } from './attempt.ts';
import { type HttpAnswer, parseHttpAnswer } from './probe-answer.ts';
import { askProbe, type OpenProbe } from './probe-line.ts';
import { tryReach } from './try-reach.ts';

type RunProgram = (argv: readonly string[], options: RunOptions) => Promise<CommandResult>;

export interface TryTools {
  readonly engine: Pick<Executor, 'run'>;
  /** A line to where the containers' networks are reached from. */
  readonly openHttpProbe: OpenProbe | undefined;
  /** A line to the engine's host, from where networks of containers are entered. */
  readonly openProbe?: OpenProbe | undefined;
  /** Run a program in the workbench, and on the engine's host, where that can be. */
  readonly places?: { readonly workbench?: RunProgram | undefined; readonly seat?: RunProgram | undefined };
  readonly now: () => Date;
}

/** A probe as it is tried this once, with what was drawn for it. */
function drawn(probe: ActiveProbe): { readonly probe: ActiveProbe; readonly nonce?: string } {
  if (!hasNonce(probe)) return { probe };
  const nonce = nonceOf(crypto.getRandomValues(new Uint8Array(12)));
  return { probe: fillProbe(probe, nonceVars(nonce)), nonce };
}

/**
 * Tries each probe on every running container of its service, and gives a result for each: what could not be tried says
 * why. Requests go out at once, with the programs that disturb nobody; the other programs run one after another.
 * Rejects only when the engine is gone or the signal is aborted.
 */
export async function tryProbes(
  probes: readonly ActiveProbe[],
  containers: readonly InspectedContainer[],
  tools: TryTools,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, ProbeResult>>> {
  const at = tools.now().toISOString();
  const tried = probes.map(drawn);
  const attempts = tried.flatMap(({ probe, nonce }) =>
    targetsOf(probe, containers).map((target) => ({ probe, target, nonce })),
  );
  const outcomes = new Map<Attempt, Outcome>();
  const run = async (attempt: Attempt) => {
    if (attempt.probe.kind === 'exec')
      outcomes.set(attempt, await tryExec(attempt.probe, attempt.target, tools, signal));
  };
  const https = attempts.flatMap((attempt) =>
    attempt.probe.kind === 'http' ? [{ attempt, probe: attempt.probe, target: attempt.target }] : [],
  );
  const reaches = attempts.flatMap((attempt) =>
    attempt.probe.kind === 'reach' ? [{ attempt, probe: attempt.probe, target: attempt.target }] : [],
  );
  const isParallel = ({ probe }: Attempt) => probe.kind === 'exec' && probe.parallel;
  const [answers, reached] = await Promise.all([
    tryHttp(https, containers, tools, signal),
    tryReach(reaches, containers, tools.openProbe, signal),
    ...attempts.filter(isParallel).map(run),
  ]);
  for (const [index, { attempt }] of https.entries())
    outcomes.set(attempt, answers[index] ?? untried('it was not answered'));
  for (const [index, { attempt }] of reaches.entries())
    outcomes.set(attempt, reached[index] ?? untried('it was not answered'));
  for (const attempt of attempts.filter((each) => !isParallel(each))) await run(attempt);
  const resultOf = (attempt: (typeof attempts)[number]): ProbeResult => ({
    id: attempt.probe.id,
    kind: attempt.probe.kind,
    at,
    ...(attempt.nonce === undefined ? {} : { nonce: attempt.nonce }),
    ...(outcomes.get(attempt) ?? untried('it was not answered')),
  });
  return Object.fromEntries(
    tried.map(({ probe }) => [
      probe.id,
      together(
        attempts.filter((each) => each.probe === probe),
        resultOf,
      ),
    ]),
  );
}

/** One result for the containers of a service: the first's, with those of the others. */
function together<Of extends Attempt>(
  attempts: readonly Of[],
  resultOf: (attempt: Of) => ProbeResult,
): ProbeResult {
  const results = attempts.map((attempt) => {
    const result = resultOf(attempt);
    return attempts.length > 1 && typeof attempt.target !== 'string'
      ? { ...result, container: attempt.target.name }
      : result;
  });
  const [first, ...replicas] = results;
  if (!first) throw new DrydockError('internal', { message: 'A probe was tried nowhere.' });
  return replicas.length > 0 ? { ...first, replicas } : first;
}

async function tryExec(
  probe: ExecProbe,
  target: InspectedContainer | string,
  { engine, places }: TryTools,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  if (probe.in === 'service' && typeof target === 'string') return untried(target);
  const { argv, user, timeoutMs } = probe;
  const run: RunProgram | undefined =
    probe.in === 'service'
      ? (words, options) => engine.run(typeof target === 'string' ? target : target.id, words, options)
      : places?.[probe.in];
  if (!run) return { ...untried(noPlace[probe.in === 'seat' ? 'seat' : 'workbench']), cause: 'host-lacks' };
  try {
    const { exitCode, stdout, stderr, durationMs, truncated } = await run(argv, {
      timeoutMs,
      maxBytes: maxProbeOutputBytes,
      ...(user !== undefined && { user }),
      ...(signal && { signal }),
    });
    return { durationMs, exitCode, stdout, stderr, ...(truncated && { truncated }) };
  } catch (error) {
    if (signal?.aborted || isEngineLost(error)) throw error;
    // An end that nobody asked for is the deadline's, also when it came while the program was being started.
    const late = error instanceof DrydockError && (error.code === 'timed-out' || error.code === 'cancelled');
    return late
      ? { durationMs: timeoutMs, error: `it did not end within ${timeoutMs} ms` }
      : untried(reportError(error).message);
  }
}

const noPlace = {
  workbench: 'there is no workbench in which it could run',
  seat: 'nobody is let in to the host of this engine: it can be tried in a nested seat',
};

async function tryHttp(
  attempts: readonly Attempt<HttpProbe>[],
  containers: readonly InspectedContainer[],
  { openHttpProbe }: TryTools,
  signal: AbortSignal | undefined,
): Promise<readonly Outcome[]> {
  const targets = attempts.map(({ probe, target }) => addressOf(probe, target, containers));
  const words = targets.flatMap((target) => (typeof target === 'string' ? [] : [target.word]));
  if (words.length === 0) return targets.map((target) => untried(String(target)));
  if (!openHttpProbe) return targets.map(() => untried('there is no workbench to ask from'));
  const longestMs = Math.max(...attempts.map(({ probe }) => probe.timeoutMs));
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

function addressOf(
  probe: HttpProbe,
  container: InspectedContainer | string,
  containers: readonly InspectedContainer[],
): { word: string } | string {
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

/** Every container of the service that runs; where it is tried elsewhere, that place alone. Never empty. */
function targetsOf(
  probe: ActiveProbe,
  containers: readonly InspectedContainer[],
): readonly (InspectedContainer | string)[] {
  if (probe.kind === 'exec' && probe.in !== 'service') return [probe.in];
  const own = containers.filter(({ service }) => service === probe.service);
  const running = own.filter(({ status }) => status === 'running');
  if (running.length > 0) return running;
  const [one] = own;
  return [
    one ? `${probe.service} is not running (${one.status})` : `there is no container of ${probe.service}`,
  ];
}
