/**
 * A lab as one party works on it, open in this process: what is under way, what runs, who listens. The store says what
 * should be true, so that whatever was interrupted goes on from there.
 */
import { isEngineAway } from '../../lab/engine-away.ts';
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { Run, RunKey } from '../../lab/ports/store.ts';
import type { Suspension } from '../../lab/ports/suspension.ts';
import type { RecordedReport } from '../../lab/wire/checks.ts';
import type { LabEvent } from '../../lab/wire/events.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import type { LabStatus } from '../../lab/wire/labs.ts';
import { findRecorded, lookForAttempt, recordAttempt, reportAttempt } from '../attempt.ts';
import type { Job } from '../jobs/job.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { unfinishedJob } from '../jobs/run-state.ts';
import type { Lab } from '../library/lab-library.ts';
import type { RunnerTools } from '../runner-tools.ts';
import { bringOut } from '../stage/bring-out.ts';
import type { Stage } from '../stage/stage.ts';
import { tellKeptVersions } from '../tell-kept.ts';
import type { Inhabitant } from '../upkeep/suspend-idle.ts';
import { LabFeed } from './lab-feed.ts';
import { abandonStart, bringUp, type JobParts, takeDown } from './lab-jobs.ts';
import { LabStage } from './lab-stage.ts';
import { watchLab } from './watch-lab.ts';

/** How long a look may take that nobody asked for by name. */
const seeMs = 5_000;

export class OpenLab implements Inhabitant {
  readonly key: RunKey;
  readonly lab: Lab;
  readonly #tools: RunnerTools;
  readonly #jobs: JobQueue;
  readonly #stages: LabStage;
  readonly #feed: LabFeed;
  /** A job of this lab has ended since the server began. */
  #performed = false;
  #closing = false;
  #checking: Promise<RecordedReport> | undefined;
  #watching: AbortController | undefined;

  constructor(key: RunKey, lab: Lab, tools: RunnerTools) {
    this.key = key;
    this.lab = lab;
    this.#tools = tools;
    this.#jobs = new JobQueue(tools);
    this.#stages = new LabStage(key, lab, tools, (kept) => tellKeptVersions(kept, this.job, this.#feed));
    this.#feed = new LabFeed({ lab, tools, stages: this.#stages, jobs: this.#jobs });
  }

  /** As the store has it, with values that the lab can have drawn. */
  get run(): Run | undefined {
    return this.#stages.run;
  }

  /** The job that is under way, or the next in the queue. */
  get job(): Job | undefined {
    return this.#jobs.first;
  }

  /** A job that is under way or waits. */
  findJob(id: string): Job | undefined {
    return this.#jobs.find(id);
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
    return await work(await this.#open());
  }

  /** The same, once everything is up that a stop of the seat had ended. */
  async useUp<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    using _ = this.#stages.stay.use();
    const stage = await this.#open();
    if (!this.#stages.isBehind) return await work(stage);
    await this.begin('start').done;
    return await work(await this.#open());
  }

  /** The stage, and what holds its seat awake until it is disposed. */
  async hold(): Promise<{ readonly stage: Stage; readonly held: Disposable }> {
    const held = this.#stages.stay.use();
    try {
      return { stage: await this.#open(), held };
    } catch (error) {
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
    await this.#letGo();
  }

  /** Begins work of a kind, or finds it under way; other kinds queue behind. */
  begin(kind: JobKind): Job {
    const perform = (job: Job) => this.#perform(job);
    return this.#jobs.begin(kind, { perform, onStep: this.#feed.tellStatus });
  }

  /**
   * Begins what is lacking for the lab to be as the store wants it, if anything is: what a killed server left half
   * done, what went with an engine. What failed or was cancelled here waits for the learner.
   */
  async catchUp(signal: AbortSignal): Promise<Job | undefined> {
    const { run, job } = this;
    // A seat that is suspended is left alone; whoever wakes it finds the lab again.
    if (!run || job || this.#stages.stay.isSuspended) return job;
    const { error } = this.#feed;
    const mayGoOn = !this.#performed || isEngineAway(error);
    const kind = unfinishedJob(run);
    if (kind) return mayGoOn ? this.begin(kind) : undefined;
    if (run.intent === 'stopped') return undefined;
    const isLeft = error !== undefined && !mayGoOn;
    if (isLeft || (await this.#isUp(run, signal))) {
      await this.#jobs.between(() => this.#lookAgain(signal));
      // Over a stage that was opened anew nobody has looked yet.
      if (!isLeft && this.#feed.hasListeners) this.#watch();
      return undefined;
    }
    await this.#letGo();
    return this.begin('start');
  }

  /** Does something to the containers of a lab that is stopped and stays so meanwhile. */
  whileStopped(work: () => Promise<void>): Promise<void> {
    return this.#jobs.between(async () => {
      if (this.run?.intent === 'stopped') await work();
    });
  }

  /** Where nobody looks at the lab, it is looked at for this. */
  async status(): Promise<LabStatus> {
    await this.#see();
    return this.#feed.status();
  }

  /** Tells the listener everything once, then what changes, until it is disposed. */
  follow(listener: (event: LabEvent) => void): Disposable {
    const told = this.#feed.add(listener);
    if (this.run?.intent === 'running') this.#watch();
    return {
      [Symbol.dispose]: () => {
        told[Symbol.dispose]();
        this.#stages.stay.touch();
        if (!this.#feed.hasListeners) this.#watching?.abort();
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
    return this.useUp(async (stage) => {
      const run = this.#started();
      const { contentHash } = this.lab;
      const { seat } = stage.spec;
      const looked = await lookForAttempt(stage);
      const results = stage.judge(looked.observation);
      const { store, now } = this.#tools;
      const asked = { id, run: run.id, person, at: now() };
      const attempt = recordAttempt(store, { ...asked, ...looked, seat, contentHash, results });
      await this.#feed.accept(stage, looked.observation, { full: true, results });
      return reportAttempt(this.lab.id, attempt);
    });
  }

  /** A fresh look with every probe. */
  async look(): Promise<Observation> {
    return this.useUp((stage) => stage.observe({ full: true }));
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
    this.#closing = true;
    this.#watching?.abort();
    await this.#jobs.cancelAll();
    await this.#letGo();
  }

  /** The stage. Whoever listens is told that the seat wakes for it; a lab that was ended with its seat is brought up. */
  async #open(): Promise<Stage> {
    const stage = this.#stages.current;
    if (stage) return stage;
    const wakes = this.#stages.stay.isSuspended;
    if (wakes) this.#feed.tellStatus();
    const opened = await this.#stages.open();
    if (this.#stages.isBehind && !this.job) this.begin('start');
    if (wakes) this.#feed.tellStatus();
    return opened;
  }

  /** As `LabStage.isUp`; what was seen on a stage that is no more is forgotten. */
  async #isUp(run: Run, signal: AbortSignal): Promise<boolean> {
    const stage = this.#stages.current;
    try {
      return await this.#stages.isUp(run, signal);
    } finally {
      if (stage && this.#stages.current !== stage) this.#forget();
    }
  }

  async #perform(job: Job): Promise<void> {
    using _ = this.#stages.stay.use();
    const wasRunning = this.run?.intent === 'running';
    try {
      job.signal.throwIfAborted();
      this.#feed.part(job.kind);
      await this.#move(job);
      this.#stages.stay.moved(job.kind, { wasRunning });
      this.#recordJob(job, 'done');
    } catch (error) {
      const cancelled = job.signal.aborted;
      if (cancelled && this.#closing) throw job.signal.reason;
      if (!cancelled) this.#feed.error = reportError(error);
      this.#recordJob(job, cancelled ? 'cancelled' : 'failed');
      const { run } = this;
      if (cancelled && job.kind === 'start' && run) {
        await abandonStart(this.#jobParts(), run);
        await this.#letGo();
      }
      throw cancelled ? job.signal.reason : error;
    } finally {
      this.#performed = true;
      this.#jobs.drop(job);
      await this.#feed.refresh();
      if (this.#feed.hasListeners && this.run?.intent === 'running') this.#watch();
    }
  }

  async #move(job: Job): Promise<void> {
    const { run } = this;
    // A workbench that somebody removed is opened anew.
    if (this.#stages.current && run && !(await this.#isUp(run, job.signal))) await this.#letGo();
    if (job.kind !== 'stop') {
      const { stage, observation } = await bringUp(this.#jobParts(), job, job.kind);
      return this.#feed.accept(stage, observation, { full: true });
    }
    if (!run) return;
    this.#watching?.abort();
    await takeDown(this.#jobParts(), run, job);
    await this.#letGo();
  }

  #jobParts(): JobParts {
    const { key, lab } = this;
    return { key, lab, tools: this.#tools, stages: this.#stages, feed: this.#feed };
  }

  #recordJob(job: Job, outcome: 'done' | 'failed' | 'cancelled'): void {
    const { run } = this;
    if (run) this.#tools.store.addEvent({ type: 'job', run: run.id, kind: job.kind, outcome });
  }

  /** Begins to look, or goes on. A job that is under way looks for itself. */
  #watch(): void {
    if (this.#watching && !this.#watching.signal.aborted) return;
    const watching = new AbortController();
    this.#watching = watching;
    this.#watchUntil(watching.signal)
      .catch(this.#feed.tellTrouble)
      .finally(() => watching.abort());
  }

  async #watchUntil(signal: AbortSignal): Promise<void> {
    if (this.job) return;
    const stage = await this.#open();
    if (this.job) return;
    await watchLab(stage, { feed: this.#feed, stages: this.#stages, seats: this.#tools.seats }, signal);
  }

  /** Looks at what was started again since. What cannot be seen now is seen at the next turn. */
  async #lookAgain(signal: AbortSignal): Promise<void> {
    using _ = this.#stages.stay.use({ counts: false });
    try {
      await this.#stages.current?.lookAgain(AbortSignal.any([signal, AbortSignal.timeout(seeMs)]));
    } catch (error) {
      signal.throwIfAborted();
      const report = reportError(error);
      if (report.code !== 'gate-breached') return;
      this.#feed.error = report;
      this.#performed = true;
      await this.#feed.refresh();
    }
  }

  /** What was seen last may be long ago, or in an earlier server. A job looks for itself; so does who listens. */
  async #see(): Promise<void> {
    const stage = this.#stages.current;
    if (!stage || this.job || this.#feed.hasListeners) return;
    using _ = this.#stages.stay.use({ counts: false });
    const look = stage.observe({ full: false }, AbortSignal.timeout(seeMs));
    // An engine that is away says so elsewhere: what was known of the services stays.
    const observation = await look.catch(() => undefined);
    if (observation && this.#stages.current === stage)
      await this.#feed.accept(stage, observation, { full: false });
  }

  async #letGo(): Promise<void> {
    this.#forget();
    await this.#stages.letGo();
  }

  #forget(): void {
    this.#watching?.abort();
    this.#feed.seen.forget();
  }

  #started(): Run {
    const { run } = this;
    if (!run) throw new DrydockError('not-started', { message: `The lab ${this.lab.id} is not started.` });
    return run;
  }
}
