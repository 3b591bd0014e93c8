/** The Compose CLI of a workbench. `src/engine/compose/compose.ts` implements it. */
import type { EngineReader } from './engine.ts';
import type { Workbench } from './seat.ts';

/** What Compose needs of the workbench in which it runs. */
export type ComposeBench = Pick<Workbench, 'workspacePath' | 'run'>;

export interface ComposeOptions {
  readonly project: string;
  readonly signal?: AbortSignal;
  /** Output as it comes, for the page. */
  readonly onOutput?: (text: string) => void;
  readonly timeoutMs?: number;
}

export interface UpOptions extends ComposeOptions {
  /** The workbench's, which says what runs already and when all of it is ready. */
  readonly engine: Pick<EngineReader, 'inspectContainers' | 'inspectRaw' | 'follow' | 'logTail'>;
}

/** What the gate let through. */
export interface Frozen {
  /** By their names: the file and what it reads. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The file's normal form. */
  readonly model: unknown;
  /** Paths of the workspace that are mounted. */
  readonly sources?: readonly string[];
}

/** Compose reads only files that were frozen here, in an environment that holds nothing of the learner's or ours. */
export interface Compose {
  /** Where a frozen file of a project is in its workbench. */
  frozenPath(project: string, name: string): string;
  /**
   * What Compose makes of a frozen file, as JSON: short forms spelt out, every profile included, paths relative to the
   * workspace made absolute. `files` are frozen before, in place of all others. Rejects with `bad-compose`, or with
   * `timed-out` after five seconds, all of it killed.
   */
  normalise(
    workbench: ComposeBench,
    options: ComposeOptions,
    file: string,
    files?: ReadonlyMap<string, Uint8Array>,
  ): Promise<string>;
  /**
   * Freezes the files anew, builds and starts what `file` among them says, removes services that it no longer has, and
   * waits until all of them run and are healthy. A service without a health check has to stay up for half a second; one
   * that others wait for to end well has to. Resolves with how long that was waited for. An `up` or `down` that a killed server left running is ended first.
   * Rejects with `build-failed` (step and output), `service-exited` (its last lines), `timed-out`, `port-taken`,
   * `image-unavailable`, `disk-full`, `bad-compose` or `engine-lost`; with `compose-refused`, before anything starts,
   * where one of the sources is not there or lies behind a link.
   */
  up(
    workbench: ComposeBench,
    options: UpOptions,
    file: string,
    frozen: Frozen,
  ): Promise<{ readonly waitedMs: number }>;
  /**
   * Stops and removes the containers and networks of the project, and its volumes where asked. Reads no file. What a
   * killed server left running of `up` or `down` is ended before.
   */
  down(workbench: ComposeBench, options: ComposeOptions & { readonly volumes: boolean }): Promise<void>;
  /** Ends what a killed server left running of `up` or `down`; it would bring back what is removed otherwise. */
  endLeft(workbench: ComposeBench, options: ComposeOptions): Promise<void>;
}
