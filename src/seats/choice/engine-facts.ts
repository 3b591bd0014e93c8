import { readFile } from 'node:fs/promises';
import { connectEngine } from '../../engine/connect.ts';
import type { SeatKind } from '../../lab/seats/seat-kind.ts';
import { findDockerdPid } from '../embedded/dockerd-process.ts';
import { engineFiles } from '../embedded/engine-paths.ts';
import { findProgram } from '../embedded/find-program.ts';
import { findDockerds } from '../embedded/other-dockerd.ts';
import type { HomePaths } from '../home.ts';
import type { FoundDocker } from '../host/find-docker.ts';
import { findDocker } from '../host/find-docker.ts';
import type { Distribution } from './distribution.ts';
import { parseOsRelease } from './distribution.ts';
import type { RecordedChoice } from './recorded-choice.ts';
import { readChoice } from './recorded-choice.ts';

/** All that the choice of an engine depends on, gathered before it is made. */
export interface EngineFacts {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** Linux in Windows: WSL2. */
  readonly isWsl: boolean;
  readonly distribution: Distribution;
  /** `--engine`. */
  readonly asked: SeatKind | undefined;
  readonly recorded: RecordedChoice | undefined;
  readonly docker: FoundDocker;
  /** Whether images can be had on that Docker: their registry answers, or they are there already. */
  readonly images: { readonly available: boolean; readonly reason: string };
  readonly embedded: {
    /** It runs now. */
    readonly running: boolean;
    /** dockerd is installed, or apt-get can install it. */
    readonly possible: boolean;
    /** A dockerd that is not this home's runs in our network namespace. */
    readonly otherDockerd: boolean;
  };
}

export interface FactsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly paths: HomePaths;
  readonly asked?: SeatKind;
  /** Upstream images that labs stand on: a Docker that has them all needs no registry. */
  readonly references: readonly string[];
}

const registryMs = 8_000;

/** Asks a Docker only where the choice could fall on it, since asking a registry takes time. */
export async function gatherEngineFacts({
  env,
  paths,
  asked,
  references,
}: FactsOptions): Promise<EngineFacts> {
  // Whoever says which engine it is needs no record of it, nor one that can be read.
  const recorded = asked === undefined ? await readChoice(paths.home) : undefined;
  const wanted = asked ?? recorded?.kind;
  const linux = process.platform === 'linux';
  const own = linux ? await findDockerdPid(engineFiles(paths.engineHome)) : undefined;
  const [docker, osRelease, kernel, dockerds, dockerd, apt] = await Promise.all([
    wanted === 'embedded' ? ({ state: 'none', tried: [] } as const) : findDocker(env),
    readFile('/etc/os-release', 'utf8').catch(() => ''),
    readFile('/proc/sys/kernel/osrelease', 'utf8').catch(() => ''),
    linux ? findDockerds() : [],
    findProgram('dockerd', env),
    findProgram('apt-get', env),
  ]);
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    isWsl: /microsoft/i.test(kernel),
    distribution: parseOsRelease(osRelease),
    asked,
    recorded,
    docker,
    images: await findImages(docker, references, wanted === undefined || wanted === 'host'),
    embedded: {
      running: own !== undefined,
      possible: dockerd !== undefined || apt !== undefined,
      otherDockerd: dockerds.some(({ pid }) => pid !== own),
    },
  };
}

async function findImages(
  found: FoundDocker,
  references: readonly string[],
  matters: boolean,
): Promise<EngineFacts['images']> {
  if (found.state !== 'reachable') return { available: false, reason: 'there is no Docker to ask' };
  const [first] = references;
  if (!matters || first === undefined) return { available: true, reason: 'not asked' };
  await using engine = await connectEngine(found.docker.endpoint);
  const there = await Promise.all(references.map((reference) => engine.findImage(reference)));
  if (there.every((image) => image !== undefined)) return { available: true, reason: 'all images are there' };
  const answer = await engine.askRegistry(first, AbortSignal.timeout(registryMs));
  if (!answer.reached) return { available: false, reason: answer.reason };
  return answer.has
    ? { available: true, reason: `its registry has ${first}` }
    : { available: false, reason: `its registry does not give ${first}` };
}
