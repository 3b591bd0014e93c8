import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import { connectEngine } from '../../engine/connect.ts';
import type { Endpoint } from '../../engine/endpoint.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { OnProgress } from '../../lab/ports/seat.ts';
import { ensureBridge, readMtu, removeBridge } from './bridge.ts';
import { makeDaemonConfig } from './daemon-config.ts';
import { endDockerd, findDockerdPid, readLogEnd, spawnDockerd } from './dockerd-process.ts';
import type { EnginePaths } from './engine-paths.ts';
import { engineFiles } from './engine-paths.ts';
import { findProgram } from './find-program.ts';
import { installPackages } from './install-packages.ts';
import { defaultInterface, planNetwork } from './network-plan.ts';
import { findDockerds } from './other-dockerd.ts';
import type { EnginePart } from './package-plan.ts';
import { findMissingParts } from './package-plan.ts';
import { findRuntimes } from './runtimes.ts';
import { holdLock } from './start-lock.ts';

/** How long a fresh dockerd may take until it answers; on a slow disk its first start makes its stores. */
const startMs = 90_000;

export interface EmbeddedOptions {
  readonly engineHome: string;
  readonly onProgress: OnProgress;
  /** Asked before packages are installed; by default the answer is yes. */
  readonly confirmInstall?: (missing: readonly EnginePart[]) => Promise<boolean>;
  readonly signal?: AbortSignal;
}

/** Where the private engine of a home answers, whether it runs or not. */
export function embeddedEndpoint(engineHome: string): Endpoint {
  return { kind: 'socket', path: engineFiles(engineHome).socket };
}

/** Whether it runs and answers now. */
export async function embeddedEngineRuns(engineHome: string): Promise<boolean> {
  const paths = engineFiles(engineHome);
  return (await findDockerdPid(paths)) !== undefined && (await answers(paths));
}

/**
 * Finds the private engine running, or starts it, with its packages installed first where they are missing.
 * It goes on when this process ends. Rejects with `engine-absent` where there can be none.
 */
export async function startEmbeddedEngine(options: EmbeddedOptions): Promise<Endpoint> {
  const { engineHome, onProgress, signal } = options;
  const paths = engineFiles(engineHome);
  if (await embeddedEngineRuns(engineHome)) return embeddedEndpoint(engineHome);
  refuseWhereImpossible();
  await mkdir(paths.folder, { recursive: true, mode: 0o711 });
  using _lock = await holdLock(paths.lock, signal);
  if (await embeddedEngineRuns(engineHome)) return embeddedEndpoint(engineHome);

  await refuseSecondDockerd(paths);
  await installMissing(options);
  const title = 'Start the private Docker Engine';
  onProgress({ step: 'engine.start', title, status: 'running' });
  await forgetOtherBoots(paths);
  await prepare(paths, signal);
  const { ended } = await spawnDockerd(paths);
  await untilItAnswers(paths, ended, signal);
  onProgress({ step: 'engine.start', title, status: 'done', detail: paths.socket });
  return embeddedEndpoint(engineHome);
}

/** Ends the private engine and its containers. False where it did not run. */
export async function stopEmbeddedEngine(engineHome: string): Promise<boolean> {
  const paths = engineFiles(engineHome);
  const pid = await findDockerdPid(paths);
  if (pid === undefined) return false;
  using _lock = await holdLock(paths.lock);
  await endDockerd(paths, pid);
  await removeBridge();
  return true;
}

/** Removes all that it ever stored. It must be stopped. */
export async function removeEmbeddedEngine(engineHome: string): Promise<void> {
  await stopEmbeddedEngine(engineHome);
  await rm(engineFiles(engineHome).folder, { recursive: true, force: true, maxRetries: 5 });
}

function refuseWhereImpossible(): void {
  if (process.platform !== 'linux') {
    throw new DrydockError('engine-absent', {
      message: `A private Docker Engine needs Linux; this is ${process.platform}.`,
      fix: 'Start Docker Desktop (or Colima, OrbStack), then use --engine host or --engine nested.',
    });
  }
  if (process.getuid?.() !== 0) {
    throw new DrydockError('engine-absent', {
      message: `A private Docker Engine needs root; this is user ${process.getuid?.()}.`,
      fix: 'Start as root, or install Docker and join its group: `drydock doctor` shows the commands.',
    });
  }
}

async function refuseSecondDockerd(paths: EnginePaths): Promise<void> {
  const own = await findDockerdPid(paths);
  const other = (await findDockerds()).find(({ pid }) => pid !== own);
  if (other === undefined) return;
  const config = other.argv[other.argv.indexOf('--config-file') + 1] ?? '';
  const drydock = /^(.*)\/engine\/daemon\.json$/.exec(config)?.[1];
  throw new DrydockError('engine-absent', {
    message: `Another Docker daemon runs here (process ${other.pid}: ${other.argv.join(' ')}); a second one in the same network namespace would delete its firewall rules.`,
    fix:
      drydock === undefined
        ? 'Use that one with --engine host or --engine nested, or stop it (`systemctl stop docker.socket docker.service`).'
        : `It is the private engine of the home ${drydock}: share it with DRYDOCK_ENGINE_HOME=${drydock}, or stop it with \`drydock stop --home ${drydock}\`.`,
  });
}

async function installMissing({ onProgress, confirmInstall, signal }: EmbeddedOptions): Promise<void> {
  const missing = await findMissingParts();
  if (missing.length === 0) return;
  const essential = missing.filter((part) => part.essential);
  const apt = await findProgram('apt-get');
  const wanted = apt !== undefined && ((await confirmInstall?.(missing)) ?? true);
  if (wanted) {
    try {
      await installPackages(missing, { onProgress, ...(signal && { signal }) });
      return;
    } catch (error) {
      // Runtimes that cannot be had now make fewer labs run; the engine starts without them.
      if (essential.length > 0 || signal?.aborted === true) throw error;
      onProgress({
        step: 'engine.install',
        title: 'Install more runtimes',
        status: 'skipped',
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  }
  if (essential.length === 0) return;
  throw new DrydockError('engine-absent', {
    message: `A private Docker Engine lacks ${essential.map(({ name }) => name).join(', ')} here.`,
    fix:
      apt === undefined
        ? 'Install Docker Engine with the packages of this distribution; `drydock doctor` shows the commands.'
        : `apt-get install --no-install-recommends ${missing.map(({ packages }) => packages[0]).join(' ')}`,
  });
}

/** Runtime state of an earlier boot names processes and mounts that are gone. */
async function forgetOtherBoots(paths: EnginePaths): Promise<void> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  const known = await readFile(paths.bootFile, 'utf8').catch(() => '');
  if (known !== boot) {
    await Promise.all(
      [paths.execRoot, paths.shims].map((path) => rm(path, { recursive: true, force: true })),
    );
    await writeFile(paths.bootFile, boot);
  }
  // Both daemons take a live process of any kind under their recorded pid for themselves.
  await rm(paths.pidFile, { force: true });
  await rm(paths.socket, { force: true });
}

async function prepare(paths: EnginePaths, signal?: AbortSignal): Promise<void> {
  const [routes, nameServers, runtimes] = await Promise.all([
    readFile('/proc/net/route', 'utf8').catch(() => ''),
    readFile('/etc/resolv.conf', 'utf8').catch(() => ''),
    findRuntimes(signal),
  ]);
  const plan = planNetwork(withoutBridge(routes), nameServers, await readMtu(defaultInterface(routes)));
  await ensureBridge(plan.bridgeAddress);
  await writeFileAtomic(
    paths.config,
    `${JSON.stringify(makeDaemonConfig(paths, plan, runtimes), null, 2)}\n`,
  );
}

/** The routes that are not those of our own bridges, which must not push us out of our range. */
function withoutBridge(routes: string): string {
  return routes
    .split('\n')
    .filter((line) => !/^(?:drydock0|br-[0-9a-f]{12})\s/.test(line))
    .join('\n');
}

async function untilItAnswers(
  paths: EnginePaths,
  ended: Promise<number>,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + startMs;
  let exitCode: number | undefined;
  void ended.then((code) => {
    exitCode = code;
  });
  while (!(await answers(paths))) {
    signal?.throwIfAborted();
    if (exitCode !== undefined) {
      throw new DrydockError('setup-failed', {
        message: `The private Docker Engine ended at once (exit ${exitCode}): ${lastReason(await readLogEnd(paths))}`,
        fix: `Its log is ${paths.log}. Inside of a container it needs --privileged.`,
        output: await readLogEnd(paths),
      });
    }
    if (performance.now() > deadline) {
      throw new DrydockError('timed-out', {
        message: `The private Docker Engine did not answer within ${startMs / 1000} s.`,
        fix: `Its log is ${paths.log}.`,
        output: await readLogEnd(paths),
      });
    }
    await wait(30);
  }
}

/** dockerd writes why it gives up as its last plain line: `failed to start daemon: …`. */
function lastReason(log: string): string {
  const lines = log.trim().split('\n');
  return (
    lines.findLast((line) => /failed to|level=(?:fatal|error)/.test(line)) ??
    lines.at(-1) ??
    'its log is empty'
  );
}

async function answers(paths: EnginePaths): Promise<boolean> {
  try {
    await using _engine = await connectEngine(
      { kind: 'socket', path: paths.socket },
      AbortSignal.timeout(5_000),
    );
    return true;
  } catch {
    return false;
  }
}
