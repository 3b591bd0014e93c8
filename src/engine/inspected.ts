import type * as z from 'zod';
import type { InspectedContainer, InspectedImage, PublishedPort } from '../lab/observation/container.ts';
import { containerSchema, imageSchema } from './container-schema.ts';

const composeService = 'com.docker.compose.service';
const healths = ['starting', 'healthy', 'unhealthy'] as const;

/** Reads the answer to a container's inspect. */
export function parseContainer(answer: unknown): InspectedContainer {
  const { State, Config, HostConfig, NetworkSettings, ...rest } = containerSchema.parse(answer);
  const name = rest.Name.replace(/^\//, '');
  return {
    id: rest.Id,
    name,
    image: { reference: Config.Image, id: rest.Image },
    labels: Config.Labels,
    service: Config.Labels[composeService] || name,
    status: State.Status,
    health: healths.find((health) => health === State.Health?.Status) ?? 'none',
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    restartCount: rest.RestartCount,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
    initPid: State.Pid,
    user: Config.User,
    entrypoint: Config.Entrypoint,
    command: Config.Cmd,
    env: Config.Env,
    workdir: Config.WorkingDir,
    runtime: HostConfig.Runtime,
    privileged: HostConfig.Privileged,
    capAdd: HostConfig.CapAdd,
    capDrop: HostConfig.CapDrop,
    securityOpt: HostConfig.SecurityOpt,
    readOnlyRootfs: HostConfig.ReadonlyRootfs,
    pidMode: HostConfig.PidMode,
    ipcMode: HostConfig.IpcMode,
    utsMode: HostConfig.UTSMode,
    usernsMode: HostConfig.UsernsMode,
    cgroupnsMode: HostConfig.CgroupnsMode,
    networkMode: HostConfig.NetworkMode,
    sysctls: HostConfig.Sysctls,
    memoryLimitBytes: HostConfig.Memory,
    cpuLimit: cpuLimit(HostConfig),
    // The Engine says -1 as well as 0 and null for "no limit".
    pidsLimit: Math.max(0, HostConfig.PidsLimit),
    restartPolicy: HostConfig.RestartPolicy?.Name ?? '',
    restartMaximum: HostConfig.RestartPolicy?.MaximumRetryCount ?? 0,
    maskedPaths: HostConfig.MaskedPaths,
    readonlyPaths: HostConfig.ReadonlyPaths,
    deviceRules: HostConfig.DeviceCgroupRules,
    deviceRequests: (HostConfig.DeviceRequests ?? []).flatMap(({ DeviceIDs, Capabilities }) =>
      DeviceIDs.length > 0 ? DeviceIDs : [Capabilities?.[0]?.[0] ?? 'any'],
    ),
    devicePermissions: Object.fromEntries(
      (HostConfig.Devices ?? []).map((device) => [device.PathInContainer, device.CgroupPermissions]),
    ),
    memorySwapBytes: HostConfig.MemorySwap,
    logDriver: HostConfig.LogConfig?.Type ?? '',
    logOptions: HostConfig.LogConfig?.Config ?? {},
    mounts: (rest.Mounts ?? []).map((mount) => ({
      type: mount.Type,
      source: mount.Source,
      destination: mount.Destination,
      readOnly: !mount.RW,
      propagation: mount.Propagation === '' ? undefined : mount.Propagation,
    })),
    tmpfs: { ...HostConfig.Tmpfs, ...mountedTmpfs(HostConfig.Mounts ?? []) },
    devices: (HostConfig.Devices ?? []).map((device) => device.PathInContainer),
    ports: Object.entries(NetworkSettings?.Ports ?? {}).flatMap(([key, bindings]) =>
      parsePorts(key, bindings ?? []),
    ),
    networks: Object.entries(NetworkSettings?.Networks ?? {}).map(([networkName, network]) => ({
      name: networkName,
      id: network.NetworkID,
      ipv4: network.IPAddress,
      ipv6: network.GlobalIPv6Address,
      aliases: [...new Set([...network.Aliases, ...network.DNSNames])],
    })),
  };
}

/** Those of the long form, with their options as mount(8) has them. */
function mountedTmpfs(
  mounts: readonly NonNullable<z.output<typeof containerSchema>['HostConfig']['Mounts']>[number][],
): Readonly<Record<string, string>> {
  const options = (size: number, mode: number) =>
    [...(size > 0 ? [`size=${size}`] : []), ...(mode > 0 ? [`mode=${mode.toString(8)}`] : [])].join(',');
  return Object.fromEntries(
    mounts
      .filter(({ Type }) => Type === 'tmpfs')
      .map(({ Target, TmpfsOptions }) => [
        Target,
        options(TmpfsOptions?.SizeBytes ?? 0, TmpfsOptions?.Mode ?? 0),
      ]),
  );
}

/** Reads the answer to an image's inspect. */
export function parseImage(answer: unknown): InspectedImage {
  const image = imageSchema.parse(answer);
  const onBuild = image.Config?.OnBuild ?? [];
  return {
    id: image.Id,
    tags: image.RepoTags,
    digests: image.RepoDigests,
    sizeBytes: image.Size,
    layers: image.RootFS?.Layers ?? [],
    architecture: image.Architecture,
    user: image.Config?.User ?? '',
    entrypoint: image.Config?.Entrypoint ?? [],
    command: image.Config?.Cmd ?? [],
    labels: image.Config?.Labels ?? {},
    ...(onBuild.length === 0 ? {} : { onBuild }),
  };
}

/** `--cpus` sets NanoCpus, the older options a quota of a period (microseconds, 100 ms by default). */
function cpuLimit({
  NanoCpus,
  CpuQuota,
  CpuPeriod,
}: {
  NanoCpus: number;
  CpuQuota: number;
  CpuPeriod: number;
}) {
  if (NanoCpus > 0) return NanoCpus / 1e9;
  return CpuQuota > 0 ? CpuQuota / (CpuPeriod > 0 ? CpuPeriod : 100_000) : 0;
}

/** `"80/tcp": [{ HostIp, HostPort }]` */
function parsePorts(key: string, bindings: readonly { HostIp: string; HostPort: string }[]): PublishedPort[] {
  const [port = '', protocol] = key.split('/');
  return bindings.map(({ HostIp, HostPort }) => ({
    containerPort: Number(port),
    protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
    hostIp: HostIp,
    hostPort: Number(HostPort),
  }));
}
