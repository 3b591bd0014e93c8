import { readFile, rm, writeFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { Endpoint } from '../../engine/endpoint.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { DrydockError } from '../../lab/errors.ts';
import { ensureBridge, readMtu, removeBridge } from './bridge.ts';
import { makeDaemonConfig } from './daemon-config.ts';
import { endDockerd, findDockerdPid, spawnDockerd } from './dockerd-process.ts';
import type { EnginePaths } from './engine-paths.ts';
import { engineFiles } from './engine-paths.ts';
import { defaultInterface, planNetwork } from './network-plan.ts';
import type { InstallOptions } from './prerequisites.ts';
import { installMissing, refuseSecondDockerd, refuseWhereImpossible } from './prerequisites.ts';
import { answers, untilItAnswers } from './readiness.ts';
import { findRuntimes } from './runtimes.ts';
import { holdLock } from './start-lock.ts';

export interface EmbeddedOptions extends InstallOptions {
  readonly engineHome: string;
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
  makeFolder(paths.folder, {
    mode: 0o711,
    fix: 'Name another home with --home DIR, or with DRYDOCK_ENGINE_HOME.',
  });
  using _lock = await holdLock(paths.lock, signal);
  if ((await findDockerdPid(paths)) !== undefined) {
    // It lives and is slow to answer: its files must not be touched.
    await untilItAnswers(paths, new Promise(() => {}), signal);
    return embeddedEndpoint(engineHome);
  }

  await refuseSecondDockerd(paths);
  await installMissing(options);
  const title = 'Start the private Docker Engine';
  onProgress({ step: 'engine.start', title, status: 'running' });
  await forgetOtherBoots(paths);
  await prepare(paths, signal);
  await spawnUntilItAnswers(paths, signal);
  onProgress({ step: 'engine.start', title, status: 'done', detail: paths.socket });
  return embeddedEndpoint(engineHome);
}

const mostTries = 3;

/** dockerd gives its containerd 15 seconds to start. A busy machine may take longer, and is faster when asked again. */
async function spawnUntilItAnswers(paths: EnginePaths, signal?: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { ended } = await spawnDockerd(paths);
    try {
      return await untilItAnswers(paths, ended, signal);
    } catch (error) {
      const isSlow =
        error instanceof DrydockError && /timeout waiting for containerd to start/.test(error.message);
      if (!isSlow || tries === mostTries) throw error;
    }
  }
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
