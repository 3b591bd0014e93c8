import { hasNonce, nonceOf, nonceVars } from '../../lab/checks/nonce.ts';
import { isEngineLost } from '../../lab/engine-away.ts';
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { InspectedContainer } from '../../lab/observation/container.ts';
import type { ProbeResult } from '../../lab/observation/probe-result.ts';
import type { CommandResult, Executor, RunOptions } from '../../lab/ports/engine.ts';
import { type ActiveProbe, type ExecProbe, fillProbe } from '../../lab/probes/active-probe.ts';
import { lineKinds } from '../../lab/probes/all.ts';
import { type TargetAnswer, targetsIn } from '../../lab/probes/answer-lines.ts';
import { type LineKind, maxProbeOutputBytes, type Outcome, untried } from '../../lab/probes/line-kind.ts';
import { askProbe, type OpenProbe } from './probe-line.ts';

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

/** What our own side may take beside: a busy machine's delay is not the service's. */
const oursMs = 20_000;

/** A probe on one of the containers that it is for; or, in words, why there is none, or the place where it runs. */
interface Attempt {
  readonly probe: ActiveProbe;
  readonly target: InspectedContainer | string;
  readonly nonce?: string | undefined;
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
  for (const attempt of attempts)
    if (typeof attempt.target === 'string' && !isElsewhere(attempt.probe))
      outcomes.set(attempt, untried(attempt.target));
  const run = async (attempt: Attempt) => {
    if (attempt.probe.kind === 'exec' && !outcomes.has(attempt))
      outcomes.set(attempt, await tryExec(attempt.probe, attempt.target, tools, signal));
  };
  const isParallel = ({ probe }: Attempt) => probe.kind === 'exec' && probe.parallel;
  const [lines] = await Promise.all([
    Promise.all(lineKinds.map((kind) => tryLine(kind, attempts, containers, tools, signal))),
    ...attempts.filter(isParallel).map(run),
  ]);
  for (const line of lines) for (const [attempt, outcome] of line) outcomes.set(attempt, outcome);
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

/**
 * Asks for all of one kind at once. Rejects only when the signal is aborted, or with `cancelled` where that which asks was
 * closed: what else goes wrong is that nothing could be tried.
 */
async function tryLine(
  kind: LineKind,
  attempts: readonly Attempt[],
  containers: readonly InspectedContainer[],
  tools: TryTools,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<Attempt, Outcome>> {
  const asked = attempts.flatMap((attempt) => {
    const { probe, target } = attempt;
    if (typeof target === 'string') return [];
    const one = kind.ask(probe, target, containers);
    return one ? [{ ...one, attempt }] : [];
  });
  const words = asked.flatMap(({ targets }) => (typeof targets === 'string' ? [] : targets));
  const open = kind.line === 'engine' ? tools.openProbe : tools.openHttpProbe;
  const answers: TargetAnswer[] = [];
  let lack = open || words.length === 0 ? undefined : noLine[kind.line];
  if (open && words.length > 0)
    try {
      const ms = Math.max(...asked.map(({ timeoutMs }) => timeoutMs)) + oursMs;
      const text = await askProbe(open, `${kind.command} ${words.join(' ')}`, ms, signal);
      answers.push(...targetsIn(text, kind.verbs));
    } catch (error) {
      if (signal?.aborted || wasClosed(error)) throw error;
      lack = reportError(error).message;
    }
  const outcomeOf = ({ targets }: (typeof asked)[number]): Outcome => {
    if (typeof targets === 'string') return untried(targets);
    return lack === undefined ? kind.conclude(answers.splice(0, targets.length)) : untried(lack);
  };
  return new Map(asked.map((one) => [one.attempt, outcomeOf(one)]));
}

/** The seat or the workbench was let go of meanwhile: nothing that was asked says anything of the lab. */
const wasClosed = (error: unknown) => error instanceof DrydockError && error.code === 'cancelled';

const noLine = {
  workbench: 'there is no workbench to ask from',
  engine: 'there is no probe on this engine’s host to try it from',
};

/** It is run in one place, whatever containers there are. */
const isElsewhere = (probe: ActiveProbe): probe is ExecProbe =>
  probe.kind === 'exec' && probe.in !== 'service';

/** Every container of the service that runs; where it is tried elsewhere, that place alone. Never empty. */
function targetsOf(
  probe: ActiveProbe,
  containers: readonly InspectedContainer[],
): readonly (InspectedContainer | string)[] {
  if (isElsewhere(probe)) return [probe.in];
  const own = containers.filter(({ service }) => service === probe.service);
  const running = own.filter(({ status }) => status === 'running');
  if (running.length > 0) return running;
  const [one] = own;
  return [
    one ? `${probe.service} is not running (${one.status})` : `there is no container of ${probe.service}`,
  ];
}
