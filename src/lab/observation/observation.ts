/**
 * An observation: everything known about the containers of a compose project at one moment.
 * Checks, X-ray and evidence all read the same value. It is plain data and goes to JSON and back unchanged.
 */
import type { CapabilityName } from './capabilities.ts';
import type { ImageFacts, InspectedContainer, InspectedImage } from './container.ts';

export const observationVersion = 4;

/**
 * Where a fact comes from. `kernel`: the kernel that runs the process. `sandbox`: a kernel in user space,
 * asked from inside. `declared`: the Engine's word. `unknown`: could not be seen, with the reason.
 */
export type FactSource = 'kernel' | 'sandbox' | 'declared' | 'unknown';

/**
 * Why a fact is unknown. `host-lacks`: this machine shows it to nobody, whatever is done in the containers. `not-seen`:
 * what runs in them kept it from being seen, or nobody knows why it was not. `not-yet`: it was not looked at so far.
 */
export const unknownCauses = ['host-lacks', 'not-seen', 'not-yet'] as const;
export type UnknownCause = (typeof unknownCauses)[number];

export interface Unknown {
  readonly source: 'unknown';
  /** Completes "…, since": what was there, and what would let it be seen. */
  readonly reason: string;
  readonly cause: UnknownCause;
}

/** A fact and where it comes from. */
export type Fact<T> = { readonly source: Exclude<FactSource, 'unknown'>; readonly value: T } | Unknown;

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

/**
 * What the kernel does with a call: seccomp(2). `errno N`: it refuses it with that number (0: it says that all went
 * well). `notify`: another process decides. `by-arguments`: one of several of these, by the call's arguments.
 */
export type CallAnswer =
  | 'allow'
  | 'log'
  | 'notify'
  | 'trace'
  | 'trap'
  | 'kill-thread'
  | 'kill-process'
  | 'by-arguments'
  | `errno ${number}`;

/** What the filters of a process answer to each call of the host's table, pressed. */
export interface CallAnswers {
  /** Filters, one over another, and their instructions together; undefined where that is only declared. */
  readonly filters: number | undefined;
  readonly instructions: number | undefined;
  /** How many system calls the table of the host's architecture has. */
  readonly known: number;
  /** The answer that most calls get. */
  readonly usual: CallAnswer;
  /** The other answers, each with the names of its calls. */
  readonly unusual: Readonly<Partial<Record<CallAnswer, readonly string[]>>>;
  /** To a number that the table does not have; undefined where that is only declared. */
  readonly beyond: CallAnswer | undefined;
  /** To calls made as of another architecture that the kernel runs too: `i386`, `x32`, `arm`. Empty where declared. */
  readonly foreign: Readonly<Record<string, CallAnswer | 'by-number'>>;
  /**
   * Where those get different answers: calls that are closed to the host's own architecture and let through as of that
   * one, by their names. Absent where there are none.
   */
  readonly around?: Readonly<Record<string, readonly string[]>>;
}

/** Processes that have the same filters, and what these answer. */
export interface ProcessFilters {
  readonly pids: readonly number[];
  readonly answers: Fact<CallAnswers>;
}

/** What the filters of a container's init let through. A program's own are in it where the source is the kernel. */
export interface SyscallFilter {
  /** False: there is no filter, and every call reaches the kernel. */
  readonly filtering: boolean;
  /** How many system calls the table of the host's architecture has. */
  readonly known: number;
  /** Never let through. */
  readonly closed: readonly string[];
  /** Let through with some arguments only. */
  readonly conditional: readonly string[];
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

/** The result of something tried: declared in a manifest as data, done, and kept with its time. */
export interface ProbeResult {
  readonly id: string;
  readonly kind: 'http' | 'exec' | 'reach';
  readonly at: string;
  readonly durationMs: number;
  /** Undefined when it could not be tried at all; then `error` says why. */
  readonly status?: number | undefined;
  readonly body?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
  readonly error?: string | undefined;
  /** More was printed than is kept: the end is. */
  readonly truncated?: boolean | undefined;
  /** The name of the container, where its service has several that run; `replicas` is what the others gave. */
  readonly container?: string | undefined;
  readonly replicas?: readonly ProbeResult[] | undefined;
  /** What came of a connection: it was made; refused by whoever is there; or nothing arrived. */
  readonly reached?: 'arrived' | 'refused' | 'shut' | undefined;
  /** What was drawn for this try: `{{nonce}}` in the probe and in what is expected of it. */
  readonly nonce?: string | undefined;
  /** Why there is an error, where it is not that what was tried failed. */
  readonly cause?: UnknownCause | undefined;
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
