/**
 * A lab as one party works on it: what is under way, what runs, who looks. The store says what should be true,
 * so that whatever was interrupted goes on from there.
 */
import { DrydockError, type ErrorReport, reportError } from '../lab/errors.ts';
import type { Observation } from '../lab/observation.ts';
import type { Run } from '../lab/ports/store.ts';
import type { Suspension } from '../lab/ports/suspension.ts';
import type { CheckReport, JobKind, LabEvent, LabStatus, ServiceView } from '../lab/protocol.ts';
import { type CheckResult, sumPoints } from '../lab/result.ts';
import { findRecorded, lookForAttempt, recordAttempt, reportAttempt } from './attempt.ts';
import { Audience } from './audience.ts';
import { JobQueue } from './job-queue.ts';
import type { Job } from './jobs.ts';
import { abandonStart, bringUp, type Moved, takeDown } from './lab-moves.ts';
import type { LabKey } from './lab-runner.ts';
import { makeStatus } from './lab-status.ts';
import type { Lab } from './library/lab-library.ts';
import { Lookout } from './lookout.ts';
import { viewServices } from './run-view.ts';
import type { RunnerTools } from './runner-tools.ts';
import { SeatStay } from './seat-stay.ts';
import { Sight } from './sight.ts';
import type { Stage } from './stage.ts';
import { StageDoor } from './stage-door.ts';
import type { Inhabitant } from './suspend-idle.ts';
import { newlyDone } from './task-progress.ts';
import { isEngineAway, unfinishedJob } from './unfinished.ts';
import { isMarkedUp } from './up-mark.ts';

/** How long a look may take that nobody asked for by name. */
const seeMs = 5_000;

export class LiveRun implements Inhabitant {
  readonly key: LabKey;
  readonly lab: Lab;
  readonly #tools: RunnerTools;
  readonly #queue: JobQueue;
  readonly #audience = new Audience();
  readonly #door: StageDoor;
  readonly #sight: Sight;
  readonly #lookout: Lookout;
  readonly #stay: SeatStay;
  #error: ErrorReport | undefined;
  #services: readonly ServiceView[] = [];
  #unapplied = false;
  /** A job of this lab has ended since the server began. */
  #performed = false;
  #closing = false;
  #checking: Promise<CheckReport> | undefined;

  constructor(key: LabKey, lab: Lab, tools: RunnerTools) {
    this.key = key;
    this.lab = lab;
    this.#tools = tools;
    this.#queue = new JobQueue({
      newId: tools.newId,
      now: tools.now,
      perform: (job) => this.#perform(job),
      onStep: () => this.#tellStatus(),
    });
    this.#stay = new SeatStay(() => tools.seats.suspensionOf(lab.manifest));
    this.#door = new StageDoor(lab, tools);
    this.#sight = new Sight(lab.manifest, () => this.#door.stage);
    this.#lookout = new Lookout({
      audience: this.#audience,
      stage: () => this.#openStage(),
      current: () => this.#door.stage,
      isBusy: () => this.job !== undefined,
      health: () => tools.seats.health(),
      isNews: (observation) => this.#sight.isNews(observation),
      onSeen: (observation) => this.#take(observation, { full: false }),
      onEdited: (paths) => this.edited(paths),
    });
  }

  get run(): Run | undefined {
    return this.#tools.store.findRun(this.key.party, this.lab.id, 'self');
  }

  /** The job that is under way, or the next in the queue. */
  get job(): Job | undefined {
    return this.#queue.first;
  }

  get suspension(): Suspension | undefined {
    return this.#stay.suspension;
  }

  get isInUse(): boolean {
    const isLookedAt = !this.#audience.isEmpty && this.run?.intent === 'running';
    return isLookedAt || this.#stay.isUsed || this.job !== undefined;
  }

  /** Does something on the stage; its seat is awake from before to the end, and not suspended meanwhile. */
  async use<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    using _ = this.#stay.use();
    return await work(await this.#openStage());
  }

  /** The same, once everything is up that a stop of the seat had ended. */
  async useUp<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    using _ = this.#stay.use();
    const stage = await this.#openStage();
    if (!this.#isBehind()) return await work(stage);
    await this.begin('start').done;
    return await work(await this.#openStage());
  }

  /** The stage, and what holds its seat awake until it is disposed. */
  async hold(): Promise<{ readonly stage: Stage; readonly held: Disposable }> {
    const held = this.#stay.use();
    try {
      return { stage: await this.#openStage(), held };
    } catch (error) {
      held[Symbol.dispose]();
      throw error;
    }
  }

  async bringOut(): Promise<void> {
    await this.#door.stage?.workbench.syncOut();
  }

  async leaveSeat(): Promise<void> {
    this.#stay.leave();
    await this.#letGo();
  }

  #isBehind(): boolean {
    return this.#stay.isBehind && this.run?.intent === 'running';
  }

  /** The stage of a run that should be running; opened anew where the server was away. Rejects with `not-started`. */
  async #openStage(): Promise<Stage> {
    if (this.#door.stage) return this.#door.stage;
    const { run } = this;
    if (run?.intent !== 'running')
      throw new DrydockError('not-started', {
        message: `The lab ${this.lab.id} is not started.`,
        fix: `Press Start lab, or type: drydock lab start ${this.lab.id}`,
      });
    const signal = AbortSignal.timeout(60_000);
    const { isSuspended } = this.#stay;
    if (isSuspended) this.#tellStatus();
    const seat = await this.#tools.seats.findSeat(this.lab.manifest, () => undefined, signal);
    // What the stop of the seat ended is brought up by a job, which tells of its steps.
    if (this.#isBehind() && !this.job) this.begin('start');
    if (isSuspended) this.#tellStatus();
    return this.#door.open(run, seat, signal);
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
    if (run.intent === 'stopped' || (this.#error && !mayGoOn)) return undefined;
    if (await this.#isUp(run, signal)) return undefined;
    await this.#letGo();
    return this.begin('start');
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
      services: this.#services,
      unapplied: this.#unapplied,
      isOpen: this.#door.stage !== undefined,
      suspension: this.#stay.view(),
    });
  }

  /** Tells the listener everything once, then what changes, until it is disposed. */
  async follow(listener: (event: LabEvent) => void): Promise<Disposable> {
    this.#audience.add(listener);
    listener({ type: 'status', status: this.#status() });
    const { last } = this.#sight;
    listener(this.#before());
    if (last) listener({ type: 'observation', observation: last });
    if (last && this.#door.stage) listener({ type: 'checks', report: this.#report(this.#sight.judge(last)) });
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
      await this.#take(observation, { full: true, results });
      return reportAttempt(this.lab.id, attempt);
    });
  }

  /** A fresh look with every probe. */
  async look(): Promise<Observation> {
    return this.useUp((stage) => stage.observe({ full: true }));
  }

  /** A file was saved, by the page or by hand. */
  async edited(paths: readonly string[]): Promise<void> {
    const { run } = this;
    if (!run) return;
    const unapplied = (await this.#tools.workspaceOf(run).hash()) !== run.appliedHash;
    this.#audience.tell({ type: 'files', paths });
    if (unapplied === this.#unapplied) return;
    this.#unapplied = unapplied;
    this.#tellStatus();
  }

  /** What was recorded changes what the page shows. */
  recorded(): void {
    const { run } = this;
    const { last } = this.#sight;
    if (run && last && this.#door.stage) this.#record(run, this.#sight.judge(last));
    this.#tellStatus();
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
      this.#audience.tell(this.#before());
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
        await abandonStart(this.#moved(), run, this.#door.stage);
        await this.#letGo();
      }
      throw cancelled ? job.signal.reason : error;
    } finally {
      this.#performed = true;
      this.#queue.drop(job);
      const { run } = this;
      if (run)
        this.#unapplied =
          (await this.#tools
            .workspaceOf(run)
            .hash()
            .catch(() => '')) !== run.appliedHash;
      this.#services = await this.#readServices().catch(() => []);
      this.#tellStatus();
      if (!this.#audience.isEmpty && this.run?.intent === 'running') this.#lookout.look();
    }
  }

  #before(): LabEvent {
    const { before } = this.#sight;
    return { type: 'before', ...(before && { before }) };
  }

  #recordJob(job: Job, outcome: 'done' | 'failed' | 'cancelled'): void {
    const { run } = this;
    if (run) this.#tools.store.addEvent({ type: 'job', run: run.id, kind: job.kind, outcome });
  }

  async #move(job: Job): Promise<void> {
    const { run } = this;
    // A workbench that somebody removed is opened anew.
    if (this.#door.stage && run && !(await this.#isUp(run, job.signal))) await this.#letGo();
    if (job.kind !== 'stop') {
      const observation = await bringUp(this.#moved(), job, job.kind);
      return this.#take(observation, { full: true });
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
      openStage: (of, seat, signal) => this.#door.open(of, seat, signal),
      onOutput: (job, text) => this.#audience.tell({ type: 'output', job: job.id, text }),
      onFiles: (paths) => this.#audience.tell({ type: 'files', paths }),
    };
  }

  /** A workbench that is gone, or began anew, has nothing up. Rejects where the engine is away and stays away. */
  async #isUp(run: Run, signal: AbortSignal): Promise<boolean> {
    const isMarked = async () => isMarkedUp((await this.#openStage()).workbench, run.id, signal);
    try {
      return await isMarked().catch(async (error: unknown) => {
        signal.throwIfAborted();
        if (!isEngineAway(reportError(error))) throw error;
        // An engine of ours that ended is started again for whoever asks for a seat; it may be another one then.
        const seat = await this.#tools.seats.findSeat(this.lab.manifest, () => undefined, signal);
        if (this.#door.stage?.spec.seat !== seat) await this.#letGo();
        return isMarked();
      });
    } catch (error) {
      signal.throwIfAborted();
      if (isEngineAway(reportError(error))) throw error;
      return false;
    }
  }

  async #readServices(): Promise<readonly ServiceView[]> {
    const { stage } = this.#door;
    return stage ? viewServices(await stage.observe({ full: false }), stage.spec.seat.engine) : [];
  }

  async #letGo(): Promise<void> {
    this.#lookout.rest();
    this.#sight.lose();
    await this.#door.letGo();
  }

  /** What was seen last may be long ago, or in an earlier server. A job looks for itself; so does who listens. */
  async #see(): Promise<void> {
    const { stage } = this.#door;
    if (!stage || this.job || !this.#audience.isEmpty) return;
    using _ = this.#stay.use({ counts: false });
    const look = stage.observe({ full: false }, AbortSignal.timeout(seeMs));
    // An engine that is away says so elsewhere: what was known of the services stays.
    const observation = await look.catch(() => undefined);
    if (observation && this.#door.stage === stage) await this.#take(observation, { full: false });
  }

  /** Keeps what was seen, records what became true with it, and tells who looks. */
  async #take(
    observation: Observation,
    { full, results: given }: { full: boolean; results?: readonly CheckResult[] },
  ): Promise<void> {
    const { run } = this;
    this.#sight.keep(observation, { full });
    const results = given ?? this.#sight.judge(observation);
    if (run) this.#record(run, results);
    const services = await viewServices(observation, this.#door.stage?.spec.seat.engine);
    const told = JSON.stringify(services) !== JSON.stringify(this.#services);
    this.#services = services;
    this.#audience.tell({ type: 'observation', observation });
    this.#audience.tell({ type: 'checks', report: this.#report(results) });
    if (told) this.#tellStatus();
  }

  #record(run: Run, results: readonly CheckResult[]): void {
    const { store } = this.#tools;
    const events = store.listEvents(run.id);
    const answers = store.latestAnswers({ person: this.key.person, kind: 'question', run: run.id });
    const fresh = newlyDone(
      this.lab.manifest,
      { run: run.id, events, answers, skipped: Object.keys(this.#sight.skipped()) },
      results,
    );
    for (const event of fresh) store.addEvent(event);
    if (fresh.length > 0) this.#tellStatus();
  }

  #report(results: readonly CheckResult[]): CheckReport {
    return {
      lab: this.lab.id,
      at: this.#tools.now().toISOString(),
      results: [...results],
      ...sumPoints(results),
    };
  }

  #started(): Run {
    const { run } = this;
    if (!run) throw new DrydockError('not-started', { message: `The lab ${this.lab.id} is not started.` });
    return run;
  }

  #tellStatus(): void {
    if (this.#audience.isEmpty) return;
    try {
      this.#audience.tell({ type: 'status', status: this.#status() });
    } catch (error) {
      this.#audience.tellTrouble(error);
    }
  }
}
