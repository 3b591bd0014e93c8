import { arch, platform } from 'node:os';
import { execa } from 'execa';
import type { ConnectedEngine } from '../../engine/connect.ts';
import type { ComponentVersions } from '../../engine/engine-info.ts';
import type { VersionReport } from '../../engine/known-vulnerabilities.ts';
import { reportVersion } from '../../engine/known-vulnerabilities.ts';
import type { EngineInfo } from '../../lab/ports/engine.ts';
import type { ChosenEngine } from '../choice/choose-provider.ts';
import type { EngineDecision } from '../choice/decide.ts';
import type { EngineFacts } from '../choice/engine-facts.ts';
import { engineFiles } from '../embedded/engine-paths.ts';
import type { HomePaths } from '../home.ts';
import { roleLabel } from '../labels.ts';
import type { DiskReport } from './disk-report.ts';
import { readDisk } from './disk-report.ts';
import type { KernelReport } from './kernel-report.ts';
import { readKernelOf } from './kernel-report.ts';

/** What `drydock doctor` and the page *My host* say of this machine. Plain data. */
export interface MachineReport {
  readonly machine: {
    readonly platform: string;
    readonly architecture: string;
    readonly distribution: string;
    readonly node: string;
    readonly isRoot: boolean;
    readonly isWsl: boolean;
  };
  readonly decision: EngineDecision;
  /** The machine's own Docker, whether it was chosen or not; `not asked` where the choice made it needless. */
  readonly docker: {
    readonly state: EngineFacts['docker']['state'];
    readonly source?: string;
    readonly reason?: string;
  };
  /** Undefined where no engine answers now. */
  readonly engine: EngineReport | undefined;
  readonly versions: readonly VersionReport[];
  /** Undefined where the engine's kernel is another machine's: Docker Desktop, a remote engine. */
  readonly kernel: KernelReport | undefined;
  readonly disks: readonly DiskReport[];
}

export interface EngineReport extends EngineInfo {
  readonly components: ComponentVersions;
}

/** Looks and changes nothing: an engine of ours that stands still is not started. */
export async function makeMachineReport(chosen: ChosenEngine, paths: HomePaths): Promise<MachineReport> {
  const { facts, decision } = chosen;
  const provider = chosen.offered?.provider;
  const engine =
    provider !== undefined && (await provider.isRunning()) ? await provider.connect() : undefined;
  const report = engine === undefined ? undefined : await reportEngine(engine);
  const { docker } = facts;
  return {
    machine: {
      platform: platform(),
      architecture: arch(),
      distribution: facts.distribution.name,
      node: process.version,
      isRoot: facts.isRoot,
      isWsl: facts.isWsl,
    },
    decision,
    docker: {
      state: docker.state,
      ...(docker.state === 'none' ? {} : { source: docker.docker.source }),
      ...(docker.state === 'unreachable' ? { reason: docker.reason } : {}),
    },
    engine: report,
    versions: reportVersions(report, await findComposeVersion(engine)),
    kernel: await readKernelOf(report?.kernel),
    disks: await readDisks(paths, decision),
  };
}

async function reportEngine(engine: ConnectedEngine): Promise<EngineReport> {
  const [info, components] = await Promise.all([engine.info(), engine.components()]);
  return { ...info, components };
}

/** Desktop says its version only as `Docker Desktop 4.43.2 (199162)` in the name of the platform. */
export function reportVersions(
  engine: Pick<EngineReport, 'version' | 'components'> | undefined,
  compose: string | undefined,
): readonly VersionReport[] {
  const desktop = /Docker Desktop (\S+)/.exec(engine?.components.platform ?? '')?.[1];
  return [
    ...(engine === undefined ? [] : [reportVersion('Engine', engine.version)]),
    ...(engine?.components.runc === undefined ? [] : [reportVersion('runc', engine.components.runc)]),
    ...(compose === undefined ? [] : [reportVersion('Compose', compose)]),
    ...(desktop === undefined ? [] : [reportVersion('Docker Desktop', desktop)]),
  ];
}

/** Labs use the Compose of a workbench; before there is one, this machine's may be of interest. */
async function findComposeVersion(engine: ConnectedEngine | undefined): Promise<string | undefined> {
  const argv = ['docker', 'compose', 'version', '--short'] as const;
  const benches = await Promise.all(
    ['workbench', 'seat'].map(async (role) => (await engine?.inspectContainers({ [roleLabel]: role })) ?? []),
  );
  const bench = benches.flat().find(({ status }) => status === 'running');
  const said =
    engine !== undefined && bench !== undefined
      ? await engine.run(bench.id, argv, { timeoutMs: 10_000 }).catch(() => undefined)
      : await execa(argv[0], argv.slice(1), { reject: false, timeout: 10_000 });
  return said?.exitCode === 0 ? said.stdout.trim() : undefined;
}

function readDisks(paths: HomePaths, decision: EngineDecision): Promise<readonly DiskReport[]> {
  const embedded =
    decision.kind === 'embedded' || (decision.kind === 'nested' && decision.outer === 'embedded');
  return Promise.all([
    readDisk('home', paths.home),
    ...(embedded ? [readDisk('images and containers', engineFiles(paths.engineHome).dataRoot)] : []),
  ]);
}
