/** The Compose CLI of a workbench. `src/engine/compose/compose.ts` implements it. */
import type { Workbench } from './seat.ts';

export interface ComposeOptions {
  readonly project: string;
  readonly signal?: AbortSignal;
  /** Output as it comes, for the page. */
  readonly onOutput?: (text: string) => void;
  readonly timeoutMs?: number;
}

/** Compose reads only files that were frozen here, in an environment that holds nothing of the learner's or ours. */
export interface Compose {
  /** Where a frozen file of a project is in its workbench. */
  frozenPath(project: string, name: string): string;
  /** Puts files where no edit of the workspace reaches them; `anew` takes those of earlier runs away. */
  freeze(
    workbench: Workbench,
    options: ComposeOptions,
    files: ReadonlyMap<string, Uint8Array>,
    how: { readonly anew: boolean },
  ): Promise<void>;
  /**
   * What Compose makes of a frozen file, as JSON: short forms spelt out, every profile included, paths relative to the
   * workspace made absolute. Rejects with `bad-compose`, or with `timed-out` after five seconds, all of it killed.
   */
  normalise(workbench: Workbench, options: ComposeOptions, file: string): Promise<string>;
  /**
   * Builds and starts what a frozen file says, removes services that it no longer has, and waits until all services run
   * and are healthy. An `up` or `down` that a killed server left running is ended first. Rejects with `build-failed`
   * (step and output), `service-exited` (its last lines), `port-taken`, `image-unavailable`, `disk-full`, `bad-compose`
   * or `engine-lost`. Rejects with `compose-refused` before anything starts where one of `sources`, the paths of the
   * workspace that are mounted, is not there or lies behind a link.
   */
  up(workbench: Workbench, options: ComposeOptions, file: string, sources?: readonly string[]): Promise<void>;
  /** What `docker inspect` says of every container of the project, as JSON. Rejects where it is not all there. */
  inspect(workbench: Workbench, options: ComposeOptions): Promise<string>;
  /**
   * Stops and removes the containers and networks of the project, and its volumes where asked. Reads no file. What a
   * killed server left running of `up` or `down` is ended before.
   */
  down(workbench: Workbench, options: ComposeOptions & { readonly volumes: boolean }): Promise<void>;
  /** Ends what a killed server left running of `up` or `down`; it would bring back what is removed otherwise. */
  endLeft(workbench: Workbench, options: ComposeOptions): Promise<void>;
}
