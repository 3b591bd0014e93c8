import { boundedLog } from '../../engine/log-bounds.ts';
import type { EnginePaths } from './engine-paths.ts';
import type { NetworkPlan } from './network-plan.ts';

/** A low-level runtime beside runc, as found on this machine. */
export interface FoundRuntime {
  readonly name: 'crun' | 'runsc';
  readonly path: string;
  readonly args: readonly string[];
}

/** The network interface that containers of the default network hang on. */
export const bridgeName = 'drydock0';

/** The settings file of a private dockerd: dockerd(8), "daemon configuration file". */
export function makeDaemonConfig(
  paths: EnginePaths,
  network: NetworkPlan,
  runtimes: readonly FoundRuntime[],
): object {
  return {
    hosts: [`unix://${paths.socket}`],
    group: 'root',
    pidfile: paths.pidFile,
    'data-root': paths.dataRoot,
    'exec-root': paths.execRoot,
    bridge: bridgeName,
    mtu: network.mtu,
    'default-network-opts': { bridge: { 'com.docker.network.driver.mtu': String(network.mtu) } },
    'default-address-pools': [{ base: network.pool, size: 24 }],
    'log-driver': boundedLog.driver,
    'log-opts': boundedLog.options,
    runtimes: Object.fromEntries(
      runtimes.map(({ name, path, args }) => [
        name,
        args.length === 0 ? { path } : { path, runtimeArgs: [...args] },
      ]),
    ),
  };
}
