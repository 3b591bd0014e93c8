/**
 * A lab as one party works on it: what is under way, what runs, who looks. The store says what should be true,
 * so that whatever was interrupted goes on from there.
 */
import { DrydockError, type ErrorReport, reportError } from '../lab/errors.ts';
import type { Observation } from '../lab/observation.ts';
import type { Run, RunKey } from '../lab/ports/store.ts';
import type { Suspension } from '../lab/ports/suspension.ts';
import { keepVars } from '../lab/vars.ts';
import type { CheckReport } from '../lab/wire/checks.ts';
import type { LabEvent } from '../lab/wire/events.ts';
import type { JobKind } from '../lab/wire/jobs.ts';
import type { LabStatus } from '../lab/wire/labs.ts';
import { findRecorded, lookForAttempt, recordAttempt, reportAttempt } from './attempt.ts';
import { Audience } from './audience.ts';
import { bringOut } from './bring-out.ts';
import { JobQueue } from './job-queue.ts';
import type { Job } from './jobs.ts';
import { abandonStart, bringUp, type Moved, takeDown } from './lab-moves.ts';
import { makeStatus } from './lab-status.ts';
import type { Lab } from './library/lab-library.ts';
import { Lookout } from './lookout.ts';
import type { RunnerTools } from './runner-tools.ts';
import { SeatStay } from './seat-stay.ts';
import { Showing } from './showing.ts';
import { Sight } from './sight.ts';
import type { Stage } from './stage.ts';
import { StageKeeper } from './stage-keeper.ts';
import type { Inhabitant } from './suspend-idle.ts';
import { tellKeptVersions } from './tell-kept.ts';
import { isEngineAway, unfinishedJob } from './unfinished.ts';

/** How long a look may take that nobody asked for by name. */
const seeMs = 5_000;

export class LiveRun implements Inhabitant {
  readonly key: RunKey;
  readonly lab: Lab;
  readonly #tools: RunnerTools;
  readonly #queue: JobQueue;
  readonly #audience = new Audience();
  readonly #keeper: StageKeeper;
  readonly #sight: Sight;
  readonly #showing: Showing;
  readonly #lookout: Lookout;
  readonly #stay: SeatStay;
  #error: ErrorReport | undefined;
  /** A job of this lab has ended since the server began. */
  #performed = false;
  #closing = false;
  #checking: Promise<CheckReport> | undefined;

  constructor(key: RunKey, lab: Lab, tools: RunnerTools) {
    this.key = key;
    this.lab = lab;
    this.#tools = tools;
    this.#queue = new JobQueue({
      newId: tools.newId,
      now: tools.now,
      perform: (job) => this.#perform(job),
      onStep: () => this.#showing.tellStatus(),
    });
    this.#stay = new SeatStay(() =>
      tools.seats.suspensionOf({ party: key.party, requirement: lab.manifest }),
    );
    this.#keeper = new StageKeeper({
      lab,
      tools,
      stay: this.#stay,
      run: () => this.run,
      onWaking: () => this.#showing.tellStatus(),
      onBehind: () => {
        if (!this.job) this.begin('start');
      },
      onLost: () => this.#letGo(),
      onKept: (versions) => tellKeptVersions(versions, this.job, this.#audience),
    });
    this.#sight = new Sight(lab.manifest, () => this.#keeper.stage);
    this.#showing = new Showing({
      lab,
      tools,
      audience: this.#audience,
      sight: this.#sight,
      run: () => this.run,
      stage: () => this.#keeper.stage,
      status: () => this.#status(),
    });
    this.#lookout = new Lookout({
      audience: this.#audience,
      stage: () => this.#keeper.open(),
      current: () => this.#keeper.stage,
      isBusy: () => this.job !== undefined,
      health: () => tools.seats.health(),
      isNews: (observation) => this.#sight.isNews(observation),
      onSeen: (observation) => this.#showing.take(observation, { full: false }),
      onEdited: (paths) => this.edited(paths),
    });
  }

  /** As the store has it, with values that the lab can have drawn. */
  get run(): Run | undefined {
    const { id, manifest } = this.lab;
    const run = this.#tools.store.findRun(this.key);
    return run && { ...run, vars: keepVars(manifest.vars, id, run.seed, run.vars) };
  }

  /** The job that is under way, or the next in the queue. */
  get job(): Job | undefined {
    return this.#queue.first;
  }

  /** A job that is under way or waits. */
  findJob(id: string): Job | undefined {
    return this.#queue.find(id);
  }

  get suspension(): Suspension | undefined {
    return this.#stay.suspension;
  }

  get isInUse(): boolean {
    const isLookedAt = !this.#audience.isEmpty && this.run?.intent === 'running';
    return isLookedAt || this.#stay.isUsed || this.job !== undefined;
  }

  /** Nobody looks, nothing should run or is to be done, and the store has all that there is to tell. */
  get isIdle(): boolean {
    const { run } = this;
    if (!this.#audience.isEmpty || this.isInUse || this.#checking || this.#error) return false;
    return run === undefined || (run.intent === 'stopped' && unfinishedJob(run) === undefined);
  }

  /** Does something on the stage; its seat is awake from before to the end, and not suspended meanwhile. */
  async use<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    using _ = this.#stay.use();
    return await work(await this.#keeper.open());
  }

  /** The same, once everything is up that a stop of the seat had ended. */
  async useUp<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    using _ = this.#stay.use();
    const stage = await this.#keeper.open();
    if (!this.#keeper.isBehind) return await work(stage);
    await this.begin('start').done;
    return await work(await this.#keeper.open());
  }

  /** The stage, and what holds its seat awake until it is disposed. */
  async hold(): Promise<{ readonly stage: Stage; readonly held: Disposable }> {
    const held = this.#stay.use();
    try {
      return { stage: await this.#keeper.open(), held };
    } catch (error) {
      held[Symbol.dispose]();
      throw error;
    }
  }

  async bringOut(signal: AbortSignal): Promise<void> {
    const { stage } = this.#keeper;
    // What cannot be brought out stays in the seat, which keeps its disk.
    if (stage) await bringOut(stage.workbench, signal);
  }

  async leaveSeat(): Promise<void> {
    this.#stay.leave();
    await this.#letGo();
  }

  /** Begins work of a kind, or finds it under way; other kinds queue behind. */
  begin(kind: JobKind): Job {
    return this.#queue.begin(kind);
  }

  /**
   * Begins what is lacking for the lab to be as the store wants it, if anything is: what a killed server left half
   * done, what went with an engine. What failed or was cancelled here waits for the learner.
   */
  async makeTrue(signal: AbortSignal): Promise<Job | undefined> {
    const { run, job } = this;
    // A seat that is suspended is left alone; whoever wakes it finds the lab again.
    if (!run || job || this.#stay.isSuspended) return job;
    const mayGoOn = !this.#performed || isEngineAway(this.#error);
    const kind = unfinishedJob(run);
    if (kind) return mayGoOn ? this.begin(kind) : undefined;
    if (run.intent === 'stopped') return undefined;
    const isLeft = this.#error !== undefined && !mayGoOn;
    if (isLeft || (await this.#keeper.isUp(run, signal))) {
      await this.#queue.between(() => this.#lookAgain(signal));
      // Over a stage that was opened anew nobody has looked yet.
      if (!isLeft && !this.#audience.isEmpty) this.#lookout.look();
      return undefined;
    }
    await this.#letGo();
    return this.begin('start');
  }

  /** Looks at what was started again since. What cannot be seen now is seen at the next turn. */
  async #lookAgain(signal: AbortSignal): Promise<void> {
    using _ = this.#stay.use({ counts: false });
    try {
      await this.#keeper.stage?.lookAgain(AbortSignal.any([signal, AbortSignal.timeout(seeMs)]));
    } catch (error) {
      signal.throwIfAborted();
      const report = reportError(error);
      if (report.code !== 'gate-breached') return;
      this.#error = report;
      this.#performed = true;
      await this.#showing.refresh();
      this.#showing.tellStatus();
    }
  }

  /** Does something to the containers of a lab that is stopped and stays so meanwhile. */
  whileStopped(work: () => Promise<void>): Promise<void> {
    return this.#queue.between(async () => {
      if (this.run?.intent === 'stopped') await work();
    });
  }

  /** Where nobody looks at the lab, it is looked at for this. */
  async status(): Promise<LabStatus> {
    await this.#see();
    return this.#status();
  }

  #status(): LabStatus {
    const { store, seats } = this.#tools;
    return makeStatus({
      live: this,
      store,
      engineVersion: seats.health().version ?? '',
      sight: this.#sight,
      error: this.#error,
      services: this.#showing.services,
      unapplied: this.#showing.unapplied,
      isOpen: this.#keeper.stage !== undefined,
      suspension: this.#stay.view(),
    });
  }

  /** Tells the listener everything once, then what changes, until it is disposed. */
  async follow(listener: (event: LabEvent) => void): Promise<Disposable> {
    listener({ type: 'status', status: this.#status() });
    const { last } = this.#sight;
    listener(this.#showing.before);
    if (last) listener({ type: 'observation', observation: last });
    if (last && this.#keeper.stage)
      listener({ type: 'checks', report: this.#showing.report(this.#sight.judge(last)) });
    // Nothing is waited for since the first word: no event is missed, and who could not be told is not kept.
    this.#audience.add(listener);
    if (this.run?.intent === 'running') this.#lookout.look();
    return {
      [Symbol.dispose]: () => {
        this.#audience.remove(listener);
        this.#stay.touch();
        if (this.#audience.isEmpty) this.#lookout.rest();
      },
    };
  }

  /**
   * Judges with every probe and records an attempt, under `id` where there is one. Who asks while one is under way gets
   * that one, and who asks again under an id gets the attempt that it had.
   */
  async check(signal?: AbortSignal, id?: string): Promise<CheckReport> {
    signal?.throwIfAborted();
    const recorded = findRecorded(this.#tools.store, this.run, id);
    if (recorded) return reportAttempt(this.lab.id, recorded);
    this.#checking ??= this.#check(id).finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  #check(id: string | undefined): Promise<CheckReport> {
    return this.useUp(async (stage) => {
      const run = this.#started();
      const { observation, engine } = await lookForAttempt(stage);
      const results = stage.judge(observation);
      const { store, now } = this.#tools;
      const attempt = recordAttempt(store, run, now(), { id, observation, engine, results });
      await this.#showing.take(observation, { full: true, results });
      return reportAttempt(this.lab.id, attempt);
    });
  }

  /** A fresh look with every probe. */
  async look(): Promise<Observation> {
    return this.useUp((stage) => stage.observe({ full: true }));
  }

  /** A file was saved, by the page or by hand. */
  edited(paths: readonly string[]): Promise<void> {
    return this.#showing.edited(paths);
  }

  /** What was recorded changes what the page shows. */
  recorded(): void {
    this.#showing.recorded();
  }

  /** Lets go of everything; containers and shells go on, and a job that was under way does at the next start. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#lookout.rest();
    await this.#queue.cancelAll();
    await this.#letGo();
  }

  async #perform(job: Job): Promise<void> {
    using _ = this.#stay.use();
    const wasRunning = this.run?.intent === 'running';
    try {
      job.signal.throwIfAborted();
      this.#error = undefined;
      this.#sight.part(job.kind);
      this.#showing.tellBefore();
      await this.#move(job);
      this.#stay.moved(job.kind, { wasRunning });
      this.#recordJob(job, 'done');
    } catch (error) {
      const cancelled = job.signal.aborted;
      if (cancelled && this.#closing) throw job.signal.reason;
      if (!cancelled) this.#error = reportError(error);
      this.#recordJob(job, cancelled ? 'cancelled' : 'failed');
      const { run } = this;
      if (cancelled && job.kind === 'start' && run) {
        await abandonStart(this.#moved(), run, this.#keeper.stage);
        await this.#letGo();
      }
      throw cancelled ? job.signal.reason : error;
    } finally {
      this.#performed = true;
      this.#queue.drop(job);
      await this.#showing.refresh();
      this.#showing.tellStatus();
      if (!this.#audience.isEmpty && this.run?.intent === 'running') this.#lookout.look();
    }
  }

  #recordJob(job: Job, outcome: 'done' | 'failed' | 'cancelled'): void {
    const { run } = this;
    if (run) this.#tools.store.addEvent({ type: 'job', run: run.id, kind: job.kind, outcome });
  }

  async #move(job: Job): Promise<void> {
    const { run } = this;
    // A workbench that somebody removed is opened anew.
    if (this.#keeper.stage && run && !(await this.#keeper.isUp(run, job.signal))) await this.#letGo();
    if (job.kind !== 'stop') {
      const observation = await bringUp(this.#moved(), job, job.kind);
      return this.#showing.take(observation, { full: true });
    }
    if (!run) return;
    this.#lookout.rest();
    await takeDown(this.#moved(), run, job);
    await this.#letGo();
  }

  #moved(): Moved {
    const { key, lab, run } = this;
    return {
      key,
      lab,
      tools: this.#tools,
      run,
      openStage: (of, seat, signal) => this.#keeper.openIn(of, seat, signal),
      onOutput: (job, text) => this.#audience.tell({ type: 'output', job: job.id, text }),
      onFiles: (paths) => this.#audience.tell({ type: 'files', paths }),
    };
  }

  async #letGo(): Promise<void> {
    this.#lookout.rest();
    this.#sight.lose();
    await this.#keeper.letGo();
  }

  /** What was seen last may be long ago, or in an earlier server. A job looks for itself; so does who listens. */
  async #see(): Promise<void> {
    const { stage } = this.#keeper;
    if (!stage || this.job || !this.#audience.isEmpty) return;
    using _ = this.#stay.use({ counts: false });
    const look = stage.observe({ full: false }, AbortSignal.timeout(seeMs));
    // An engine that is away says so elsewhere: what was known of the services stays.
    const observation = await look.catch(() => undefined);
    if (observation && this.#keeper.stage === stage) await this.#showing.take(observation, { full: false });
  }

  #started(): Run {
    const { run } = this;
    if (!run) throw new DrydockError('not-started', { message: `The lab ${this.lab.id} is not started.` });
    return run;
  }
}
