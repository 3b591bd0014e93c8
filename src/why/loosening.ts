/** One defence of a container less: what refuses by it, and how a copy is made without it. */
import { capabilityNames, isDockerDefault } from '../lab/observation/capabilities.ts';
import type { ContainerCopy } from './container-copy.ts';

export interface Loosening {
  /** Permanent: it stands in `--json`. */
  readonly id: string;
  /** Completes "It was refused by": a noun. */
  readonly refuser: string;
  /** How the same is said in a compose file, and what is to be thought of first. */
  readonly remedy: string;
  /** It is in force in this container. */
  isInForce(copy: ContainerCopy): boolean;
  loosen(copy: ContainerCopy): ContainerCopy;
}

type HostConfig = ContainerCopy['HostConfig'];

const withHost = (copy: ContainerCopy, change: Partial<HostConfig>): ContainerCopy => ({
  ...copy,
  HostConfig: { ...copy.HostConfig, ...change },
});

/** An option of `--security-opt` in the place of any other with its name. */
function withSecurity(copy: ContainerCopy, name: string, value: string): ContainerCopy {
  const others = copy.HostConfig.SecurityOpt.filter((option) => nameOf(option) !== name);
  return withHost(copy, { SecurityOpt: [...others, `${name}=${value}`] });
}
const nameOf = (option: string) => option.split(/[=:]/)[0] ?? '';
const isSaid = (copy: ContainerCopy, option: string) =>
  copy.HostConfig.SecurityOpt.some((each) => each.replace(':', '=') === option);

/** Those of the Engine itself first: of two that would each do, the earlier one is named. */
const ofTheEngine: readonly Loosening[] = [
  {
    id: 'seccomp',
    refuser: 'the seccomp filter',
    remedy:
      '`security_opt: [seccomp=FILE]` with a profile that allows this call too; `seccomp=unconfined` allows all.',
    isInForce: (copy) => !copy.HostConfig.Privileged && !isSaid(copy, 'seccomp=unconfined'),
    loosen: (copy) => withSecurity(copy, 'seccomp', 'unconfined'),
  },
  {
    id: 'apparmor',
    refuser: 'the AppArmor profile',
    remedy: '`security_opt: [apparmor=PROFILE]` with a profile that allows it too.',
    isInForce: (copy) => !copy.HostConfig.Privileged && !isSaid(copy, 'apparmor=unconfined'),
    loosen: (copy) => withSecurity(copy, 'apparmor', 'unconfined'),
  },
  {
    id: 'selinux',
    refuser: 'the SELinux label',
    remedy: '`security_opt: [label=type:TYPE]` with a type that may do it.',
    isInForce: (copy) => !copy.HostConfig.Privileged && !isSaid(copy, 'label=disable'),
    loosen: (copy) => withSecurity(copy, 'label', 'disable'),
  },
  {
    id: 'no-new-privileges',
    refuser: 'no-new-privileges',
    remedy:
      'Give the program what it needs at its start, in place of a set-user-ID bit or a file capability.',
    isInForce: (copy) => copy.HostConfig.SecurityOpt.some(isNoNewPrivileges),
    loosen: (copy) =>
      withHost(copy, {
        SecurityOpt: copy.HostConfig.SecurityOpt.filter((option) => !isNoNewPrivileges(option)),
      }),
  },
  {
    id: 'system-paths',
    refuser: 'a masked or read-only path of /proc or /sys',
    remedy:
      '`security_opt: [systempaths=unconfined]`, which opens all of them; look for another source first.',
    isInForce: ({ HostConfig: { Privileged, MaskedPaths, ReadonlyPaths } }) =>
      !Privileged && MaskedPaths.length + ReadonlyPaths.length > 0,
    loosen: (copy) => withHost(copy, { MaskedPaths: [], ReadonlyPaths: [] }),
  },
  {
    id: 'read-only-root',
    refuser: 'the read-only root file system',
    remedy: 'A `tmpfs:` or a volume for the one directory that is written to.',
    isInForce: (copy) => copy.HostConfig.ReadonlyRootfs,
    loosen: (copy) => withHost(copy, { ReadonlyRootfs: false }),
  },
  {
    id: 'devices',
    refuser: 'the cgroup’s list of devices',
    remedy: '`devices: [/dev/NAME]` for the one device, with no more than the `r`, `w` or `m` that it needs.',
    isInForce: (copy) => !copy.HostConfig.Privileged,
    loosen: (copy) => withHost(copy, { DeviceCgroupRules: ['b *:* rwm', 'c *:* rwm'] }),
  },
];

const isNoNewPrivileges = (option: string) => /^no-new-privileges(?:[=:]true)?$/.test(option);

const plain = (written: string) => written.toUpperCase().replace(/^CAP_/, '');

/** What root of the container is given, by the rule of the Engine. */
function isGiven({ HostConfig: { CapAdd, CapDrop, Privileged } }: ContainerCopy, name: string): boolean {
  const [added, dropped] = [new Set(CapAdd.map(plain)), new Set(CapDrop.map(plain))];
  if (Privileged || added.has('ALL')) return true;
  return added.has(name) || (isDockerDefault(name) && !dropped.has(name) && !dropped.has('ALL'));
}

function ofCapability(name: string): Loosening {
  return {
    id: `capability:${name}`,
    refuser: `the kernel, for want of the capability ${name}`,
    remedy: `\`cap_add: [${name}]\`, where the service runs as root; else a file capability or an ambient set.`,
    isInForce: (copy) => !isGiven(copy, name),
    loosen: (copy) =>
      withHost(copy, {
        CapAdd: [...copy.HostConfig.CapAdd, name],
        CapDrop: copy.HostConfig.CapDrop.filter((each) => plain(each) !== name),
      }),
  };
}

const asRoot: Loosening = {
  id: 'user',
  refuser: 'the kernel, since it is not user 0 who asks',
  remedy: 'Files that belong to the service’s user, or a capability by its file; `user: "0"` last.',
  isInForce: ({ User }) => !/^(|0|root)(:|$)/.test(User),
  loosen: (copy) => ({ ...copy, User: '0:0' }),
};

const limits: Loosening = {
  id: 'limits',
  refuser: 'a limit of memory, processes or open files',
  remedy: '`mem_limit`, `pids_limit` or `ulimits` of the service, a little higher.',
  isInForce: () => true,
  loosen: (copy) => withHost(copy, { Memory: 0, MemorySwap: 0, PidsLimit: 0, Ulimits: [] }),
};

/**
 * The order says which is named where one alone of several would do: a limit before the user and the capability that may
 * exceed it.
 */
const all: readonly Loosening[] = [...ofTheEngine, limits, asRoot, ...capabilityNames.map(ofCapability)];

/** What can be loosened of a container. */
export function looseningsOf(copy: ContainerCopy): readonly Loosening[] {
  return all.filter((each) => each.isInForce(copy));
}

export function loosen(copy: ContainerCopy, loosenings: readonly Loosening[]): ContainerCopy {
  return loosenings.reduce((loosened, each) => each.loosen(loosened), copy);
}
