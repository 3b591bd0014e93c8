/** The stage of a lab: opened once for all who want it, let go of when the lab stops or the server ends. */
import type { Seat, Versions } from '../lab/ports/seat.ts';
import type { Run } from '../lab/ports/store.ts';
import { keepCopy, recordRevisions } from './kept-copies.ts';
import type { Lab } from './library/lab-library.ts';
import { projectOf } from './run-project.ts';
import type { RunnerTools } from './runner-tools.ts';
import { Stage } from './stage.ts';
import type { KeptVersions } from './tell-kept.ts';
import { maxReadBytes } from './workspace/snapshot.ts';

type DoorTools = Pick<RunnerTools, 'compose' | 'imageFacts' | 'keptDir' | 'now' | 'store'> & {
  onKept(kept: KeptVersions): void;
};

export class StageDoor {
  readonly #lab: Lab;
  readonly #tools: DoorTools;
  #stage: Stage | undefined;
  #opening: { readonly seat: Seat; readonly stage: Promise<Stage> } | undefined;

  constructor(lab: Lab, tools: DoorTools) {
    this.#lab = lab;
    this.#tools = tools;
  }

  /** The stage that is open. */
  get stage(): Stage | undefined {
    return this.#stage;
  }

  /** Who comes while it is opened, such as a shell during a start, waits for the same one. */
  async open(run: Run, seat: Seat, signal: AbortSignal): Promise<Stage> {
    if (this.#stage?.spec.seat === seat) return this.#stage;
    if (this.#opening?.seat === seat) return this.#opening.stage;
    const stage = this.#openAnew(run, seat, signal);
    const opening = { seat, stage };
    this.#opening = opening;
    try {
      return await stage;
    } finally {
      if (this.#opening === opening) this.#opening = undefined;
    }
  }

  /** Containers and shells go on. */
  async letGo(): Promise<void> {
    const stage = this.#stage;
    this.#stage = undefined;
    await stage?.[Symbol.asyncDispose]();
  }

  async #openAnew(run: Run, seat: Seat, signal: AbortSignal): Promise<Stage> {
    await this.letGo();
    const { compose, imageFacts } = this.#tools;
    const onLost = (versions: Versions) => this.#keepLost(run, versions);
    const { manifest } = this.#lab;
    const project = projectOf(run);
    const { vars, workspaceDir } = run;
    this.#stage = await Stage.open(
      { seat, manifest, vars, runId: run.id, project, workspaceDir, compose, imageFacts, onLost },
      signal,
    );
    return this.#stage;
  }

  /** Where two sides changed a file, the one that gives way is in a copy that a person can find, and a revision. */
  async #keepLost(run: Run, versions: Versions): Promise<void> {
    const { keptDir, now, store, onKept } = this.#tools;
    const folder = await keepCopy(keptDir, run.lab, now(), versions);
    const files = [...versions].filter(
      ([, { type, content }]) => type === 'file' && content.byteLength <= maxReadBytes,
    );
    const revisions = files.map(([path, { content }]) => [path, { content, executable: false }] as const);
    recordRevisions(store, run.id, new Map(revisions), 'saved');
    onKept({ paths: [...versions.keys()], folder });
  }
}
