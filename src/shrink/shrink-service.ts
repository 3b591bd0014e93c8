import { DrydockError } from '../lab/errors.ts';
import { syscallNumbersOf } from '../lab/observation/syscall-table.ts';
import type { Copies } from '../lab/ports/copies.ts';
import type { Engine } from '../lab/ports/engine.ts';
import { findContainer } from '../why/find-container.ts';
import { familyNames, familyOf, neededByAll } from './call-families.ts';
import { type HealthRun, runUntilHealthy } from './health-run.ts';
import { healthCheckOf, type InspectedService, mountsOfService, readService } from './inspected-service.ts';
import type { Power } from './power.ts';
import { reduce } from './reduce.ts';
import { mountPowers, powersOfService, profileOf } from './service-powers.ts';
import type { Shrunk, ShrunkCalls } from './shrunk.ts';
import { type CopyPlan, type CopyTerms, copyService } from './shrunk-copy.ts';
import { callsLetThrough, letThroughOnly } from './shrunk-filter.ts';
import { Trials, type TrialTools } from './trials.ts';
import { writtenDirectories } from './written-directories.ts';

export interface ShrinkTools {
  readonly engine: Pick<
    Engine,
    | 'info'
    | 'inspectRaw'
    | 'inspectContainers'
    | 'removeLabelled'
    | 'removeContainer'
    | 'startAs'
    | 'logTail'
    | 'changedPaths'
  >;
  readonly copies: Copies;
  readonly signal: AbortSignal;
}

export interface ShrinkOptions extends Pick<TrialTools, 'mostRuns' | 'onRun'> {
  /** A copy that is not healthy by then does not pass. */
  readonly withinMs: number;
  /** Copies are on the networks of the project, and so act on its other services; else on none. */
  readonly onNetworks: boolean;
}

/**
 * Finds out without which of its powers a service of a compose project still passes its own health check, in copies of
 * its container. The service's own container is not touched, and no copy is left, however it ends. Rejects with
 * `not-found` where the project has no such service, and with `bad-usage` where that has no health check.
 */
export async function shrinkService(
  project: string,
  service: string,
  { engine, copies, signal }: ShrinkTools,
  options: ShrinkOptions,
): Promise<Shrunk> {
  const inspected = await findContainer(engine, project, service, signal);
  const read = readService(inspected);
  if (healthCheckOf(read) === undefined)
    throw new DrydockError('bad-usage', {
      message: `${service} has no health check, so nothing tells whether it still works with less.`,
      fix: 'Give the service a `healthcheck` that asks for its work, start it, and ask again.',
    });
  const { architecture } = await engine.info(signal);
  await copies.removeAbandoned(engine, signal);
  const { name, labels } = copies.ofOneQuestion();
  let [number, withinMs] = [0, options.withinMs];
  const run = (plan: CopyPlan, terms: CopyTerms, asksChanges = false): Promise<HealthRun> =>
    runUntilHealthy(copyService(inspected, plan, terms), {
      engine,
      labels,
      name: `${name}-${++number}`,
      withinMs,
      asksChanges,
      signal,
    });
  const shrinking = async (): Promise<Shrunk> => {
    const first = await firstRuns(read, (plan, terms) => run(plan, terms, true), options.onNetworks);
    const answer = { project, service, untried: untriedOf(read, first.terms) };
    if (!first.result.passed)
      return { ...nothingFound(answer, 'not-healthy', first.result.told), runs: number };
    // One that hangs should not take as long as one that may still come up: a few times what it took with everything.
    withinMs = Math.min(options.withinMs, Math.max(3_000, 4 * first.result.durationMs + 1_000));
    const trials = new Trials({
      run: (plan) => run(plan, first.terms),
      mostRuns: options.mostRuns - number - 1,
      onRun: options.onRun,
    });
    const paths = writtenDirectories(first.result.changed, read);
    const found = await shrinkPowers(read, paths, trials);
    const calls = await shrinkCalls(read, found.plan, trials, architecture);
    const plan = calls.plan;
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
      calls: calls.calls,
      idleMounts: found.idleMounts,
      isMinimal: found.isMinimal && calls.isMinimal,
      runs: number,
    };
  };
  const [answer] = await Promise.allSettled([shrinking()]);
  const [removed] = await Promise.allSettled([engine.removeLabelled(labels)]);
  // Where the engine has gone, it went for both, and the question's end says more.
  if (answer.status === 'rejected') throw answer.reason;
  if (removed.status === 'rejected') throw removed.reason;
  return answer.value;
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

async function shrinkPowers(service: InspectedService, paths: readonly string[], trials: Trials) {
  const powers = powersOfService(service);
  const mounts = mountPowers(service).map(({ id }) => id);
  const pathIds = paths.map((path) => `path:${path}`);
  const planOf = (ids: readonly string[]): CopyPlan => ({ kept: new Set(ids), paths, profile: undefined });
  const ids = powers.map(({ id }) => id);
  const ofPowers = await reduce(
    ids,
    trials.passes('powers', ids, (left) => planOf([...left, ...pathIds, ...mounts])),
  );
  const isReadOnly = !ofPowers.left.includes('writable-root');
  const ofPaths = isReadOnly
    ? await reduce(
        pathIds,
        trials.passes('writable paths', pathIds, (left) => planOf([...ofPowers.left, ...left, ...mounts])),
      )
    : { left: pathIds, isMinimal: true };
  const kept = [...ofPowers.left, ...ofPaths.left];
  const ofMounts = await reduce(
    mounts,
    trials.passes('mounts', mounts, (left) => planOf([...kept, ...left])),
  );
  return {
    powers: [...powers, ...(isReadOnly ? paths.map(pathPower) : [])],
    // What is in a mount may be asked for by nobody but a user, so it stays.
    plan: planOf([...kept, ...mounts]),
    idleMounts: mountPowers(service).filter(({ id }) => !ofMounts.left.includes(id)),
    isMinimal: [ofPowers, ofPaths, ofMounts].every(({ isMinimal }) => isMinimal),
  };
}

const pathPower = (path: string): Power => ({
  id: `path:${path}`,
  kind: 'paths',
  name: `writing to ${path}`,
  allows: `leave files in ${path}, and execute none: a tmpfs is mounted noexec`,
});

async function shrinkCalls(
  service: InspectedService,
  plan: CopyPlan,
  trials: Trials,
  architecture: string,
): Promise<{
  readonly plan: CopyPlan;
  readonly calls: ShrunkCalls | undefined;
  readonly isMinimal: boolean;
}> {
  const profile = profileOf(service);
  const table = syscallNumbersOf(architecture);
  const asItIs = { plan, calls: undefined, isMinimal: true };
  if (plan.kept.has('privileged') || plan.kept.has('no-filter') || !profile || !table) return asItIs;
  const all = callsLetThrough(profile, new Set(table.keys()));
  const tried = all.filter((call) => !neededByAll.has(call));
  const kept = all.filter((call) => neededByAll.has(call));
  const planOf = (calls: readonly string[]): CopyPlan => ({
    ...plan,
    profile: letThroughOnly(profile, new Set([...kept, ...calls])),
  });
  const withAll = trials.passes('calls', tried, planOf);
  if ((await withAll(tried)) !== true) return { ...asItIs, isMinimal: false };
  const callsOf = (names: readonly string[]) => tried.filter((call) => names.includes(familyOf(call)));
  const families = familyNames.filter((name) => callsOf([name]).length > 0);
  const byFamily = await reduce(
    families,
    trials.passes('families of calls', families, (left) => planOf(callsOf(left))),
  );
  let left = callsOf(byFamily.left);
  let { isMinimal } = byFamily;
  for (const family of byFamily.left) {
    const ofFamily = callsOf([family]);
    const others = left.filter((call) => !ofFamily.includes(call));
    const reduced = await reduce(
      ofFamily,
      trials.passes(`calls for ${family}`, ofFamily, (calls) => planOf([...others, ...calls])),
    );
    left = [...others, ...reduced.left];
    isMinimal &&= reduced.isMinimal;
  }
  const final = planOf(left);
  return {
    plan: final,
    isMinimal,
    calls: {
      before: all.length,
      left: [...kept, ...left].sort(),
      families: byFamily.left.map((name) => ({
        name,
        calls: left.filter((call) => familyOf(call) === name),
        without: trials.without(name),
      })),
      kept: kept.length,
      profile: final.profile ?? profile,
    },
  };
}

function untriedOf(service: InspectedService, { onNetworks, hasEmptyBinds }: CopyTerms): string[] {
  const { HostConfig } = service;
  const binds = mountsOfService(service).filter(({ kind, isReadOnly }) => kind === 'bind' && !isReadOnly);
  const shared = [
    ['network', HostConfig.NetworkMode === 'host' || HostConfig.NetworkMode.startsWith('container:')],
    ['pid', HostConfig.PidMode !== ''],
    ['IPC', HostConfig.IpcMode === 'host' || HostConfig.IpcMode.startsWith('container:')],
    ['UTS', HostConfig.UTSMode !== ''],
  ] as const;
  const namespaces = shared.flatMap(([name, is]) => (is ? [name] : []));
  return [
    ...(onNetworks ? [] : ['what it does with its neighbours, since copies have no network but loopback']),
    ...(namespaces.length > 0
      ? [`the ${namespaces.join(', ')} namespace that it shares: copies have their own`]
      : []),
    ...(hasEmptyBinds
      ? [`what lies in ${binds.map(({ target }) => target).join(', ')}: copies have empty directories there`]
      : []),
  ];
}
