/**
 * A lab as one party works on it: what is under way, what runs, who looks. The store says what should be true,
 * so that whatever was interrupted goes on from there.
 */
import { Mutex } from 'async-mutex';
import { DrydockError, type ErrorReport, reportError } from '../lab/errors.ts';
import type { Observation } from '../lab/observation.ts';
import { compareObservations } from '../lab/observation-change.ts';
import type { Seat } from '../lab/ports/seat.ts';
import type { Run } from '../lab/ports/store.ts';
import type { CheckReport, JobKind, LabEvent, LabStatus, ServiceView } from '../lab/protocol.ts';
import { skippedQuestions } from '../lab/question.ts';
import { type CheckResult, sumPoints } from '../lab/result.ts';
import { Job } from './jobs.ts';
import { abandonStart, bringUp, type Moved, takeDown } from './lab-moves.ts';
import type { LabKey } from './lab-runner.ts';
import type { Lab } from './library/lab-library.ts';
import { projectOf } from './run-project.ts';
import { findStandIns, viewAnswers, viewRun, viewServices } from './run-view.ts';
import type { RunnerTools } from './runner-tools.ts';
import { Stage } from './stage.ts';
import { doneTasks, newlyDone, openHints } from './task-progress.ts';
import { watchFiles } from './workspace/watch-files.ts';

export class LiveRun {
  readonly key: LabKey;
  readonly lab: Lab;
  readonly #tools: RunnerTools;
  readonly #mutex = new Mutex();
  readonly #listeners = new Set<(event: LabEvent) => void>();
  #stage: Stage | undefined;
  #opening: { readonly seat: Seat; readonly stage: Promise<Stage> } | undefined;
  #jobs: Job[] = [];
  #error: ErrorReport | undefined;
  #services: readonly ServiceView[] = [];
  #observation: Observation | undefined;
  /** The last one in which every probe was tried. */
  #full: Observation | undefined;
  #unapplied = false;
  #looking: AbortController | undefined;

  constructor(key: LabKey, lab: Lab, tools: RunnerTools) {
    this.key = key;
    this.lab = lab;
    this.#tools = tools;
  }

  get run(): Run | undefined {
    return this.#tools.store.findRun(this.key.party, this.lab.id, 'self');
  }

  /** The job that is under way, or the next in the queue. */
  get job(): Job | undefined {
    return this.#jobs[0];
  }

  /** The stage of a run that should be running; opened anew where the server was away. Rejects with `not-started`. */
  async stage(): Promise<Stage> {
    if (this.#stage) return this.#stage;
    const { run } = this;
    if (run?.intent !== 'running')
      throw new DrydockError('not-started', {
        message: `The lab ${this.lab.id} is not started.`,
        fix: `Press Start lab, or type: drydock lab start ${this.lab.id}`,
      });
    const { seats } = this.#tools;
    const signal = AbortSignal.timeout(60_000);
    const seat = await seats.findSeat(this.lab.manifest, () => undefined, signal);
    return this.#open(run, seat, signal);
  }

  /** Begins work of a kind, or finds it under way; other kinds queue behind. */
  begin(kind: JobKind): Job {
    const same = this.#jobs.find((job) => job.kind === kind);
    if (same) return same;
    const job = new Job(this.#tools.newId(), kind, this.#tools.now().toISOString());
    this.#jobs.push(job);
    job.onStep(() => this.#tellStatus());
    job.run(() => this.#mutex.runExclusive(() => this.#perform(job)));
    this.#tellStatus();
    return job;
  }

  async status(): Promise<LabStatus> {
    const { run, job } = this;
    const events = run ? this.#tools.store.listEvents(run.id) : [];
    const answers = run
      ? this.#tools.store.latestAnswers({ person: this.key.person, kind: 'question', run: run.id })
      : [];
    return {
      lab: this.lab.id,
      phase: this.#phase(),
      ...(run?.intent === 'running' ? { run: viewRun(run, this.#tools.seats.health().version ?? '') } : {}),
      ...(job ? { job: job.view() } : {}),
      ...(this.#error ? { error: this.#error } : {}),
      unapplied: this.#unapplied,
      services: [...this.#services],
      done: { ...doneTasks(events) },
      hints: { ...openHints(this.lab.manifest, events) },
      answers: viewAnswers(answers),
      skipped: this.#skipped(),
      standIns: findStandIns(this.#observation),
    };
  }

  /** Tells the listener everything once, then what changes, until it is disposed. */
  async follow(listener: (event: LabEvent) => void): Promise<Disposable> {
    this.#listeners.add(listener);
    listener({ type: 'status', status: await this.status() });
    if (this.#observation) listener({ type: 'observation', observation: this.#observation });
    if (this.#observation && this.#stage)
      listener({ type: 'checks', report: this.#report(this.#judge(this.#observation)) });
    if (this.run?.intent === 'running') this.#look();
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener);
        if (this.#listeners.size === 0) this.#looking?.abort();
      },
    };
  }

  /** Judges with every probe and records an attempt. */
  async check(signal?: AbortSignal): Promise<CheckReport> {
    const stage = await this.stage();
    const run = this.#started();
    const observation = await stage.observe({ full: true }, signal);
    const results = stage.judge(observation);
    const info = await stage.spec.seat.engine.info(signal);
    const attempt = this.#tools.store.addAttempt({
      run: run.id,
      at: this.#tools.now().toISOString(),
      results,
      ...sumPoints(results),
      observation,
      imageDigests: Object.fromEntries(
        observation.containers.map(({ service, declared }) => [service, declared.image.id]),
      ),
      engine: { version: info.version, kernel: info.kernel },
      seatKind: run.seatKind,
      seatClass: run.seatClass,
      attestedBy: 'local',
    });
    this.#full = observation;
    await this.#take(observation, results);
    return { ...this.#report(results), attempt: attempt.id };
  }

  /** A fresh look with every probe. */
  async look(): Promise<Observation> {
    return (await this.stage()).observe({ full: true });
  }

  /** A file was saved, by the page or by hand. */
  async edited(paths: readonly string[]): Promise<void> {
    const { run } = this;
    if (!run) return;
    const unapplied = (await this.#tools.workspaceOf(run).hash()) !== run.appliedHash;
    this.#tell({ type: 'files', paths });
    if (unapplied === this.#unapplied) return;
    this.#unapplied = unapplied;
    this.#tellStatus();
  }

  /** What was recorded changes what the page shows. */
  recorded(): void {
    const { run } = this;
    if (run && this.#observation && this.#stage) this.#record(run, this.#judge(this.#observation));
    this.#tellStatus();
  }

  /** Lets go of everything; containers and shells go on. */
  async close(): Promise<void> {
    for (const job of this.#jobs) job.cancel();
    this.#looking?.abort();
    await Promise.allSettled(this.#jobs.map((job) => job.done));
    await this.#letGo();
  }

  async #perform(job: Job): Promise<void> {
    try {
      job.signal.throwIfAborted();
      this.#error = undefined;
      await this.#move(job);
      this.#recordJob(job, 'done');
    } catch (error) {
      const cancelled = job.signal.aborted;
      if (!cancelled) this.#error = reportError(error);
      this.#recordJob(job, cancelled ? 'cancelled' : 'failed');
      const { run } = this;
      if (cancelled && job.kind === 'start' && run) {
        await abandonStart(this.#moved(), run, this.#stage);
        await this.#letGo();
      }
      throw cancelled ? job.signal.reason : error;
    } finally {
      this.#jobs = this.#jobs.filter((each) => each !== job);
      const { run } = this;
      if (run)
        this.#unapplied =
          (await this.#tools
            .workspaceOf(run)
            .hash()
            .catch(() => '')) !== run.appliedHash;
      this.#services = await this.#readServices().catch(() => []);
      this.#tellStatus();
      if (this.#listeners.size > 0 && this.run?.intent === 'running') this.#look();
    }
  }

  #recordJob(job: Job, outcome: 'done' | 'failed' | 'cancelled'): void {
    const { run } = this;
    if (run) this.#tools.store.addEvent({ type: 'job', run: run.id, kind: job.kind, outcome });
  }

  async #move(job: Job): Promise<void> {
    const { run } = this;
    if (job.kind !== 'stop') {
      const observation = await bringUp(this.#moved(), job, job.kind);
      this.#full = observation;
      return this.#take(observation, this.#judge(observation));
    }
    if (!run) return;
    this.#looking?.abort();
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
      openStage: (of, seat, signal) => this.#open(of, seat, signal),
      onOutput: (job, text) => this.#tell({ type: 'output', job: job.id, text }),
      onFiles: (paths) => this.#tell({ type: 'files', paths }),
    };
  }

  async #readServices(): Promise<readonly ServiceView[]> {
    const stage = this.#stage;
    return stage ? viewServices(await stage.observe({ full: false }), stage.spec.seat.engine) : [];
  }

  /** Who comes while it is opened, such as a shell during a start, waits for the same one. */
  async #open(run: Run, seat: Seat, signal: AbortSignal): Promise<Stage> {
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

  async #openAnew(run: Run, seat: Seat, signal: AbortSignal): Promise<Stage> {
    await this.#letGo();
    const { compose, imageFacts } = this.#tools;
    const { manifest } = this.lab;
    const project = projectOf(run);
    const { vars, workspaceDir } = run;
    this.#stage = await Stage.open(
      { seat, manifest, vars, runId: run.id, project, workspaceDir, compose, imageFacts },
      signal,
    );
    return this.#stage;
  }

  async #letGo(): Promise<void> {
    const stage = this.#stage;
    this.#stage = undefined;
    this.#observation = undefined;
    await stage?.[Symbol.asyncDispose]();
  }

  /** Looks for as long as somebody listens; files that change on disk are told of too. */
  #look(): void {
    if (this.#looking && !this.#looking.signal.aborted) return;
    const looking = new AbortController();
    this.#looking = looking;
    this.#lookUntil(looking.signal)
      .catch((error: unknown) => this.#tell({ type: 'trouble', error: reportError(error) }))
      .finally(() => looking.abort());
  }

  async #lookUntil(signal: AbortSignal): Promise<void> {
    if (this.job) return;
    const stage = await this.stage();
    void watchFiles(stage.workspace.root, signal, (paths) => {
      this.edited(paths).catch((error: unknown) =>
        this.#tell({ type: 'trouble', error: reportError(error) }),
      );
    });
    let lost = false;
    for await (const moment of stage.watch(signal)) {
      if (this.#stage !== stage) return;
      if (moment.kind === 'unseen') this.#tell({ type: 'trouble', error: moment.error });
      else {
        // Whoever was told of the trouble is told that it is over.
        if (lost) this.#tell({ type: 'engine', health: this.#tools.seats.health() });
        if (lost || this.#isNews(moment.observation))
          await this.#take(moment.observation, this.#judge(moment.observation));
      }
      lost = moment.kind === 'unseen';
    }
  }

  /** A look that shows what the last one showed is not worth sending to anybody. */
  #isNews(observation: Observation): boolean {
    const last = this.#observation;
    return (
      !last ||
      compareObservations(last, observation).length > 0 ||
      JSON.stringify(this.#judge(last)) !== JSON.stringify(this.#judge(observation))
    );
  }

  #judge(observation: Observation): readonly CheckResult[] {
    const stage = this.#stage;
    return stage
      ? stage.judge(observation, sameContainers(observation, this.#full) ? this.#full?.probes : {})
      : [];
  }

  async #take(observation: Observation, results: readonly CheckResult[]): Promise<void> {
    const { run } = this;
    this.#observation = observation;
    if (run) this.#record(run, results);
    const services = await viewServices(observation, this.#stage?.spec.seat.engine);
    const told = JSON.stringify(services) !== JSON.stringify(this.#services);
    this.#services = services;
    this.#tell({ type: 'observation', observation });
    this.#tell({ type: 'checks', report: this.#report(results) });
    if (told) this.#tellStatus();
  }

  #record(run: Run, results: readonly CheckResult[]): void {
    const { store } = this.#tools;
    const events = store.listEvents(run.id);
    const answers = store.latestAnswers({ person: this.key.person, kind: 'question', run: run.id });
    const fresh = newlyDone(
      this.lab.manifest,
      { run: run.id, events, answers, skipped: Object.keys(this.#skipped()) },
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

  #phase(): LabStatus['phase'] {
    const { job, run } = this;
    if (job?.kind === 'stop') return 'stopping';
    if (job?.kind === 'start') return 'starting';
    if (run?.intent === 'running') return this.#error && !this.#stage ? 'failed' : 'running';
    return this.#error ? 'failed' : 'stopped';
  }

  #skipped(): Readonly<Record<string, string>> {
    return this.#observation ? skippedQuestions(this.lab.manifest.questions, this.#observation) : {};
  }

  #started(): Run {
    const { run } = this;
    if (!run) throw new DrydockError('not-started', { message: `The lab ${this.lab.id} is not started.` });
    return run;
  }

  #tellStatus(): void {
    if (this.#listeners.size === 0) return;
    this.status().then(
      (status) => this.#tell({ type: 'status', status }),
      (error: unknown) => this.#tell({ type: 'trouble', error: reportError(error) }),
    );
  }

  #tell(event: LabEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** Whether what was tried then was tried on the very containers that run now. */
function sameContainers(now: Observation, then: Observation | undefined): boolean {
  const names = (observation: Observation | undefined) =>
    (observation?.containers ?? []).map(({ declared }) => `${declared.id} ${declared.startedAt}`).join();
  return names(now) === names(then);
}
