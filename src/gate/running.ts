/** The parts of the Engine's `GET /containers/{id}/json` in which powers show; names as in the Engine API, version 1.44. */
import * as z from 'zod';
import { count, flag, list, text } from '../lab/general/engine-values.ts';

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
  .transform(({ Id, Name, State, Config, HostConfig: host, NetworkSettings, Mounts }) => {
    const labels = Config.Labels ?? {};
    return {
      id: Id,
      name: Name,
      /** Of the compose file; empty where the container names none. */
      service: labels['com.docker.compose.service'] ?? '',
      /** Made by `docker compose run`. */
      oneOff: labels['com.docker.compose.oneoff'] === 'True',
      /** Names of its labels. */
      labels: Object.keys(labels),
      privileged: host.Privileged,
      /** In capitals, without `CAP_`. */
      capAdd: host.CapAdd.map((each) => each.toUpperCase().replace(/^CAP_/, '')),
      /** `name=value`. */
      securityOptions: host.SecurityOpt.map((each) => each.replace(/^([a-z-]+):/, '$1=')),
      pid: host.PidMode,
      ipc: host.IpcMode,
      uts: host.UTSMode,
      userns: host.UsernsMode,
      network: host.NetworkMode,
      networks: NetworkSettings?.Networks ?? [],
      cgroupParent: host.CgroupParent,
      runtime: host.Runtime,
      /** Paths of the host. */
      devices: (host.Devices ?? []).map(({ PathOnHost }) => PathOnHost),
      deviceRules: host.DeviceCgroupRules,
      /** Names of the devices, or what they have to be able to do. */
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
      /** Ids of containers. */
      volumesFrom: host.VolumesFrom.map((each) => each.split(':')[0] ?? ''),
      /** Addresses on which ports are published, as asked for and as they are. */
      publishedOn: [...new Set([...host.PortBindings, ...(NetworkSettings?.Ports ?? [])])],
      mounts: (Mounts ?? []).map((mount) => ({
        type: mount.Type,
        source: mount.Source,
        /** Its path in the container. */
        destination: mount.Destination,
        name: mount.Name,
        driver: mount.Driver,
        propagation: mount.Propagation,
      })),
      /** The process id of its init on the engine's host; 0 where it does not run. */
      initPid: State?.Pid ?? 0,
      /** It ended, and the Engine starts it again. */
      isRestarting: State?.Restarting ?? false,
      /** Another at each start. */
      startedAt: State?.StartedAt ?? '',
    };
  });

/** A container as the engine says that it runs. */
export type Running = z.output<typeof containerSchema>;
export type RunningMount = Running['mounts'][number];

/** The containers as the Engine says them. Throws where these are no answers of an Engine. */
export function readRunning(inspected: unknown): readonly Running[] {
  return z.array(containerSchema).parse(inspected);
}
