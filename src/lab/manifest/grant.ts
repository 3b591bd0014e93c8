/**
 * A grant is a power beyond Docker's defaults that a lab's compose file may use: one key of one service with one
 * value. The page shows its words before the lab starts; the gate refuses whatever no grant covers.
 */
import * as z from 'zod';
import { cleanPath } from '../general/clean-path.ts';

/**
 * The keys that a grant may name, as they stand below a service, and below `networks` or `volumes` for those two.
 * What a value means: a capability's name, a path of the host, a runtime … docs/authoring.md has the table.
 */
export const grantKeys = [
  'privileged',
  'cap_add',
  'security_opt',
  'pid',
  'ipc',
  'uts',
  'userns_mode',
  'cgroup',
  'network_mode',
  'runtime',
  'volumes',
  'volumes.bind.propagation',
  'devices',
  'device_cgroup_rules',
  'gpus',
  'deploy.resources.reservations.devices',
  'sysctls',
  'annotations',
  'ports',
  'extra_hosts',
  'ulimits',
  'oom_kill_disable',
  'oom_score_adj',
  'cpu_rt_period',
  'cpu_rt_runtime',
  'networks.driver',
  'networks.driver_opts',
  'networks.ipam',
] as const;
export type GrantKey = (typeof grantKeys)[number];

/** What an author may look for among the keys and no grant gives, with the reason and another way (decision 160). */
export const wayOut = {
  keys: ['egress', 'internet', 'network', 'networks', 'fence', 'allow'] as readonly string[],
  why: 'no grant opens a way out of a seat: whose networks lie behind it is for whoever runs the machine to say, not for a lab',
  fix: 'Let the lab bring what it talks to as a service of its own. Seats reach more, for all labs alike, where they are started with --seat-network public or open.',
};

export const GrantSchema = z.strictObject({
  /** Of the compose file; `*` for any, and for keys of `networks`. */
  service: z.string().min(1),
  /** Of the service in the compose file, where it is one: `cap_add`. */
  key: z.enum(grantKeys),
  /** Which of them: `NET_ADMIN`, `seccomp=./profiles/`, `/dev/fuse`. */
  value: z.string().min(1),
  /** In words, as the reader is shown before the lab starts: “web may configure networks”. */
  words: z.string().min(1),
});
export type Grant = z.output<typeof GrantSchema>;

/** A power that a compose file asks for, in the words of a grant. */
export interface Asked {
  readonly service: string;
  readonly key: GrantKey;
  readonly value: string;
}

/**
 * Whether a grant covers what is asked for. The capability ALL covers every capability. A path covers that path alone,
 * and with a `/` at its end what lies below it too. `seccomp=./profiles/` covers every profile in that folder. A device
 * rule covers those that give no more: fewer of its letters, a number where it has `*`.
 */
export function covers(grant: Grant, { service, key, value }: Asked): boolean {
  if (grant.key !== key || (grant.service !== '*' && grant.service !== service)) return false;
  const [granted, asked] = [normal(key, grant.value), normal(key, value)];
  if (granted === asked) return true;
  if (key === 'cap_add') return granted === 'ALL';
  if (key === 'device_cgroup_rules') return givesNoMore(asked, granted);
  if (key === 'volumes' || key === 'devices')
    return granted.startsWith('/') && granted.endsWith('/') && `${asked}/`.startsWith(granted);
  return key === 'security_opt' && granted.startsWith('seccomp=./') && granted.endsWith('/')
    ? asked.startsWith(granted)
    : false;
}

/** Of two lines of devices.allow, `c 10:229 rw`: whether the first gives nothing that the second does not. */
function givesNoMore(asked: string, granted: string): boolean {
  const [some, all] = [asked, granted].map((rule) =>
    /^([abc]) (\d+|\*):(\d+|\*) ([rwm]+)$/.exec(rule)?.slice(1),
  );
  if (!some || !all) return false;
  return some.every((part, at) => {
    const most = all[at] ?? '';
    return at === 3
      ? [...part].every((letter) => most.includes(letter))
      : part === most || (at > 0 && most === '*');
  });
}

/** One spelling for what may be written in several. */
function normal(key: GrantKey, value: string): string {
  if (key === 'cap_add') return value.toUpperCase().replace(/^CAP_/, '');
  if (key === 'security_opt')
    return value.replace(':', '=').replace(/^seccomp=(?=[^./=]+[./])/, 'seccomp=./');
  if ((key === 'volumes' || key === 'devices') && value.startsWith('/')) {
    const path = cleanPath(value);
    return path !== '/' && value.endsWith('/') ? `${path}/` : path;
  }
  return value;
}
