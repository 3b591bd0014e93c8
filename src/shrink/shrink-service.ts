import { DrydockError } from '../lab/errors.ts';
import type { Engine } from '../lab/ports/engine.ts';
import { type CopyQuestion, type CopyTools, withCopies } from '../why/with-copies.ts';
import { type HealthRun, runUntilHealthy } from './health-run.ts';
import { healthCheckOf, type InspectedService, mountsOfService, readService } from './inspected-service.ts';
import { socketsOf } from './mounted-sockets.ts';
import { reachOfHost } from './reach-of-host.ts';
import { mountPowers, powersOfService } from './service-powers.ts';
import { shrinkCalls } from './shrink-calls.ts';
import { shrinkPowers } from './shrink-powers.ts';
import type { Shrunk } from './shrunk.ts';
import { type CopyPlan, type CopyTerms, copyService } from './shrunk-copy.ts';
import { Trials, type TrialTools } from './trials.ts';
import { untriedOf } from './untried.ts';
import { writtenDirectories } from './written-directories.ts';

export interface ShrinkTools extends CopyTools {
  readonly engine: CopyTools['engine'] &
    Pick<Engine, 'info' | 'removeContainer' | 'startAs' | 'logTail' | 'changedPaths'>;
}

export interface ShrinkOptions extends Pick<TrialTools, 'onRun'> {
  /** Copies in all, 3 or more: the first, that with volumes of its own, and the answer once more are run in any case. */
  readonly mostRuns: number;
  /** A copy that is not healthy by then does not pass. */
  readonly withinMs: number;
  /** Copies are on the networks of the project, and so act on its other services; else on none. */
  readonly onNetworks: boolean;
  /**
   * Copies have what the service acts on the machine by: sockets of engines, devices, privileged mode. Else a service that
   * has any of them is refused.
   */
  readonly reachesHost: boolean;
}

export interface ShrinkAnswer {
  readonly shrunk: Shrunk;
  /** What it was shrunk from. */
  readonly inspected: InspectedService;
}

/**
 * Finds out without which of its powers a service of a compose project still passes its own health check, in copies of
 * its container. The service's own container is not touched, and no copy is left, however it ends. Rejects with
 * `not-found` where the project has no such service, and with `bad-usage` where that has no health check, or reaches the
 * machine and nobody said that its copies may.
 */
export async function shrinkService(
  project: string,
  service: string,
  tools: ShrinkTools,
  options: ShrinkOptions,
): Promise<ShrinkAnswer> {
  return withCopies(project, service, tools, async (question) => {
    const inspected = readService(question.inspected);
    const sockets = await admit(service, inspected, options);
    const shrunk = await shrink({ project, service, inspected, sockets }, question, tools, options);
    return { shrunk, inspected };
  });
}

/** Refuses a service of which copies would say nothing, or do harm; resolves with the sockets that they reach. */
async function admit(
  service: string,
  inspected: InspectedService,
  { reachesHost }: ShrinkOptions,
): Promise<readonly string[]> {
  if (healthCheckOf(inspected) === undefined)
    throw new DrydockError('bad-usage', {
      message: `${service} has no health check, so nothing tells whether it still works with less.`,
      fix: 'Give the service a `healthcheck` that asks for its work, start it, and ask again.',
    });
  const sockets = await socketsOf(inspected);
  const reach = reachesHost ? [] : reachOfHost(inspected, sockets);
  if (reach.length > 0)
    throw new DrydockError('bad-usage', {
      message: `Copies of ${service} would act on this machine and on its containers, by ${reach.join(', ')}.`,
      fix: 'Take that from the service, or say --reach-host where copies may do so for real.',
    });
  return sockets;
}

interface Subject {
  readonly project: string;
  readonly service: string;
  readonly inspected: InspectedService;
  readonly sockets: readonly string[];
}

async function shrink(
  { project, service, inspected, sockets }: Subject,
  question: CopyQuestion,
  { engine, signal }: ShrinkTools,
  options: ShrinkOptions,
): Promise<Shrunk> {
  const { architecture } = await engine.info(signal);
  const { labels } = question;
  let [number, withinMs] = [0, options.withinMs];
  const run = (plan: CopyPlan, terms: CopyTerms, asksChanges = false): Promise<HealthRun> => {
    number += 1;
    const parts = { engine, labels, name: question.nextName(), withinMs, asksChanges, signal };
    return runUntilHealthy(copyService(question.inspected, plan, terms), parts);
  };
  const first = await firstRuns(inspected, (plan, terms) => run(plan, terms, true), options.onNetworks);
  const answer = { project, service, untried: untriedOf(inspected, first.terms, sockets) };
  if (!first.result.passed)
    return { ...nothingFound(answer, 'not-healthy', first.result.told), runs: number };
  // One that hangs should not take as long as one that may still come up: a few times what it took with everything.
  withinMs = Math.min(options.withinMs, Math.max(3_000, 4 * first.result.durationMs + 1_000));
  const trials = new Trials({
    run: (plan) => run(plan, first.terms),
    mostRuns: options.mostRuns - number - 1,
    onRun: options.onRun,
  });
  const paths = writtenDirectories(first.result.changed, inspected);
  const found = await shrinkPowers(inspected, paths, trials);
  const { plan, calls, isMinimal } = await shrinkCalls(inspected, found.plan, trials, architecture);
  const last = await trials.confirm(plan, 'the answer, once more');
  if (!last.passed) return { ...nothingFound(answer, 'unstable', last.told), runs: number };
  return {
    ...answer,
    found: 'shrunk',
    told: last.told,
    needed: found.powers
      .filter(({ id }) => plan.kept.has(id))
      .map((power) => ({ ...power, without: trials.without(power.id) })),
    spare: found.powers.filter(({ id }) => !plan.kept.has(id)),
    paths: plan.kept.has('writable-root') ? [] : paths.filter((path) => plan.kept.has(`path:${path}`)),
    calls,
    idleMounts: found.idleMounts,
    isMinimal: found.isMinimal && isMinimal,
    runs: number,
  };
}

type Answer = Pick<Shrunk, 'project' | 'service' | 'untried'>;

function nothingFound(answer: Answer, found: Shrunk['found'], told: string): Omit<Shrunk, 'runs'> {
  return {
    ...answer,
    found,
    told,
    needed: [],
    spare: [],
    paths: [],
    calls: undefined,
    idleMounts: [],
    isMinimal: false,
  };
}

/** A copy with all powers; with volumes of its own for binds that can be written, where it is not healthy otherwise. */
async function firstRuns(
  service: InspectedService,
  run: (plan: CopyPlan, terms: CopyTerms) => Promise<HealthRun>,
  onNetworks: boolean,
) {
  const all = [...powersOfService(service), ...mountPowers(service)].map(({ id }) => id);
  const plan = { kept: new Set(all), paths: [], profile: undefined };
  const terms = { onNetworks, hasEmptyBinds: false };
  const result = await run(plan, terms);
  const hasWritableBind = mountsOfService(service).some(
    ({ kind, isReadOnly }) => kind === 'bind' && !isReadOnly,
  );
  if (result.passed || !hasWritableBind) return { result, terms };
  const emptied = { onNetworks, hasEmptyBinds: true };
  return { result: await run(plan, emptied), terms: emptied };
}
