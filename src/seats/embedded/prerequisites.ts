import { DrydockError } from '../../lab/errors.ts';
import type { OnProgress } from '../../lab/ports/seat.ts';
import { findDockerdPid } from './dockerd-process.ts';
import type { EnginePaths } from './engine-paths.ts';
import { findProgram } from './find-program.ts';
import { installPackages } from './install-packages.ts';
import { findDockerds } from './other-dockerd.ts';
import type { EnginePart } from './package-plan.ts';
import { findMissingParts } from './package-plan.ts';

export interface InstallOptions {
  readonly onProgress: OnProgress;
  /** Asked before packages are installed; by default the answer is yes. */
  readonly confirmInstall?: (missing: readonly EnginePart[]) => Promise<boolean>;
  readonly signal?: AbortSignal;
}

/** A private engine needs Linux and root: `engine-absent` elsewhere, with what to do instead. */
export function refuseWhereImpossible(): void {
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

/** Rejects, naming the other one, where a second daemon would share our network namespace. */
export async function refuseSecondDockerd(paths: EnginePaths): Promise<void> {
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

/**
 * Installs what an engine lacks here, if it can and may. Rejects where something essential is still lacking after that.
 */
export async function installMissing({ onProgress, confirmInstall, signal }: InstallOptions): Promise<void> {
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
