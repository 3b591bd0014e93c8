/** The parts of the Engine's `GET /containers/{id}/json` in which powers show; names as in the Engine API, version 1.44. */
import * as z from 'zod';

/** A container as the engine says that it runs. */
export interface Running {
  readonly id: string;
  readonly name: string;
  /** Of the compose file; empty where the container names none. */
  readonly service: string;
  /** Made by `docker compose run`. */
  readonly oneOff: boolean;
  /** Names of its labels. */
  readonly labels: readonly string[];
  readonly privileged: boolean;
  /** In capitals, without `CAP_`. */
  readonly capAdd: readonly string[];
  /** `name=value`. */
  readonly securityOptions: readonly string[];
  readonly pid: string;
  readonly ipc: string;
  readonly uts: string;
  readonly userns: string;
  readonly network: string;
  readonly networks: readonly string[];
  readonly cgroupParent: string;
  readonly runtime: string;
  /** Paths of the host. */
  readonly devices: readonly string[];
  readonly deviceRules: readonly string[];
  /** Names of the devices, or what they have to be able to do. */
  readonly deviceRequests: readonly string[];
  readonly sysctls: readonly string[];
  readonly annotations: readonly string[];
  readonly ulimits: readonly string[];
  readonly oomKillDisable: boolean;
  readonly oomScoreAdj: number;
  readonly cpuRtPeriod: number;
  readonly cpuRtRuntime: number;
  readonly extraHosts: readonly string[];
  /** Ids of containers. */
  readonly volumesFrom: readonly string[];
  /** Addresses on which ports are published, as asked for and as they are. */
  readonly publishedOn: readonly string[];
  readonly mounts: readonly RunningMount[];
  /** The process id of its init on the engine's host; 0 where it does not run. */
  readonly initPid: number;
  /** It ended, and the Engine starts it again. */
  readonly isRestarting: boolean;
  /** Another at each start. */
  readonly startedAt: string;
}

export interface RunningMount {
  readonly type: string;
  readonly source: string;
  /** Its path in the container. */
  readonly destination: string;
  readonly name: string;
  readonly driver: string;
  readonly propagation: string;
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value === true);
const list = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const keys = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => Object.keys(value ?? {}));
const bindings = z
  .record(z.string(), z.array(z.object({ HostIp: text })).nullish())
  .nullish()
  .transform((ports) =>
    Object.values(ports ?? {}).flatMap((each) => (each ?? []).map(({ HostIp }) => HostIp)),
  );

const containerSchema = z
  .object({
    Id: text,
    Name: text,
    State: z.object({ Pid: count, Restarting: flag, StartedAt: text }).nullish(),
    Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
    HostConfig: z.object({
      Privileged: flag,
      CapAdd: list,
      SecurityOpt: list,
      PidMode: text,
      IpcMode: text,
      UTSMode: text,
      UsernsMode: text,
      NetworkMode: text,
      CgroupParent: text,
      Runtime: text,
      Devices: z.array(z.object({ PathOnHost: z.string() })).nullish(),
      DeviceCgroupRules: list,
      DeviceRequests: z
        .array(z.object({ DeviceIDs: list, Capabilities: z.array(z.array(z.string())).nullish() }))
        .nullish(),
      Sysctls: keys,
      Annotations: keys,
      Ulimits: z.array(z.object({ Name: z.string() })).nullish(),
      OomKillDisable: flag,
      OomScoreAdj: count,
      CpuRealtimePeriod: count,
      CpuRealtimeRuntime: count,
      ExtraHosts: list,
      VolumesFrom: list,
      PortBindings: bindings,
    }),
    NetworkSettings: z.object({ Ports: bindings, Networks: keys }).nullish(),
    Mounts: z
      .array(
        z.object({
          Type: text,
          Source: text,
          Destination: text,
          Name: text,
          Driver: text,
          Propagation: text,
        }),
      )
      .nullish(),
  })
  .transform(({ Id, Name, State, Config, HostConfig: host, NetworkSettings, Mounts }): Running => {
    const labels = Config.Labels ?? {};
    return {
      id: Id,
      name: Name,
      service: labels['com.docker.compose.service'] ?? '',
      oneOff: labels['com.docker.compose.oneoff'] === 'True',
      labels: Object.keys(labels),
      privileged: host.Privileged,
      capAdd: host.CapAdd.map((each) => each.toUpperCase().replace(/^CAP_/, '')),
      securityOptions: host.SecurityOpt.map((each) => each.replace(/^([a-z-]+):/, '$1=')),
      pid: host.PidMode,
      ipc: host.IpcMode,
      uts: host.UTSMode,
      userns: host.UsernsMode,
      network: host.NetworkMode,
      networks: NetworkSettings?.Networks ?? [],
      cgroupParent: host.CgroupParent,
      runtime: host.Runtime,
      devices: (host.Devices ?? []).map(({ PathOnHost }) => PathOnHost),
      deviceRules: host.DeviceCgroupRules,
      deviceRequests: (host.DeviceRequests ?? []).flatMap(({ DeviceIDs, Capabilities }) =>
        DeviceIDs.length > 0 ? DeviceIDs : [Capabilities?.[0]?.[0] ?? 'any'],
      ),
      sysctls: host.Sysctls,
      annotations: host.Annotations,
      ulimits: (host.Ulimits ?? []).map((limit) => limit.Name),
      oomKillDisable: host.OomKillDisable,
      oomScoreAdj: host.OomScoreAdj,
      cpuRtPeriod: host.CpuRealtimePeriod,
      cpuRtRuntime: host.CpuRealtimeRuntime,
      extraHosts: host.ExtraHosts,
      volumesFrom: host.VolumesFrom.map((each) => each.split(':')[0] ?? ''),
      publishedOn: [...new Set([...host.PortBindings, ...(NetworkSettings?.Ports ?? [])])],
      mounts: (Mounts ?? []).map((mount) => ({
        type: mount.Type,
        source: mount.Source,
        destination: mount.Destination,
        name: mount.Name,
        driver: mount.Driver,
        propagation: mount.Propagation,
      })),
      initPid: State?.Pid ?? 0,
      isRestarting: State?.Restarting ?? false,
      startedAt: State?.StartedAt ?? '',
    };
  });

/** The containers as the Engine says them. Throws where these are no answers of an Engine. */
export function readRunning(inspected: unknown): readonly Running[] {
  return z.array(containerSchema).parse(inspected);
}
