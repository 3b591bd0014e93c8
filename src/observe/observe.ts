import { reportError } from '../lab/errors.ts';
import type { AskedFacts } from '../lab/observation/asked-facts.ts';
import type { InspectedContainer, InspectedImage } from '../lab/observation/container.ts';
import type { Fact, Unknown } from '../lab/observation/fact.ts';
import {
  type Observation,
  type ObservedContainer,
  type ObservedHost,
  observationVersion,
} from '../lab/observation/observation.ts';
import type { EngineInfo, EngineReader, Executor, LabelFilter } from '../lab/ports/engine.ts';
import type { ActiveProbe } from '../lab/probes/active-probe.ts';
import { type ContainerFacts, kernelFacts, unseenFacts } from './facts/container-facts.ts';
import { hostFacts } from './facts/host-facts.ts';
import { findImageFacts, type WantedImageFacts } from './facts/image-facts.ts';
import { askInside, type InsideAnswers, insideFacts } from './facts/inside-facts.ts';
import { isSandboxed } from './facts/sandboxed-runtime.ts';
import { tryAbilities } from './probe/abilities.ts';
import { type TryTools, tryProbes } from './probe/active-probes.ts';
import { type FactsAnswer, parseFactsAnswer } from './probe/probe-answer.ts';
import { askProbe, type OpenProbe } from './probe/probe-line.ts';
import { unknown } from './unknown.ts';

/** What an observation is taken with. Nothing is changed by it. */
export interface ObserveTools {
  readonly engine: Pick<EngineReader, 'info' | 'inspectContainers' | 'findImage' | 'readImageFacts'> &
    Pick<Executor, 'run'>;
  /** What the engine is, where the caller asks; else it is asked here, which takes the Engine some forks. */
  readonly info?: EngineInfo | Promise<EngineInfo> | undefined;
  /** The line to the kernel facts, with `probeArgv()`. Without it they are unknown. */
  readonly openProbe: OpenProbe | undefined;
  /** The line to a probe in the workbench, with `probeArgv()`. Without it HTTP probes cannot be tried. */
  readonly openHttpProbe?: OpenProbe | undefined;
  /** Where programs can be run besides containers. */
  readonly places?: TryTools['places'];
  readonly clock?: Clock;
}

export interface Clock {
  readonly now: () => Date;
  /** Milliseconds of a clock that is never set. */
  readonly elapsedMs: () => number;
}

export const systemClock: Clock = { now: () => new Date(), elapsedMs: () => performance.now() };

export interface ObserveOptions {
  /** Which containers, where it is not all that carry the project's label of Compose. */
  readonly filter?: LabelFilter | undefined;
  /** What is tried besides. */
  readonly probes?: readonly ActiveProbe[] | undefined;
  readonly imageFacts?: WantedImageFacts | undefined;
  /** What is looked at besides what every look tells. */
  readonly asked?: Pick<AskedFacts, 'facts' | 'abilities'> | undefined;
  /** Answers of sandboxed containers that may be used again, and how old they may be. */
  readonly inside?: { readonly answers: InsideAnswers; readonly maxAgeMs: number } | undefined;
  readonly signal?: AbortSignal | undefined;
}

const probeTimeoutMs = 5_000;

/**
 * Takes one observation of a compose project, ours or not. Rejects where the Engine cannot be asked; what only the
 * probe or a container could not tell is an unknown fact with its reason.
 */
export async function observe(
  project: string,
  tools: ObserveTools,
  options: ObserveOptions = {},
): Promise<Observation> {
  const { engine, clock = systemClock } = tools;
  const { signal } = options;
  const startedMs = clock.elapsedMs();
  const takenAt = clock.now().toISOString();
  const filter = options.filter ?? { 'com.docker.compose.project': project };
  // Nothing of the look waits for it.
  const asked = Promise.resolve(tools.info ?? engine.info(signal));
  asked.catch(() => undefined);
  const { declared, probed } = await look(filter, tools, options);
  const [info, abilities, images, imageFacts, facts, probes] = await Promise.all([
    asked,
    asked.then((is) => tryAbilities(options.asked?.abilities ?? [], engine, is, tools.openProbe, signal)),
    findImages(declared, engine, signal),
    Promise.all(declared.map((container) => findImageFacts(container, options.imageFacts, engine, signal))),
    Promise.all(declared.map((container) => factsOf(container, probed, tools, options))),
    tryProbes(
      options.probes ?? [],
      declared,
      {
        engine,
        openHttpProbe: tools.openHttpProbe,
        openProbe: tools.openProbe,
        now: clock.now,
        ...(tools.places && { places: tools.places }),
      },
      signal,
    ),
  ]);
  const host: Fact<ObservedHost> =
    'reason' in probed ? unknown(probed.reason, probed.cause) : hostFacts(info, probed.host);
  const containers = declared.map((container, index): ObservedContainer => {
    const shared = declared.findIndex(({ id }) => container.networkMode === `container:${id}`);
    return {
      service: container.service,
      declared: container,
      image: images.get(container.image.id),
      imageFacts: imageFacts[index] ?? unknown('what is in its image was not asked for', 'not-yet'),
      ...(facts[index] ?? unseenFacts('it was not looked at')),
      ...(facts[shared] && { sysctls: facts[shared].sysctls }),
    };
  });
  const durationMs = clock.elapsedMs() - startedMs;
  return {
    version: observationVersion,
    takenAt,
    durationMs,
    project,
    host,
    containers,
    probes,
    abilities,
  };
}

type Probed = FactsAnswer | Omit<Unknown, 'source'>;

/** Inspects, then asks the probe. Once more where a container was started anew in between. */
async function look(filter: LabelFilter, tools: ObserveTools, options: ObserveOptions) {
  const first = await lookOnce(filter, tools, options);
  return first.declared.some((container) => isInitMissing(container, first.probed))
    ? lookOnce(filter, tools, options)
    : first;
}

async function lookOnce(
  filter: LabelFilter,
  { engine, openProbe }: ObserveTools,
  { asked, signal }: ObserveOptions,
): Promise<{ declared: readonly InspectedContainer[]; probed: Probed }> {
  const declared = await engine.inspectContainers(filter, signal);
  if (!openProbe)
    return { declared, probed: { reason: 'there is no probe on this engine’s host', cause: 'host-lacks' } };
  const words = declared.filter(isAlive).map(({ id, initPid }) => `${id}:${initPid}`);
  try {
    const answer = await askProbe(
      openProbe,
      ['facts', ...(asked?.facts ?? []), ...words].join(' '),
      probeTimeoutMs,
      signal,
    );
    return { declared, probed: parseFactsAnswer(answer) };
  } catch (error) {
    if (signal?.aborted) throw error;
    const reason = `the probe could not be asked: ${reportError(error).message}`;
    return { declared, probed: { reason, cause: 'not-seen' } };
  }
}

function isAlive({ status, initPid }: InspectedContainer): boolean {
  return (status === 'running' || status === 'paused') && initPid > 0;
}

function isInitMissing(container: InspectedContainer, probed: Probed): boolean {
  if (!isAlive(container) || 'reason' in probed) return false;
  const processes = probed.containers.get(container.id)?.processes ?? [];
  return !processes.some(({ pid }) => pid === container.initPid);
}

async function factsOf(
  container: InspectedContainer,
  probed: Probed,
  { engine, clock = systemClock }: ObserveTools,
  { inside, asked, signal }: ObserveOptions,
): Promise<ContainerFacts> {
  if (!isAlive(container)) return unseenFacts(`it is not running (${container.status})`);
  const seen = 'reason' in probed ? undefined : probed.containers.get(container.id);
  const initExecutable = seen?.processes.find(({ pid }) => pid === container.initPid)?.files.get('exe')?.text;
  if (isSandboxed(container.runtime, initExecutable)) {
    const ask = {
      engine,
      nowMs: clock.elapsedMs(),
      answers: inside?.answers,
      maxAgeMs: inside?.maxAgeMs,
      signal,
    };
    return insideFacts(container, await askInside(container, ask), seen);
  }
  if ('reason' in probed) return unseenFacts(probed.reason, probed.cause);
  return seen
    ? kernelFacts(container, seen, probed.host, asked?.facts ?? [])
    : unseenFacts('the probe told nothing of it');
}

async function findImages(
  containers: readonly InspectedContainer[],
  engine: Pick<EngineReader, 'findImage'>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, InspectedImage | undefined>> {
  const ids = [...new Set(containers.map(({ image }) => image.id))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await engine.findImage(id, signal)] as const)));
}
