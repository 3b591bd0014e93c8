/** Opens the stage of a lab that should be running, in its seat, which is woken or started for it. */

import { isEngineAway } from '../lab/engine-away.ts';
import { DrydockError, reportError } from '../lab/errors.ts';
import type { Seat } from '../lab/ports/seat.ts';
import type { Run } from '../lab/ports/store.ts';
import type { Lab } from './library/lab-library.ts';
import type { RunnerTools } from './runner-tools.ts';
import type { SeatStay } from './seat-stay.ts';
import type { Stage } from './stage.ts';
import { StageDoor } from './stage-door.ts';
import type { KeptVersions } from './tell-kept.ts';
import { isMarkedUp } from './up-mark.ts';

/** How long a seat may take to come back. */
const openMs = 60_000;

export interface Kept {
  readonly lab: Lab;
  readonly tools: RunnerTools;
  readonly stay: SeatStay;
  run(): Run | undefined;
  /** The seat begins to wake, or is awake. */
  onWaking(): void;
  /** The lab was ended with its seat, and is to be brought up: a job does, which tells of its steps. */
  onBehind(): void;
  /** The stage is of a seat that is no more. */
  onLost(): Promise<void>;
  /** Versions of files in the seat gave way. */
  onKept(versions: KeptVersions): void;
}

export class StageKeeper {
  readonly #kept: Kept;
  readonly #door: StageDoor;

  constructor(kept: Kept) {
    this.#kept = kept;
    this.#door = new StageDoor(kept.lab, { ...kept.tools, onKept: (versions) => kept.onKept(versions) });
  }

  /** The stage that is open. */
  get stage(): Stage | undefined {
    return this.#door.stage;
  }

  /** The lab was ended by a stop of its seat, and should be up. */
  get isBehind(): boolean {
    return this.#kept.stay.isBehind && this.#kept.run()?.intent === 'running';
  }

  /** The stage of a run that should be running; opened anew where the server was away. Rejects with `not-started`. */
  async open(): Promise<Stage> {
    if (this.stage) return this.stage;
    const { lab, stay, onWaking } = this.#kept;
    const run = this.#kept.run();
    if (run?.intent !== 'running')
      throw new DrydockError('not-started', {
        message: `The lab ${lab.id} is not started.`,
        fix: `Press Start lab, or type: drydock lab start ${lab.id}`,
      });
    const signal = AbortSignal.timeout(openMs);
    const { isSuspended } = stay;
    if (isSuspended) onWaking();
    const seat = await this.#findSeat(run, signal);
    if (this.isBehind) this.#kept.onBehind();
    if (isSuspended) onWaking();
    return this.openIn(run, seat, signal);
  }

  openIn(run: Run, seat: Seat, signal: AbortSignal): Promise<Stage> {
    return this.#door.open(run, seat, signal);
  }

  /** A workbench that is gone, or began anew, has nothing up. Rejects where the engine is away and stays away. */
  async isUp(run: Run, signal: AbortSignal): Promise<boolean> {
    const isMarked = async () => {
      // It was found not to answer, and is another one by now.
      if (this.stage?.spec.seat.isClosed) await this.#kept.onLost();
      return isMarkedUp((await this.open()).workbench, run.id, signal);
    };
    try {
      return await isMarked().catch(async (error: unknown) => {
        signal.throwIfAborted();
        if (!isEngineAway(reportError(error))) throw error;
        // An engine of ours that ended is started again for whoever asks for a seat; it may be another one then.
        const seat = await this.#findSeat(run, signal);
        if (this.stage?.spec.seat !== seat) await this.#kept.onLost();
        return isMarked();
      });
    } catch (error) {
      signal.throwIfAborted();
      if (isEngineAway(reportError(error))) throw error;
      return false;
    }
  }

  /** Containers and shells go on. */
  letGo(): Promise<void> {
    return this.#door.letGo();
  }

  #findSeat({ party }: Run, signal: AbortSignal): Promise<Seat> {
    const { lab, tools } = this.#kept;
    return tools.seats.findSeat({ party, requirement: lab.manifest }, () => undefined, signal);
  }
}
