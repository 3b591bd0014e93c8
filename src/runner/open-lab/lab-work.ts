/**
 * The work on a party's lab in this process: its jobs, one at a time, on the stage in its seat, and looks at what runs
 * while somebody listens. Whatever comes of it is told by the feed.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { isEngineAway } from '../../lab/engine-away.ts';
import { type ErrorReport, reportError } from '../../lab/errors.ts';
import type { Run, RunKey } from '../../lab/ports/store.ts';
import type { JobEnd, JobKind } from '../../lab/wire/jobs.ts';
import type { Job } from '../jobs/job.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import type { Lab } from '../library/lab-library.ts';
import type { RunnerTools } from '../runner-tools.ts';
import type { Stage } from '../stage/stage.ts';
import { tellKeptVersions } from '../tell-kept.ts';
import { span, trace } from '../trace.ts';
import { AwaitedShells } from './awaited-shells.ts';
import { LabFeed } from './lab-feed.ts';
import { abandonStart, bringUp, type JobParts, takeDown } from './lab-jobs.ts';
import { LabStage } from './lab-stage.ts';
import { watchLab } from './watch-lab.ts';

/** How much later than a shell of it the start of a lab may be heard that was asked for before. */
const beginMs = 1_000;

/** How long a look may take that nobody asked for by name. */
const seeMs = 5_000;

export class LabWork {
  readonly stages: LabStage;
  readonly feed: LabFeed;
  readonly #parts: JobParts;
  readonly #queue: JobQueue;
  /** A job of this lab has ended since the server began, or what runs was taken down for a fault. */
  #hasEnded = false;
  #closing = false;
  #watching: AbortController | undefined;
  readonly shells = new AwaitedShells();
  #begun = Promise.withResolvers<void>();

  constructor(key: RunKey, lab: Lab, tools: RunnerTools) {
    const jobs = new JobQueue(tools);
    const stages = new LabStage(key, lab, tools, (kept) => tellKeptVersions(kept, jobs.first, feed));
    const feed = new LabFeed({ lab, tools, stages, jobs });
    this.#queue = jobs;
    this.stages = stages;
    this.feed = feed;
    this.#parts = { key, lab, tools, stages, feed, shells: this.shells };
  }

  /** The job that is under way, or the next in the queue. */
  get job(): Job | undefined {
    return this.#queue.first;
  }

  /** A job that is under way or waits. */
  findJob(id: string): Job | undefined {
    return this.#queue.find(id);
  }

  /** What failed or was cancelled here waits for the learner; what an earlier server or an engine left does not. */
  get mayGoOn(): boolean {
    return !this.#hasEnded || isEngineAway(this.feed.error);
  }

  /** Begins work of a kind, or finds it under way; other kinds queue behind. */
  begin(kind: JobKind): Job {
    const { lab, tools } = this.#parts;
    const perform = (job: Job) =>
      trace({ lab: lab.id, what: job.kind }, tools.onTrace, (spans) => {
        job.spans = spans;
        return this.#perform(job);
      });
    const job = this.#queue.begin(kind, { perform, onStep: this.feed.tellStatus });
    this.#begun.resolve();
    this.#begun = Promise.withResolvers();
    return job;
  }

  /** Resolves once there is work, or a lab that runs; after a moment at the latest. */
  async whenBegun(): Promise<void> {
    if (this.job || this.stages.run?.intent === 'running') return;
    await Promise.race([this.#begun.promise, delay(beginMs, undefined, { ref: false })]);
  }

  /** Does something while no job is under way; nothing is done where there is one. */
  between(work: () => Promise<void>): Promise<void> {
    return this.#queue.between(work);
  }

  /**
   * The stage; whoever comes as a stopped lab starts waits for its files, and not for its services. Whoever listens is
   * told that the seat wakes for it; a lab that was ended with its seat is brought up.
   */
  async open(): Promise<Stage> {
    const { stages, feed, job } = this;
    const hasFiles = stages.run?.step !== 'new';
    if (stages.current && hasFiles) return stages.current;
    if (job && job.kind !== 'stop' && !(hasFiles && stages.run?.intent === 'running'))
      await Promise.race([stages.whenLaid, job.done]);
    if (stages.current) return stages.current;
    const wakes = stages.stay.isSuspended;
    if (wakes) feed.tellStatus();
    const opened = await stages.open();
    if (stages.isBehind && !this.job) this.begin('start');
    if (wakes) feed.tellStatus();
    return opened;
  }

  /** As `LabStage.isUp`; what was seen on a stage that is no more is forgotten. */
  async isUp(run: Run, signal: AbortSignal): Promise<boolean> {
    const stage = this.stages.current;
    try {
      return await this.stages.isUp(run, signal);
    } finally {
      if (stage && this.stages.current !== stage) this.#forget();
    }
  }

  /** Begins to look, or goes on, where somebody listens and the lab should run. A job under way looks for itself. */
  watch(): void {
    if (!this.feed.hasListeners || this.stages.run?.intent !== 'running') return;
    if (this.#watching && !this.#watching.signal.aborted) return;
    const watching = new AbortController();
    this.#watching = watching;
    this.#watchUntil(watching.signal)
      .catch(this.feed.tellTrouble)
      .finally(() => watching.abort());
  }

  stopWatching(): void {
    this.#watching?.abort();
  }

  /** Looks at what was started again since. What cannot be seen now is seen at the next turn. */
  async lookAgain(signal: AbortSignal): Promise<void> {
    const { stages } = this;
    using _ = stages.stay.use({ counts: false });
    try {
      await stages.current?.lookAgain(AbortSignal.any([signal, AbortSignal.timeout(seeMs)]));
    } catch (error) {
      signal.throwIfAborted();
      const report = reportError(error);
      if (report.code === 'gate-breached') await this.#failed(report);
    }
  }

  /** What was seen last may be long ago, or in an earlier server. A job looks for itself; so does who listens. */
  async see(): Promise<void> {
    const { stages, feed } = this;
    const stage = stages.current;
    if (!stage || this.job || feed.hasListeners) return;
    using _ = stages.stay.use({ counts: false });
    const look = stage.observe({ full: false }, AbortSignal.timeout(seeMs));
    // An engine that is away says so elsewhere: what was known of the services stays.
    const observation = await look.catch(() => undefined);
    if (observation && stages.current === stage) await feed.accept(stage, observation, { full: false });
  }

  /** Lets go of the stage; containers and shells go on. */
  async letGo(): Promise<void> {
    this.#forget();
    await this.stages.letGo();
  }

  /** Lets go of everything; a job that was under way goes on at the next start. */
  async close(): Promise<void> {
    this.#closing = true;
    this.stopWatching();
    await this.#queue.cancelAll();
    await this.letGo();
  }

  /** What runs was found at fault outside of a job. */
  async #failed(error: ErrorReport): Promise<void> {
    this.feed.error = error;
    this.#hasEnded = true;
    await this.feed.refresh();
  }

  async #perform(job: Job): Promise<void> {
    const { stages, feed } = this;
    using _ = stages.stay.use();
    const wasRunning = stages.run?.intent === 'running';
    let looked = false;
    try {
      job.signal.throwIfAborted();
      feed.part(job.kind);
      looked = await this.#move(job);
      stages.stay.moved(job.kind, { wasRunning });
      this.#ended(job, 'done');
    } catch (error) {
      const cancelled = job.signal.aborted;
      if (cancelled && this.#closing) throw job.signal.reason;
      const report = reportError(cancelled ? job.signal.reason : error);
      if (!cancelled) feed.error = report;
      this.#ended(job, cancelled ? 'cancelled' : 'failed', report);
      const { run } = stages;
      if (cancelled && job.kind === 'start' && run) {
        await abandonStart(this.#parts, run);
        await this.letGo();
      }
      throw cancelled ? job.signal.reason : error;
    } finally {
      this.#hasEnded = true;
      this.#queue.drop(job);
      await span('tell', () => feed.refresh({ looked }));
      this.watch();
    }
  }

  /** Resolves with whether what runs was looked at, and told. */
  async #move(job: Job): Promise<boolean> {
    const { stages, feed } = this;
    const { run } = stages;
    // A workbench that somebody removed is opened anew.
    if (stages.current && run && !(await span('seat', () => this.isUp(run, job.signal)))) await this.letGo();
    if (job.kind !== 'stop') {
      const { stage, observation } = await bringUp(this.#parts, job, job.kind);
      await span('tell', () => feed.accept(stage, observation, { full: true }));
      return true;
    }
    if (!run) return false;
    this.stopWatching();
    await takeDown(this.#parts, run, job);
    await this.letGo();
    return false;
  }

  #ended(job: Job, outcome: JobEnd['outcome'], error?: ErrorReport): void {
    const { run } = this.stages;
    this.feed.ended({ id: job.id, outcome, ...(error && { error }), spans: job.spans() });
    if (run) this.#parts.tools.store.addEvent({ type: 'job', run: run.id, kind: job.kind, outcome });
  }

  async #watchUntil(signal: AbortSignal): Promise<void> {
    if (this.job) return;
    const stage = await this.open();
    if (this.job) return;
    const { feed, stages } = this;
    await watchLab(stage, { feed, stages, seats: this.#parts.tools.seats }, signal);
  }

  /** What was seen last may be long ago when the stage is opened again. */
  #forget(): void {
    this.stopWatching();
    this.feed.seen.forget();
  }
}
