/** The stage of one party's lab: opened once for all who want it, in the seat of the party, which is woken for it. */

import { isEngineAway } from '../../lab/engine-away.ts';
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import { keepVars } from '../../lab/manifest/vars.ts';
import type { OnProgress, Seat, Versions } from '../../lab/ports/seat.ts';
import type { SeatRequest } from '../../lab/ports/seat-directory.ts';
import type { Run, RunKey } from '../../lab/ports/store.ts';
import { keepCopy, recordRevisions } from '../jobs/kept-copies.ts';
import { projectOf } from '../jobs/run-state.ts';
import { isMarkedUp } from '../jobs/up-mark.ts';
import type { Lab } from '../library/lab-library.ts';
import type { RunnerTools } from '../runner-tools.ts';
import { Stage } from '../stage/stage.ts';
import type { KeptVersions } from '../tell-kept.ts';
import { maxReadBytes } from '../workspace/snapshot.ts';
import { SeatStay } from './seat-stay.ts';

/** How long a seat may take to come back. */
const openMs = 60_000;

export class LabStage {
  readonly stay: SeatStay;
  readonly #key: RunKey;
  readonly #lab: Lab;
  readonly #tools: RunnerTools;
  readonly #onKept: (kept: KeptVersions) => void;
  readonly #request: SeatRequest;
  #stage: Stage | undefined;
  #opening: { readonly seat: Seat; readonly stage: Promise<Stage> } | undefined;
  #laid = Promise.withResolvers<void>();

  /** `onKept`: versions of files in the seat gave way to the server's. */
  constructor(key: RunKey, lab: Lab, tools: RunnerTools, onKept: (kept: KeptVersions) => void) {
    this.#key = key;
    this.#lab = lab;
    this.#tools = tools;
    this.#onKept = onKept;
    this.#request = { party: key.party, requirement: lab.manifest, beginning: 'where-prepared' };
    this.stay = new SeatStay(tools.seats, this.#request);
  }

  /** The run as the store has it, with values that the lab can have drawn. */
  get run(): Run | undefined {
    const run = this.#tools.store.findRun(this.#key);
    const { id, manifest } = this.#lab;
    return run && { ...run, vars: keepVars(manifest.vars, id, run.seed, run.vars) };
  }

  /** The stage that is open. */
  get current(): Stage | undefined {
    return this.#stage;
  }

  /** The lab was ended by a stop of its seat, and should be up. */
  get isBehind(): boolean {
    return this.stay.isBehind && this.run?.intent === 'running';
  }

  /** The seat of the lab's party. Rejects as `SeatDirectory.findSeat`. */
  findSeat(signal: AbortSignal, onProgress: OnProgress = () => undefined): Promise<Seat> {
    return this.#tools.seats.findSeat(this.#request, onProgress, signal);
  }

  /** The stage of a run that should be running; opened anew where the server was away. Rejects with `not-started`. */
  async open(): Promise<Stage> {
    if (this.#stage) return this.#stage;
    const { run } = this;
    if (run?.intent !== 'running') throw notStarted(this.#lab.id);
    const signal = AbortSignal.timeout(openMs);
    return this.openIn(run, await this.findSeat(signal), signal);
  }

  /** Resolves once a start has laid out the files of its lab, or found them there. */
  get whenLaid(): Promise<void> {
    return this.#laid.promise;
  }

  tellLaid(): void {
    this.#laid.resolve();
    this.#laid = Promise.withResolvers();
  }

  /** Who comes while it is opened, such as a shell during a start, waits for the same one. */
  async openIn(run: Run, seat: Seat, signal: AbortSignal): Promise<Stage> {
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

  /** A workbench that is gone, or began anew, has nothing up. Rejects where the engine is away and stays away. */
  async isUp(run: Run, signal: AbortSignal): Promise<boolean> {
    const isMarked = async () => {
      // It was found not to answer, and is another one by now.
      if (this.#stage?.spec.seat.isClosed) await this.letGo();
      return isMarkedUp((await this.open()).workbench, run.id, signal);
    };
    try {
      return await isMarked().catch(async (error: unknown) => {
        signal.throwIfAborted();
        if (!isEngineAway(reportError(error))) throw error;
        // An engine of ours that ended is started again for whoever asks for a seat; it may be another one then.
        const seat = await this.findSeat(signal);
        if (this.#stage?.spec.seat !== seat) await this.letGo();
        return isMarked();
      });
    } catch (error) {
      signal.throwIfAborted();
      if (isEngineAway(reportError(error))) throw error;
      return false;
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
    const { manifest } = this.#lab;
    const { vars, workspaceDir } = run;
    const onLost = (versions: Versions) => this.#keepLost(run, versions);
    const project = projectOf(run);
    this.#stage = await Stage.open(
      { seat, manifest, vars, runId: run.id, project, workspaceDir, compose, imageFacts, onLost },
      signal,
    );
    return this.#stage;
  }

  /** Where two sides changed a file, the one that gives way is in a copy that a person can find, and a revision. */
  async #keepLost(run: Run, versions: Versions): Promise<void> {
    const { keptDir, now, store } = this.#tools;
    const folder = await keepCopy(keptDir, run.lab, now(), versions);
    const files = [...versions].filter(
      ([, { type, content }]) => type === 'file' && content.byteLength <= maxReadBytes,
    );
    const revisions = files.map(([path, { content }]) => [path, { content, executable: false }] as const);
    recordRevisions(store, run.id, new Map(revisions), 'saved');
    this.#onKept({ paths: [...versions.keys()], folder });
  }
}

const notStarted = (lab: LabId) =>
  new DrydockError('not-started', {
    message: `The lab ${lab} is not started.`,
    fix: `Press Start lab, or type: drydock lab start ${lab}`,
  });
