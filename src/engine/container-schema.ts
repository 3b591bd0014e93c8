import { z } from 'zod';
import { count, flag, list, text } from '../lab/general/engine-values.ts';

const map = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});
/** Entrypoint and Cmd of old images may be one string. */
const argv = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((value) => (typeof value === 'string' ? [value] : (value ?? [])));

/** The parts of `GET /containers/{id}/json` that we use; names as in the Engine API. */
export const containerSchema = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  RestartCount: count,
  State: z.object({
    Status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    ExitCode: count,
    OOMKilled: flag,
    StartedAt: text,
    FinishedAt: text.default(''),
    Pid: count,
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  Config: z.object({
    Image: text,
    Labels: map,
    User: text,
    Entrypoint: argv,
    Cmd: argv,
    Env: list,
    WorkingDir: text,
    Tty: flag,
  }),
  HostConfig: z.object({
    Runtime: text,
    Privileged: flag,
    CapAdd: list,
    CapDrop: list,
    SecurityOpt: list,
    ReadonlyRootfs: flag,
    PidMode: text,
    IpcMode: text,
    UTSMode: text,
    UsernsMode: text,
    CgroupnsMode: text,
    NetworkMode: text,
    Sysctls: map,
    Memory: count,
    NanoCpus: count,
    CpuQuota: count,
    CpuPeriod: count,
    PidsLimit: count,
    RestartPolicy: z.object({ Name: text, MaximumRetryCount: count }).nullish(),
    MaskedPaths: list,
    ReadonlyPaths: list,
    DeviceCgroupRules: list,
    DeviceRequests: z
      .array(z.object({ DeviceIDs: list, Capabilities: z.array(z.array(z.string())).nullish() }))
      .nullish(),
    MemorySwap: count,
    LogConfig: z.object({ Type: text, Config: map }).nullish(),
    Tmpfs: map,
    Mounts: z
      .array(
        z.object({
          Type: text,
          Target: text,
          TmpfsOptions: z.object({ SizeBytes: count, Mode: count }).nullish(),
        }),
      )
      .nullish(),
    Devices: z.array(z.object({ PathInContainer: z.string(), CgroupPermissions: text })).nullish(),
  }),
  Mounts: z
    .array(
      z.object({
        Type: text,
        Source: text,
        Destination: z.string(),
        RW: z.boolean(),
        Propagation: text,
      }),
    )
    .nullish(),
  NetworkSettings: z
    .object({
      Ports: z
        .record(z.string(), z.array(z.object({ HostIp: text, HostPort: z.string() })).nullish())
        .nullish(),
      Networks: z
        .record(
          z.string(),
          z.object({
            NetworkID: text,
            IPAddress: text,
            GlobalIPv6Address: text,
            Aliases: list,
            DNSNames: list,
          }),
        )
        .nullish(),
    })
    .nullish(),
});

/** The parts of `GET /images/{name}/json` that we use. */
export const imageSchema = z.object({
  Id: z.string(),
  RepoTags: list,
  RepoDigests: list,
  Size: z.number(),
  Architecture: text,
  RootFS: z.object({ Layers: list }).nullish(),
  Config: z.object({ User: text, Entrypoint: argv, Cmd: argv, Labels: map, OnBuild: list }).nullish(),
});
