/** Which grants let a container reach what looks at it, and which of them a compose file uses. Pure. */
import { parse } from 'yaml';
import * as z from 'zod';
import type { Grant } from '../../lab/manifest/grant.ts';

/** Capabilities by which a container gets at what its engine, or the probe beside it, has. */
const reaching = ['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_BOOT', 'BPF', 'DAC_READ_SEARCH'];

const capability = (name: string): string => name.toUpperCase().replace(/^CAP_/, '');

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
      return reaching.includes(capability(value));
    default:
      return false;
  }
}

const List = z.array(z.unknown()).catch([]);
const Word = z.unknown().optional();
const Service = z.object({
  privileged: Word,
  pid: Word,
  cgroup: Word,
  devices: List,
  device_cgroup_rules: List,
  cap_add: List,
  volumes: List,
});
const File = z.object({ services: z.record(z.string(), Service) });
const Bind = z.object({ source: z.string() });

/**
 * Which grants a compose file uses of those that reach the engine, as it is written: what it includes or extends is not
 * followed, and a file that is none uses none. The gate says what is used where the file is played.
 */
export function findReaching(compose: string, grants: readonly Grant[]): readonly Grant[] {
  const file = File.safeParse(parsed(compose));
  if (!file.success) return [];
  const services = Object.entries(file.data.services);
  return grants
    .filter(reachesTheEngine)
    .filter((grant) =>
      services.some(
        ([name, service]) => (grant.service === '*' || grant.service === name) && uses(service, grant),
      ),
    );
}

function uses(service: z.output<typeof Service>, { key, value }: Grant): boolean {
  switch (key) {
    case 'privileged':
      return service.privileged === true;
    case 'pid':
    case 'cgroup':
      return service[key] === 'host';
    case 'devices':
    case 'device_cgroup_rules':
      return service[key].length > 0;
    case 'cap_add':
      return service.cap_add.some((name) => capability(String(name)) === capability(value));
    case 'volumes':
      return service.volumes.some((volume) => sourceOf(volume).startsWith('/'));
    default:
      return false;
  }
}

function sourceOf(volume: unknown): string {
  if (typeof volume === 'string') return volume.split(':')[0] ?? '';
  const bind = Bind.safeParse(volume);
  return bind.success ? bind.data.source : '';
}

function parsed(compose: string): unknown {
  try {
    return parse(compose, { merge: true });
  } catch {
    return undefined;
  }
}
