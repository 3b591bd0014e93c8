/** Looks at a lab for as long as somebody listens; files that change on disk are told of too. */
import type { Observation } from '../lab/observation.ts';
import type { Health } from '../lab/wire/host.ts';
import type { Audience } from './audience.ts';
import type { Stage } from './stage.ts';
import { watchFiles } from './workspace/watch-files.ts';

export interface Looked {
  readonly audience: Audience;
  /** The stage to look at; opened anew where the server was away. */
  stage(): Promise<Stage>;
  /** The one that is open now. */
  current(): Stage | undefined;
  /** Work is under way that looks for itself. */
  isBusy(): boolean;
  health(): Health['engine'];
  isNews(observation: Observation): boolean;
  onSeen(observation: Observation): Promise<void>;
  onEdited(paths: readonly string[]): Promise<void>;
}

export class Lookout {
  readonly #looked: Looked;
  #looking: AbortController | undefined;

  constructor(looked: Looked) {
    this.#looked = looked;
  }

  /** Begins to look, or goes on. */
  look(): void {
    if (this.#looking && !this.#looking.signal.aborted) return;
    const looking = new AbortController();
    this.#looking = looking;
    this.#lookUntil(looking.signal)
      .catch(this.#looked.audience.tellTrouble)
      .finally(() => looking.abort());
  }

  rest(): void {
    this.#looking?.abort();
  }

  async #lookUntil(signal: AbortSignal): Promise<void> {
    const { audience, ...looked } = this.#looked;
    if (looked.isBusy()) return;
    const stage = await looked.stage();
    if (looked.isBusy()) return;
    void watchFiles(stage.workspace.root, signal, (paths) => {
      looked.onEdited(paths).catch(audience.tellTrouble);
    });
    let lost = false;
    for await (const moment of stage.watch(signal)) {
      if (looked.current() !== stage) return;
      if (moment.kind === 'unseen') audience.tell({ type: 'trouble', error: moment.error });
      else {
        // Whoever was told of the trouble is told that it is over.
        if (lost) audience.tell({ type: 'engine', health: looked.health() });
        if (lost || looked.isNews(moment.observation)) await looked.onSeen(moment.observation);
      }
      lost = moment.kind === 'unseen';
    }
  }
}
