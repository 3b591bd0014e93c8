import type { SeatClass } from '../seats/seat-class.ts';
import type { SeatKind } from '../seats/seat-kind.ts';
import type { ProgressEvent } from '../wire/jobs.ts';
import type { CommandResult, Engine, ExecProcess, ExecRequest, LabelFilter, RunOptions } from './engine.ts';

/** Where one learner's labs run. All code above `seats/` sees the same thing whatever its kind. */
export interface Seat extends AsyncDisposable {
  readonly id: string;
  readonly kind: SeatKind;
  readonly seatClass: SeatClass;
  readonly engine: Engine;
  /**
   * A toolbox with a shell and the Compose CLI, talking to this seat's engine, for one run.
   * Idempotent: a second call for the same run finds the first one's container.
   */
  openWorkbench(spec: WorkbenchSpec, signal?: AbortSignal): Promise<Workbench>;
  /** What is there of workbenches of this home on this engine, those of stopped runs and of proofs too. */
  findWorkbenches(signal?: AbortSignal): Promise<readonly FoundWorkbench[]>;
  /**
   * Keeps a workbench ready from now on for whoever opens one next, and removes it with the seat's disposal. Resolves once
   * that was tried. Absent where no workbench is made.
   */
  keepWorkbench?(): Promise<void>;
  /**
   * A line to the kernel facts of the engine's host: `argv` runs where it sees the host's pid namespace,
   * with SYS_PTRACE, without network, read-only. One a seat; a second call finds the first one's line. Rejects with
   * `cancelled` once the seat was let go of.
   */
  openProbe(argv: readonly string[], signal?: AbortSignal): Promise<Probe>;
  /** It was let go of: whoever goes on needs the seat anew. */
  readonly isClosed: boolean;
  /**
   * Containers with these labels that are being started and have not become their program. With `end` their processes
   * are killed: the one way to end a start that waits in the kernel, since the Engine waits with it.
   */
  pendingStarts(
    filter: LabelFilter,
    options: { readonly end: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<readonly PendingStart[]>;
  /**
   * Keeps containers and builds of this seat's engine from reaching out of this machine until it is disposed; where
   * our process is killed, until then. Absent where the engine is not ours to cut off. Connections that stand go on.
   */
  cutEgress?(signal?: AbortSignal): Promise<AsyncDisposable>;
}

/** A container whose start is under way. */
export interface PendingStart {
  readonly container: string;
  /** Of the compose file; empty where the container names none. */
  readonly service: string;
  /** The runtime's, by their numbers on the engine's host. */
  readonly processes: readonly string[];
}

/** A workbench as its labels tell of it, whole or what is left of one. */
export interface FoundWorkbench {
  readonly runId: string;
  /** Removes it with its copy of the files. */
  remove(signal?: AbortSignal): Promise<void>;
}

export interface WorkbenchSpec {
  readonly runId: string;
  /** The compose project: `COMPOSE_PROJECT_NAME` in every shell. */
  readonly project: string;
  /** The directory on the server that is the true copy. */
  readonly workspaceDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Gets versions of files that only the seat has and that give way to the server's, before they do. */
  readonly onLost?: ((versions: Versions) => Promise<void>) | undefined;
}

/** Files and links as they were, by their paths in the workspace. */
export type Versions = ReadonlyMap<
  string,
  { readonly type: 'file' | 'directory' | 'symlink'; readonly mode: number; readonly content: Buffer }
>;

/** The toolbox of one run. Disposing lets go of it and leaves it running; `remove` ends it. */
export interface Workbench extends AsyncDisposable {
  readonly container: string;
  /** The directory of the workspace as the workbench and its engine see it. */
  readonly workspacePath: string;
  exec(request: ExecRequest, signal?: AbortSignal): Promise<ExecProcess>;
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /**
   * A line to a process in the workbench, which reaches the networks of the run's containers. One a workbench, ended
   * with it; a second call finds the first one's line. Rejects with `cancelled` once the workbench was let go of.
   */
  openProbe(argv: readonly string[], signal?: AbortSignal): Promise<Probe>;
  /** Brings the server's files in, deletions included. Nothing to do where the directory is bound. */
  syncIn(signal?: AbortSignal): Promise<void>;
  /** Brings what changed inside out. Nothing to do where the directory is bound. */
  syncOut(signal?: AbortSignal): Promise<void>;
  /** Deletes paths in the workspace with the engine's powers: containers leave files of root's. */
  deletePaths(paths: readonly string[], signal?: AbortSignal): Promise<void>;
  remove(signal?: AbortSignal): Promise<void>;
}

/**
 * A process kept open on one exec stream. A request is one line. The answer is UTF-8 text of any length,
 * sent as a line with its length in bytes and then those bytes; requests are answered in order.
 * What the words mean is known to `src/observe` on both ends. A broken line rejects with `engine-lost`.
 */
export interface Probe extends AsyncDisposable {
  ask(request: string, signal?: AbortSignal): Promise<string>;
}

export type OnProgress = (event: ProgressEvent) => void;
