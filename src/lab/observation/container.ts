/**
 * What an Engine says of a container and an image: the *declared* facts of an observation.
 * Names follow the Engine API (v1.45) where it has one, in our casing and with units.
 */

export interface DeclaredMount {
  readonly type: string;
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
  readonly propagation?: string | undefined;
}

export interface PublishedPort {
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly hostIp: string;
  readonly hostPort: number;
}

export interface AttachedNetwork {
  readonly name: string;
  readonly id: string;
  readonly ipv4: string;
  readonly aliases: readonly string[];
  /** Empty where it has none; left out by versions that did not ask. */
  readonly ipv6?: string;
  /** Whether it leads nowhere but to its other members; left out where the Engine was not asked or knows it no more. */
  readonly internal?: boolean;
}

export type ContainerStatus =
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead';

/** `docker inspect` of a container, parsed. */
export interface InspectedContainer {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly image: { readonly reference: string; readonly id: string };
  readonly labels: Readonly<Record<string, string>>;
  /** From the labels of Compose; the name where there are none. */
  readonly service: string;
  readonly status: ContainerStatus;
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly restartCount: number;
  readonly startedAt: string;
  /** When it last ended; left out by versions that did not ask. */
  readonly finishedAt?: string;
  /** In the pid namespace of the engine's host; 0 when it does not run. */
  readonly initPid: number;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly env: readonly string[];
  readonly workdir: string;
  readonly runtime: string;
  readonly privileged: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly readOnlyRootfs: boolean;
  readonly pidMode: string;
  readonly ipcMode: string;
  readonly utsMode: string;
  readonly usernsMode: string;
  readonly cgroupnsMode: string;
  readonly networkMode: string;
  readonly sysctls: Readonly<Record<string, string>>;
  /** 0: no limit. */
  readonly memoryLimitBytes: number;
  /** CPUs, 0: no limit. */
  readonly cpuLimit: number;
  /** 0: no limit. */
  readonly pidsLimit: number;
  readonly restartPolicy: string;
  /** How often `on-failure` restarts; 0: without end. Earlier versions left this and the next six fields out. */
  readonly restartMaximum?: number;
  /** Paths that the runtime covers, and makes read-only: OCI runtime specification. */
  readonly maskedPaths?: readonly string[];
  readonly readonlyPaths?: readonly string[];
  /** `c 1:3 mr`: lines of devices.allow of cgroup v1 beyond Docker's own. */
  readonly deviceRules?: readonly string[];
  /** Ids of devices that a driver was asked for, or else what they have to be able to: a name of CDI, `gpu`. */
  readonly deviceRequests?: readonly string[];
  /** By path in the container: what it may do with the device, of `rwm`. */
  readonly devicePermissions?: Readonly<Record<string, string>>;
  /** Memory and swap together; 0: not set, -1: no limit. */
  readonly memorySwapBytes?: number;
  readonly logDriver: string;
  readonly logOptions: Readonly<Record<string, string>>;
  readonly mounts: readonly DeclaredMount[];
  /** Options of mount(8) by path. Earlier versions left out those that are mounts of the long form, of the type `tmpfs`. */
  readonly tmpfs: Readonly<Record<string, string>>;
  /** Device nodes that the Engine was asked for, by their paths in the container. */
  readonly devices: readonly string[];
  readonly ports: readonly PublishedPort[];
  readonly networks: readonly AttachedNetwork[];
}

/** `docker image inspect`, parsed. */
export interface InspectedImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly sizeBytes: number;
  readonly layers: readonly string[];
  readonly architecture: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Instructions that a build on it runs first; left out where there are none. */
  readonly onBuild?: readonly string[] | undefined;
}

/** What is inside an image's file system, counted once by reading it whole. */
export interface ImageFacts {
  readonly imageId: string;
  readonly sizeBytes: number;
  readonly layers: number;
  readonly files: number;
  /** Names and versions from dpkg or apk databases; `none` where the image has no package database. */
  readonly packages: {
    readonly manager: 'dpkg' | 'apk' | 'none';
    readonly installed: readonly { readonly name: string; readonly version: string }[];
  };
  /** Absolute paths of regular files with the set-user-ID or set-group-ID bit. */
  readonly setuid: readonly string[];
  /** Absolute paths of shells: sh, bash, dash, ash, zsh, ksh, busybox, toybox by file name in a bin directory. */
  readonly shells: readonly string[];
  readonly executables: number;
  /** `glibc`, `musl`, by the dynamic loaders present. */
  readonly libc: 'glibc' | 'musl' | 'both' | 'none';
  /** From /etc/os-release: `debian 13`, `alpine 3.22.1`. Empty where there is none. */
  readonly distribution: string;
  /** Of all regular files of all layers, unpacked. Earlier versions left this and the next two fields out. */
  readonly unpackedBytes?: number | undefined;
  /** Where each text was found that images were searched for: `layer 2, /srv/key`, `the history`. */
  readonly texts?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Predicate types of in-toto statements about it; left out too where the engine's image store keeps none. */
  readonly attestations?: readonly string[] | undefined;
  /** Names of build arguments that stand in its history with their values. Earlier versions left it out. */
  readonly buildArguments?: readonly string[] | undefined;
  /** Packages that SPDX documents among them list; left out as those are. Where a package has no version, that is empty. */
  readonly listed?: readonly { readonly name: string; readonly version: string }[] | undefined;
}
