/** Which grants let a container reach what looks at it, and which of them a compose file uses. Pure. */
import { parse } from 'yaml';
import * as z from 'zod';
import { type Asked, covers, type Grant } from '../../lab/manifest/grant.ts';

/** Capabilities by which a container gets at what its engine, or the probe beside it, has. */
const reaching = ['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_BOOT', 'BPF', 'DAC_READ_SEARCH'];

/** Whether a container to which this is granted can reach what looks at it, or the engine that says which is which. */
export function reachesTheEngine({ key, value }: Pick<Grant, 'key' | 'value'>): boolean {
  switch (key) {
    case 'privileged':
    case 'cgroup':
    case 'devices':
    case 'device_cgroup_rules':
      return true;
    case 'pid':
      return value === 'host';
    case 'volumes':
      return value.startsWith('/');
    case 'cap_add':
      return reaching.includes(value.toUpperCase().replace(/^CAP_/, ''));
    default:
      return false;
  }
}

const List = z.array(z.unknown()).catch([]);
const Word = z.unknown().transform(String).optional();
const Service = z.object({
  privileged: Word,
  pid: Word,
  cgroup: Word,
  devices: List,
  device_cgroup_rules: List,
  cap_add: List,
  volumes: List,
});
const File = z.object({
  services: z.record(z.string(), z.unknown()),
  volumes: z.record(z.string(), z.unknown()).catch({}),
});
const Named = z.object({ source: z.string() });
const Bound = z.object({ driver_opts: z.object({ device: z.string() }) });

/**
 * Which grants a compose file uses of those that reach the engine, as it is written: what it includes or extends is not
 * followed, and a file that is none uses none. The gate says what is used where the file is played.
 */
export function findReaching(compose: string, grants: readonly Grant[]): readonly Grant[] {
  const file = File.safeParse(parsed(compose));
  if (!file.success) return [];
  const { services, volumes } = file.data;
  const asked = Object.entries(services)
    .flatMap(([name, service]) => askedBy(name, service, volumes))
    .filter(reachesTheEngine);
  return grants.filter((grant) => asked.some((each) => covers(grant, each)));
}

/** What a service asks for, in the words of grants. */
function askedBy(
  name: string,
  written: unknown,
  volumes: Readonly<Record<string, unknown>>,
): readonly Asked[] {
  const service = Service.safeParse(written);
  if (!service.success) return [];
  const { privileged, pid, cgroup, devices, device_cgroup_rules: rules, cap_add: added } = service.data;
  const sources = service.data.volumes
    .filter(hasSource)
    .map(sourceOf)
    .map((source) => {
      const bound = Bound.safeParse(volumes[source]);
      return bound.success ? bound.data.driver_opts.device : source;
    });
  const all: readonly (readonly [key: Asked['key'], values: readonly unknown[]])[] = [
    ['privileged', privileged === 'true' ? [privileged] : []],
    ['pid', pid === undefined ? [] : [pid]],
    ['cgroup', cgroup === 'host' ? [cgroup] : []],
    ['devices', devices.map(sourceOf)],
    ['device_cgroup_rules', rules],
    ['cap_add', added],
    ['volumes', sources],
  ];
  return all.flatMap(([key, values]) =>
    values.map((value) => ({ service: name, key, value: String(value) })),
  );
}

/** A volume without one is of the container alone: `/data`. */
const hasSource = (volume: unknown): boolean => typeof volume !== 'string' || volume.includes(':');

/** Of a volume or a device, in its short form or its long one. */
function sourceOf(entry: unknown): string {
  if (typeof entry === 'string') return entry.split(':')[0] ?? '';
  const named = Named.safeParse(entry);
  return named.success ? named.data.source : '';
}

function parsed(compose: string): unknown {
  try {
    return parse(compose, { merge: true });
  } catch {
    return undefined;
  }
}
