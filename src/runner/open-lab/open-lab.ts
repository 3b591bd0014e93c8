/**
 * A lab as one party works on it, open in this process: what is under way, what runs, who listens. The store says what
 * should be true, so that whatever was interrupted goes on from there.
 */
import { DrydockError } from '../../lab/errors.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { Run, RunKey } from '../../lab/ports/store.ts';
import type { Suspension } from '../../lab/ports/suspension.ts';
import type { RecordedReport } from '../../lab/wire/checks.ts';
import type { LabEvent } from '../../lab/wire/events.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import type { LabStatus } from '../../lab/wire/labs.ts';
import type { AskWhy, Refusal } from '../../lab/wire/refusal.ts';
import type { Spans } from '../../lab/wire/spans.ts';
import { askWhy } from '../../why/ask-why.ts';
import { findRecorded, makeAttempt, reportAttempt } from '../attempt.ts';
import type { Job } from '../jobs/job.ts';
import { unfinishedJob } from '../jobs/run-state.ts';
import type { Lab } from '../library/lab-library.ts';
import type { RunnerTools } from '../runner-tools.ts';
import { bringOut } from '../stage/bring-out.ts';
import type { Stage } from '../stage/stage.ts';
import { span, trace } from '../trace.ts';
import type { Inhabitant } from '../upkeep/suspend-idle.ts';
import type { LabFeed } from './lab-feed.ts';
import type { LabStage } from './lab-stage.ts';
import { LabWork } from './lab-work.ts';

/** A stage that somebody uses for as long as they hold it. */
export interface HeldStage {
  readonly stage: Stage;
  readonly held: Disposable;
  /** To be called once what was asked for is there, or does not come. */
  readonly came: () => void;
}

export class OpenLab implements Inhabitant {
  readonly key: RunKey;
  readonly lab: Lab;
  readonly #tools: RunnerTools;
  readonly #work: LabWork;
  readonly #stages: LabStage;
  readonly #feed: LabFeed;
  #checking: Promise<RecordedReport> | undefined;

  constructor(key: RunKey, lab: Lab, tools: RunnerTools) {
    this.key = key;
    this.lab = lab;
    this.#tools = tools;
    this.#work = new LabWork(key, lab, tools);
    this.#stages = this.#work.stages;
    this.#feed = this.#work.feed;
  }

  /** As the store has it, with values that the lab can have drawn. */
  get run(): Run | undefined {
    return this.#stages.run;
  }

  /** The job that is under way, or the next in the queue. */
  get job(): Job | undefined {
    return this.#work.job;
  }

  /** A job that is under way or waits. */
  findJob(id: string): Job | undefined {
    return this.#work.findJob(id);
  }

  get suspension(): Suspension | undefined {
    return this.#stages.stay.suspension;
  }

  get isInUse(): boolean {
    const isLookedAt = this.#feed.hasListeners && this.run?.intent === 'running';
    return isLookedAt || this.#stages.stay.isUsed || this.job !== undefined;
  }

  /** Nobody looks, nothing should run or is to be done, and the store has all that there is to tell. */
  get isIdle(): boolean {
    const { run } = this;
    if (this.#feed.hasListeners || this.isInUse || this.#checking || this.#feed.error) return false;
    return run === undefined || (run.intent === 'stopped' && unfinishedJob(run) === undefined);
  }

  /** Does something on the stage; its seat is awake from before to the end, and not suspended meanwhile. */
  async use<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    using _ = this.#stages.stay.use();
    return await work(await this.#work.open());
  }

  /** The same, once everything is up that a stop of the seat had ended. */
  async useUp<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    using _ = this.#stages.stay.use();
    const stage = await this.#work.open();
    if (!this.#stages.isBehind) return await work(stage);
    await this.begin('start').done;
    return await work(await this.#work.open());
  }

  /**
   * The stage, and what holds its seat awake until it is disposed. With `awaitsStart` a start that is under way, or is about
   * to begin, lets whoever asks come first until `came` is called.
   */
  async hold({ awaitsStart = false }: { readonly awaitsStart?: boolean } = {}): Promise<HeldStage> {
    const held = this.#stages.stay.use();
    const awaited = awaitsStart ? this.#work.shells.add() : undefined;
    const came = () => awaited?.end();
    try {
      if (awaitsStart) await this.#work.whenBegun();
      return { stage: await this.#work.open(), held, came };
    } catch (error) {
      came();
      held[Symbol.dispose]();
      throw error;
    }
  }

  async bringOut(signal: AbortSignal): Promise<void> {
    const stage = this.#stages.current;
    // What cannot be brought out stays in the seat, which keeps its disk.
    if (stage) await bringOut(stage.workbench, signal);
  }

  async leaveSeat(): Promise<void> {
    this.#stages.stay.leave();
    await this.#work.letGo();
  }

  /** Begins work of a kind, or finds it under way; other kinds queue behind. */
  begin(kind: JobKind): Job {
    return this.#work.begin(kind);
  }

  /**
   * Begins what is lacking for the lab to be as the store wants it, if anything is: what a killed server left half
   * done, what went with an engine. What failed or was cancelled here waits for the learner.
   */
  async catchUp(signal: AbortSignal): Promise<Job | undefined> {
    const { run, job } = this;
    // A seat that is suspended is left alone; whoever wakes it finds the lab again.
    if (!run || job || this.#stages.stay.isSuspended) return job;
    const { mayGoOn } = this.#work;
    const kind = unfinishedJob(run);
    if (kind) return mayGoOn ? this.begin(kind) : undefined;
    if (run.intent === 'stopped') return undefined;
    const isLeft = this.#feed.error !== undefined && !mayGoOn;
    if (isLeft || (await this.#work.isUp(run, signal))) {
      await this.#work.between(() => this.#work.lookAgain(signal));
      // Over a stage that was opened anew nobody has looked yet.
      if (!isLeft) this.#work.watch();
      return undefined;
    }
    await this.#work.letGo();
    return this.begin('start');
  }

  /** Does something to the containers of a lab that is stopped and stays so meanwhile. */
  whileStopped(work: () => Promise<void>): Promise<void> {
    return this.#work.between(async () => {
      if (this.run?.intent === 'stopped') await work();
    });
  }

  /** Where nobody looks at the lab, it is looked at for this. */
  async status(): Promise<LabStatus> {
    await this.#work.see();
    return this.#feed.status();
  }

  /** Tells the listener everything once, then what changes, until it is disposed. */
  follow(listener: (event: LabEvent) => void): Disposable {
    const told = this.#feed.add(listener);
    this.#work.watch();
    return {
      [Symbol.dispose]: () => {
        told[Symbol.dispose]();
        this.#stages.stay.touch();
        if (!this.#feed.hasListeners) this.#work.stopWatching();
      },
    };
  }

  /**
   * Judges with every probe and records an attempt of the person, under `id` where there is one. Who asks while one is
   * under way gets that one, and who asks again under an id gets the attempt that it had.
   */
  async check(person: string, signal?: AbortSignal, id?: string): Promise<RecordedReport> {
    signal?.throwIfAborted();
    const recorded = findRecorded(this.#tools.store, this.run, id);
    if (recorded) return reportAttempt(this.lab.id, recorded);
    this.#checking ??= this.#check(person, id).finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  #check(person: string, id: string | undefined): Promise<RecordedReport> {
    const judgeAndRecord = async (stage: Stage, spans: () => Spans): Promise<RecordedReport> => {
      const asked = { id, run: this.#started(), contentHash: this.lab.contentHash, person };
      const { attempt, observation, results } = await makeAttempt(stage, asked, this.#tools);
      await span('tell', () => this.#feed.accept(stage, observation, { full: true, results }));
      return { ...reportAttempt(this.lab.id, attempt), spans: spans() };
    };
    const { onTrace } = this.#tools;
    return trace({ lab: this.lab.id, what: 'check' }, onTrace, (spans) =>
      this.useUp((stage) => judgeAndRecord(stage, spans)),
    );
  }

  /** A fresh look with every probe. */
  async look(): Promise<Observation> {
    return this.useUp((stage) => stage.observe({ full: true }));
  }

  /** Who refuses a program in a service, as found in copies of its container. */
  async why(asked: AskWhy, signal = AbortSignal.any([])): Promise<Refusal> {
    if (this.#started().intent !== 'running')
      throw new DrydockError('not-started', { message: `The lab ${this.lab.id} does not run.` });
    const { copies } = this.#tools;
    return this.useUp(({ spec: { seat, project } }) =>
      askWhy(project, asked, { engine: seat.engine, copies, signal }),
    );
  }

  /** A file was saved, by the page or by hand. */
  edited(paths: readonly string[]): Promise<void> {
    return this.#feed.edited(paths);
  }

  /** What was recorded changes what the page shows. */
  recorded(): void {
    this.#feed.recorded();
  }

  /** Lets go of everything; containers and shells go on, and a job that was under way does at the next start. */
  async close(): Promise<void> {
    await this.#work.close();
  }

  #started(): Run {
    const { run } = this;
    if (!run) throw new DrydockError('not-started', { message: `The lab ${this.lab.id} is not started.` });
    return run;
  }
}
