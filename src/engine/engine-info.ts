import { z } from 'zod';
import type { EngineInfo } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import type { Deadline } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';

/** The parts of `GET /info` that we use. */
const infoSchema = z.object({
  ID: z.string().default(''),
  Name: z.string().default(''),
  ServerVersion: z.string(),
  OSType: z.string().default('linux'),
  OperatingSystem: z.string().default(''),
  KernelVersion: z.string().default(''),
  CgroupVersion: z.enum(['1', '2']).catch('1'),
  Driver: z.string().default(''),
  DriverStatus: z.array(z.array(z.string())).nullish(),
  Runtimes: z.record(z.string(), z.looseObject({ runtimeArgs: z.array(z.string()).nullish() })).nullish(),
  SecurityOptions: z.array(z.string()).nullish(),
  NCPU: z.number().default(0),
  MemTotal: z.number().default(0),
});

/** The parts of `GET /version` that we use. */
export const versionSchema = z.object({
  ApiVersion: z.string(),
  Arch: z.string(),
  Platform: z.object({ Name: z.string() }).nullish(),
  Components: z.array(z.object({ Name: z.string(), Version: z.string() })).nullish(),
});

/** What `GET /version` says that does not change while an Engine runs. */
export type EngineVersion = Pick<z.infer<typeof versionSchema>, 'ApiVersion' | 'Arch'>;

/** Versions of what an Engine is made of, by its own names: `Engine`, `containerd`, `runc`; and its `platform`. */
export type ComponentVersions = Readonly<Record<string, string>>;

export function parseEngineInfo(info: unknown, { ApiVersion, Arch }: EngineVersion): EngineInfo {
  const about = infoSchema.parse(info);
  return {
    id: about.ID,
    version: about.ServerVersion,
    apiVersion: ApiVersion,
    os: about.OSType,
    architecture: Arch,
    kernel: about.KernelVersion,
    operatingSystem: about.OperatingSystem,
    cgroupVersion: about.CgroupVersion,
    storageDriver: about.Driver,
    imageStore: imageStoreOf(about),
    // Engines list shims under their full names too; those cannot stand in a compose file.
    runtimes: Object.keys(about.Runtimes ?? {}).filter((name) => !name.startsWith('io.containerd.')),
    runtimeArguments: Object.fromEntries(
      Object.entries(about.Runtimes ?? {}).map(([name, { runtimeArgs }]) => [name, runtimeArgs ?? []]),
    ),
    securityOptions: about.SecurityOptions ?? [],
    cpus: about.NCPU,
    memoryBytes: about.MemTotal,
  };
}

function imageStoreOf({ DriverStatus }: z.infer<typeof infoSchema>): EngineInfo['imageStore'] {
  const isContainerd = ([name, value]: readonly string[]) =>
    name === 'driver-type' && value?.startsWith('io.containerd.snapshotter');
  return DriverStatus?.some(isContainerd) ? 'containerd' : 'graph-driver';
}

export function parseComponents(version: unknown): ComponentVersions {
  const { Components, Platform } = versionSchema.parse(version);
  const named = (Components ?? []).map(({ Name, Version }) => [Name, Version] as const);
  return { ...Object.fromEntries(named), ...(Platform && { platform: Platform.Name }) };
}

/** @param version What it said as it was connected to: for each answer of the kind an Engine starts programs. */
export async function readEngineInfo(
  client: EngineClient,
  version: EngineVersion,
  signal?: AbortSignal,
): Promise<EngineInfo> {
  return parseEngineInfo(await askInfo(client, signal), version);
}

export async function readImageStore(
  client: EngineClient,
  signal?: AbortSignal,
): Promise<EngineInfo['imageStore']> {
  return imageStoreOf(infoSchema.parse(await askInfo(client, signal)));
}

function askInfo(client: EngineClient, signal?: AbortSignal): Promise<unknown> {
  const ask = ({ signal: until }: Deadline): Promise<unknown> => client.gaps.info(cancellable(until));
  return client.call('say what it is', ask, { kind: 'ask', signal });
}

export async function readComponents(client: EngineClient, signal?: AbortSignal): Promise<ComponentVersions> {
  const ask = ({ signal: until }: Deadline) => client.gaps.version(cancellable(until));
  return parseComponents(await client.call('say its versions', ask, { kind: 'ask', signal }));
}
