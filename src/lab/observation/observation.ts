/**
 * An observation: everything known about the containers of a compose project at one moment.
 * Checks, X-ray and evidence all read the same value. It is plain data and goes to JSON and back unchanged.
 */
import type { CapabilityName } from './capabilities.ts';
import type { ImageFacts, InspectedContainer, InspectedImage } from './container.ts';
import type { Fact } from './fact.ts';
import type { ProcessFilters, SyscallFilter } from './filters.ts';
import type { ProbeResult } from './probe-result.ts';

export const observationVersion = 4;

export const namespaceKinds = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'] as const;
export type NamespaceKind = (typeof namespaceKinds)[number];

/** The five sets of capabilities(7), by name, in the order of their numbers. */
export interface CapabilitySets {
  readonly inheritable: readonly CapabilityName[];
  readonly permitted: readonly CapabilityName[];
  readonly effective: readonly CapabilityName[];
  readonly bounding: readonly CapabilityName[];
  readonly ambient: readonly CapabilityName[];
}

/** A line of /proc/PID/uid_map or gid_map: user_namespaces(7). */
export interface IdMapping {
  readonly inside: number;
  readonly outside: number;
  readonly length: number;
}

export interface ObservedMount {
  readonly mountPoint: string;
  readonly type: string;
  readonly source: string;
  readonly readOnly: boolean;
  readonly options: readonly string[];
}

export interface ListeningSocket {
  readonly protocol: 'tcp' | 'tcp6' | 'udp' | 'udp6';
  readonly address: string;
  readonly port: number;
}

/** One process of a container, as /proc of the engine's host shows it. */
export interface ObservedProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** Its pid in its innermost pid namespace (NSpid of proc_pid_status(5)). */
  readonly innerPid: number;
  /** The container's init: the process whose pid the Engine names. */
  readonly init: boolean;
  readonly name: string;
  readonly argv: readonly string[];
  readonly executable: string;
  /** Real, effective, saved, file system; as seen by the host. */
  readonly uids: readonly [number, number, number, number];
  readonly gids: readonly [number, number, number, number];
  readonly groups: readonly number[];
  readonly capabilities: CapabilitySets;
  /** 0 off, 1 strict, 2 filter. */
  readonly seccompMode: 0 | 1 | 2;
  readonly seccompFilters: number;
  readonly noNewPrivileges: boolean;
  readonly namespaces: Readonly<Partial<Record<NamespaceKind, number>>>;
  readonly uidMap: readonly IdMapping[];
  readonly gidMap: readonly IdMapping[];
  /** `docker-default (enforce)`, a SELinux label; empty where no LSM labels it. */
  readonly lsmLabel: string;
}

export interface ObservedLimits {
  /** 0: none. */
  readonly memoryBytes: number;
  readonly memoryUsedBytes: number;
  readonly cpus: number;
  readonly pids: number;
  readonly pidsUsed: number;
}

/** A regular file that is a mount by itself, as secrets, configs and files bound in are: inode(7). */
export interface MountedFile {
  /** In the container. */
  readonly path: string;
  /** The bits of permission, set-user-ID and the like: 0o400. */
  readonly mode: number;
  /** As the host sees them. */
  readonly uid: number;
  readonly gid: number;
  readonly bytes: number;
}

/** What the limits of a container's cgroup did since it started, and what they say of swap. */
export interface LimitEffects {
  /** Processes that were killed because memory was used up. v1 counts those of the cgroup itself only. */
  readonly oomKills: Fact<number>;
  /** How often a process could not be made because there were too many. */
  readonly pidsRefused: Fact<number>;
  /** Periods of the CPU limit, those in which it held the container back, and for how long in all. No limit: 0. */
  readonly throttling: Fact<{
    readonly periods: number;
    readonly throttled: number;
    readonly throttledMs: number;
  }>;
  /** Bytes of swap that may be used; null: no limit. */
  readonly swapBytes: Fact<number | null>;
}

/** Where packets go: proc_pid_net(5). */
export interface ObservedRoute {
  /** `10.0.0.0/8`, `0.0.0.0/0`. */
  readonly to: string;
  /** The gateway; undefined where the network is next to it. */
  readonly via?: string | undefined;
  /** The interface. */
  readonly on: string;
}

/** One that processes of the container are in: network_namespaces(7). */
export interface NetworkNamespace {
  readonly inode: number;
  readonly interfaces: readonly string[];
  /** Its own, loopback's too. */
  readonly addresses: readonly string[];
  readonly routes: readonly ObservedRoute[];
  readonly listening: Fact<readonly ListeningSocket[]>;
}

/** What processes see that have another mount namespace, or another root, than the container's first process. */
export interface MountView {
  readonly pids: readonly number[];
  readonly mounts: Fact<readonly ObservedMount[]>;
}

/** The link of a BPF program that a process holds, as its fdinfo says: `raw_tracepoint`, `tracing`, `lsm`. */
export interface BpfLink {
  readonly pid: number;
  readonly type: string;
}

/** A TCP socket that listens in the network of the container's first process, and a process that holds it. */
export interface Listener {
  readonly pid: number;
  readonly port: number;
}

/** Looked at only where somebody asks for it; `not-yet` else. */
export interface AskedOfContainer {
  readonly networks: Fact<readonly NetworkNamespace[]>;
  readonly mountViews: Fact<readonly MountView[]>;
  /** The user namespace that owns a namespace, both by their numbers: ioctl_ns(2). */
  readonly namespaceOwners: Fact<Readonly<Record<string, number>>>;
  readonly bpfLinks: Fact<readonly BpfLink[]>;
  /** Left out by versions that did not look. */
  readonly listeners?: Fact<readonly Listener[]> | undefined;
}

export interface ObservedContainer {
  readonly service: string;
  readonly declared: InspectedContainer;
  readonly image: InspectedImage | undefined;
  /** Read only when a lab's checks, questions or the X-ray want it: it costs a read of the image. */
  readonly imageFacts: Fact<ImageFacts>;
  readonly processes: Fact<readonly ObservedProcess[]>;
  readonly mounts: Fact<readonly ObservedMount[]>;
  /** Those of its init. On file systems that a program or another machine answers for nothing is looked at. */
  readonly mountedFiles: Fact<readonly MountedFile[]>;
  /** Whether the root file system is mounted read-only. */
  readonly rootReadOnly: Fact<boolean>;
  readonly syscalls: Fact<SyscallFilter>;
  /** Every process is in one entry. One that has as many filters as its parent is taken to have the same. */
  readonly filters: Fact<readonly ProcessFilters[]>;
  readonly limits: Fact<ObservedLimits>;
  readonly limitEffects: LimitEffects;
  readonly listening: Fact<readonly ListeningSocket[]>;
  readonly sysctls: Fact<Readonly<Record<string, string>>>;
  readonly asked: AskedOfContainer;
}

/** Whether the engine's host can do something, found out by trying it; where it cannot, why. */
export type Ability = { readonly has: true } | { readonly has: false; readonly reason: string };

/** What the host of the engine is, seen by the probe. */
export interface ObservedHost {
  readonly kernel: string;
  readonly architecture: string;
  readonly engineVersion: string;
  readonly cgroupVersion: '1' | '2';
  readonly namespaces: Readonly<Partial<Record<NamespaceKind, number>>>;
  readonly lsms: readonly string[];
  /** Highest capability number that the kernel knows: /proc/sys/kernel/cap_last_cap. */
  readonly lastCapability: number;
  readonly sysctls: Readonly<Record<string, string>>;
}

export interface Observation {
  readonly version: typeof observationVersion;
  readonly takenAt: string;
  readonly durationMs: number;
  readonly project: string;
  readonly host: Fact<ObservedHost>;
  readonly containers: readonly ObservedContainer[];
  readonly probes: Readonly<Record<string, ProbeResult>>;
  /** Of those that the lab needs. */
  readonly abilities: Readonly<Record<string, Ability>>;
}
