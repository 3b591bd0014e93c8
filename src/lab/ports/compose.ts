/** The Compose CLI of a workbench. `src/engine/compose.ts` implements it. */
import type { Workbench } from './seat.ts';

export interface ComposeOptions {
  readonly project: string;
  readonly signal?: AbortSignal;
  /** Output as it comes, for the page. */
  readonly onOutput?: (text: string) => void;
  readonly timeoutMs?: number;
}

export interface Compose {
  /**
   * Reads the workspace's compose file, its variables filled in. Rejects with `bad-compose`: file, line, key.
   * The JSON is what Compose would run.
   */
  config(workbench: Workbench, options: ComposeOptions): Promise<string>;
  /**
   * Builds and starts what the file says, removes services that it no longer has, and waits until all of them run
   * and are healthy. Rejects with `build-failed` (step and output), `service-exited` (its last lines),
   * `port-taken`, `image-unavailable`, `disk-full`, `bad-compose` or `engine-lost`.
   */
  up(workbench: Workbench, options: ComposeOptions): Promise<void>;
  /** Stops and removes the containers and networks of the project, and its volumes where asked. */
  down(workbench: Workbench, options: ComposeOptions & { readonly volumes: boolean }): Promise<void>;
}
