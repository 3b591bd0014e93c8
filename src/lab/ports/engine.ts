/**
 * What the rest of the house asks of a Docker Engine. `src/engine` implements it over the Engine API;
 * no type of a client library passes through here. Every call takes an `AbortSignal` where it may wait.
 */
import type { ImageFacts, InspectedContainer, InspectedImage } from '../observation/container.ts';

/** The platform of an engine, read once on connecting. */
export interface EngineInfo {
  /** The Engine's own id; two endpoints with one id are one engine. */
  readonly id: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  /** `amd64`, `arm64`: the word that images use. */
  readonly architecture: string;
  readonly kernel: string;
  readonly operatingSystem: string;
  readonly cgroupVersion: '1' | '2';
  readonly storageDriver: string;
  /** Whether images are in containerd's store, or the Engine's own by the storage driver. */
  readonly imageStore: 'containerd' | 'graph-driver';
  /** Names usable as `runtime:` in a compose file. */
  readonly runtimes: readonly string[];
  /** With which arguments the Engine calls each of them. */
  readonly runtimeArguments: Readonly<Record<string, readonly string[]>>;
  /** `name=seccomp,profile=builtin`, `name=rootless`, `name=userns` … as the Engine says them. */
  readonly securityOptions: readonly string[];
  readonly cpus: number;
  readonly memoryBytes: number;
}

export interface ExecRequest {
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  /** With a terminal, `output` carries both streams and `errorOutput` is empty. */
  readonly tty?: TerminalSize;
  /** Keep standard input open for `write`. */
  readonly stdin?: boolean;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A process in a container. Disposing it closes the stream and kills what `argv` started, where it still runs. */
export interface ExecProcess extends AsyncDisposable {
  /** Reading slowly holds the sender back: nothing is buffered without bound. */
  readonly output: AsyncIterable<Uint8Array>;
  readonly errorOutput: AsyncIterable<Uint8Array>;
  /** Resolves when the bytes were taken; rejects with `engine-lost` when the stream has gone. */
  write(data: Uint8Array | string): Promise<void>;
  endInput(): void;
  resize(size: TerminalSize): Promise<void>;
  /** Resolves with the exit code once the process ended; rejects with `engine-lost` if the engine went away. */
  readonly exit: Promise<number>;
}

/** What a finished command printed. Text is UTF-8 with replacement; `truncated` where it passed the limit asked. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly durationMs: number;
}

export interface RunOptions extends Omit<ExecRequest, 'argv' | 'tty' | 'stdin'> {
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Called with each chunk as it comes, for progress. */
  readonly onOutput?: (text: string, stream: 'stdout' | 'stderr') => void;
  readonly maxBytes?: number;
}

/** Runs programs in a running container. */
export interface Executor {
  exec(container: string, request: ExecRequest, signal?: AbortSignal): Promise<ExecProcess>;
  /** Runs to the end. A non-zero exit is a value, not an error; a deadline passed is `timed-out`. */
  run(container: string, argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
}

/** Which containers, volumes or networks are meant: those that carry every label given. */
export type LabelFilter = Readonly<Record<string, string>>;

export interface EngineEvent {
  readonly type: 'container' | 'network' | 'volume' | 'image';
  readonly action: string;
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Something on an engine that carries labels. */
export interface LabelledThing {
  readonly kind: 'container' | 'network' | 'volume';
  readonly labels: Readonly<Record<string, string>>;
}

/** Reads what is there; changes nothing. Works on anybody's containers. */
export interface EngineReader {
  info(signal?: AbortSignal): Promise<EngineInfo>;
  /** Every container, stopped ones too, that carries the labels, inspected; order: by name. */
  inspectContainers(filter: LabelFilter, signal?: AbortSignal): Promise<readonly InspectedContainer[]>;
  /** The same containers as the Engine's answers to their inspects say them, unread; in no order. */
  inspectRaw(filter: LabelFilter, signal?: AbortSignal): Promise<readonly unknown[]>;
  /** Every container, stopped ones too, network and volume that has the label, whatever its value. */
  listLabelled(label: string, signal?: AbortSignal): Promise<readonly LabelledThing[]>;
  findImage(reference: string, signal?: AbortSignal): Promise<InspectedImage | undefined>;
  /**
   * What is in an image's file system, and where in it these texts are. Reads the whole image: callers should ask once
   * an id.
   */
  readImageFacts(imageId: string, signal?: AbortSignal, texts?: readonly string[]): Promise<ImageFacts>;
  /** The last lines of a container's output, both streams in order. */
  logTail(container: string, lines: number): Promise<string>;
  /** What a container's programs added or changed in its own layer; of directories those alone below which nothing is. */
  changedPaths(container: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Follows events until disposed. `onEnd` is called once when the stream breaks by itself. */
  follow(onEvent: (event: EngineEvent) => void, onEnd: (cause: unknown) => void): Promise<AsyncDisposable>;
}

export interface ContainerSpec {
  readonly name: string;
  /** The name under which it was made, where it was renamed since: it is the same spec by that one. */
  readonly bornAs?: string;
  readonly image: string;
  readonly argv?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly binds?: readonly string[];
  readonly workdir?: string;
  readonly user?: string;
  readonly hostname?: string;
  readonly networkMode?: string;
  readonly pidMode?: string;
  readonly cgroupnsMode?: 'host' | 'private';
  readonly usernsMode?: string;
  readonly capAdd?: readonly string[];
  readonly capDrop?: readonly string[];
  readonly securityOpt?: readonly string[];
  readonly privileged?: boolean;
  /** Leaves those parts of /proc and /sys open that the Engine hides or makes read-only in other containers. */
  readonly systemPaths?: 'unconfined';
  /** A runtime that the Engine offers by this name. */
  readonly runtime?: string;
  /** Device files of the engine's host, at the same paths inside. */
  readonly devices?: readonly string[];
  readonly readOnly?: boolean;
  readonly init?: boolean;
  readonly tty?: boolean;
  readonly tmpfs?: Readonly<Record<string, string>>;
  readonly memoryBytes?: number;
  readonly cpus?: number;
  readonly pidsLimit?: number;
  readonly restart?: 'no' | 'unless-stopped';
}

/** What stays where things are removed by their labels. */
export interface RemoveOptions {
  /** Those with a name. */
  readonly keepVolumes?: boolean;
  readonly keepNetworks?: boolean;
}

/** Makes and removes what is ours. Names that exist are reused where the spec hash label matches, else replaced. */
export interface ContainerKeeper {
  /** Starts it, or finds it running with the same spec. Returns its id. */
  ensureContainer(spec: ContainerSpec, signal?: AbortSignal): Promise<string>;
  /**
   * Makes a container from the body of the Engine API's create call, and starts it; for a copy of a container that was
   * made by others. The body's labels say whose it is. Resolves with its id; leaves none where it does not start.
   */
  startAs(name: string, body: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<string>;
  /** Resolves with the exit status of a container once it has ended. */
  waitForEnd(id: string, signal?: AbortSignal): Promise<number>;
  /** Anonymous volumes go with it, unless they are kept. One that is not there is no error. */
  removeContainer(id: string, how?: { readonly keepVolumes?: boolean }): Promise<void>;
  /** Ends a container: SIGTERM, and SIGKILL after three seconds. Its file system stays. */
  stopContainer(id: string): Promise<void>;
  pauseContainer(id: string): Promise<void>;
  unpauseContainer(id: string): Promise<void>;
  /** Removes every container, network and volume that carries all the labels; says how many of each went. */
  removeLabelled(
    filter: LabelFilter,
    options?: RemoveOptions,
  ): Promise<{ containers: number; networks: number; volumes: number }>;
  /** Puts an uncompressed tar into a container's file system. */
  putArchive(
    container: string,
    path: string,
    tar: AsyncIterable<Uint8Array> | Uint8Array,
    signal?: AbortSignal,
  ): Promise<void>;
  /** Takes a path out of a container's file system as an uncompressed tar. */
  getArchive(container: string, path: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

export interface ImageProgress {
  readonly reference: string;
  readonly step: string;
  readonly currentBytes?: number;
  readonly totalBytes?: number;
}

/** Gets images by pulling, importing, building or loading. */
export interface ImageKeeper {
  /** Rejects with `image-unavailable`, which says whether the registry answered. */
  pull(reference: string, onProgress?: (p: ImageProgress) => void, signal?: AbortSignal): Promise<void>;
  /** Makes a one-layer image of a root file system. */
  importRootfs(
    tar: AsyncIterable<Uint8Array>,
    reference: string,
    changes: readonly string[],
    signal?: AbortSignal,
  ): Promise<void>;
  load(tar: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>;
  save(references: readonly string[], signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  tag(source: string, reference: string): Promise<void>;
  /**
   * Removes images that carry the label (`name`, or `name=value`) and that no container uses: `untagged` ones, which a
   * newer image took the name of, or all of them (`unused`). Says how many went and the bytes that came free.
   */
  pruneImages(label: string, which: 'untagged' | 'unused'): Promise<{ images: number; bytes: number }>;
}

/** One Docker Engine endpoint. */
export interface Engine extends EngineReader, Executor, ContainerKeeper, ImageKeeper, AsyncDisposable {}
