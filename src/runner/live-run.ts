/**
 * A lab as one party works on it: what is under way, what runs, who looks. The store says what should be true,
 * so that whatever was interrupted goes on from there.
 */
import { watch } from 'node:fs';
import { Mutex } from 'async-mutex';
import { DrydockError, type ErrorReport, reportError } from '../lab/errors.ts';
import type { Observation } from '../lab/observation.ts';
import { compareObservations } from '../lab/observation-change.ts';
import type { Run } from '../lab/ports/store.ts';
import type { CheckReport, JobKind, LabEvent, LabStatus, ServiceView } from '../lab/protocol.ts';
import { skippedQuestions } from '../lab/question.ts';
import { type CheckResult, sumPoints } from '../lab/result.ts';
import { makeVars } from '../lab/vars.ts';
import { Job } from './jobs.ts';
import { keepCopy, recordRevisions } from './kept-copies.ts';
import type { LabKey } from './lab-runner.ts';
import type { Lab } from './library/lab-library.ts';
import { readLabState } from './library/lab-state.ts';
import type { RunnerTools } from './runner-tools.ts';
import { Stage } from './stage.ts';
import { doneTasks, newlyDone, openHints } from './task-progress.ts';

export class LiveRun {
  readonly key: LabKey;
  readonly lab: Lab;
  readonly #tools: RunnerTools;
  readonly #mutex = new Mutex();
  readonly #listeners = new Set<(event: LabEvent) => void>();
  #stage: Stage | undefined;
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
      ...(run?.intent === 'running' ? { run: this.#runView(run) } : {}),
      ...(job ? { job: job.view() } : {}),
      ...(this.#error ? { error: this.#error } : {}),
      unapplied: this.#unapplied,
      services: [...this.#services],
      done: { ...doneTasks(events) },
      hints: { ...openHints(this.lab.manifest, events) },
      answers: Object.fromEntries(
        answers.map(({ key, value, correct, message, at }) => [
          key,
          { question: key, value, correct: correct ?? false, message, answeredAt: at },
        ]),
      ),
      skipped: this.#skipped(),
      standIns: this.#standIns(),
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
    const { store } = this.#tools;
    try {
      job.signal.throwIfAborted();
      this.#error = undefined;
      if (job.kind === 'stop') await this.#stop(job);
      else await this.#bringUp(job, job.kind);
      this.#recordJob(job, 'done');
    } catch (error) {
      const cancelled = job.signal.aborted;
      if (!cancelled) this.#error = reportError(error);
      this.#recordJob(job, cancelled ? 'cancelled' : 'failed');
      if (cancelled && job.kind === 'start') await this.#abandonStart(job);
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
      this.#services = run && this.#stage ? await this.#readServices().catch(() => []) : [];
      this.#tellStatus();
      if (
        this.#listeners.size > 0 &&
        store.findRun(this.key.party, this.lab.id, 'self')?.intent === 'running'
      )
        this.#look();
    }
  }

  #recordJob(job: Job, outcome: 'done' | 'failed' | 'cancelled'): void {
    const { run } = this;
    if (run) this.#tools.store.addEvent({ type: 'job', run: run.id, kind: job.kind, outcome });
  }

  async #bringUp(job: Job, kind: Exclude<JobKind, 'stop'>): Promise<void> {
    const { seats, store } = this.#tools;
    const { manifest } = this.lab;
    const seat = await job.step('seat', 'Find a seat', () =>
      seats.findSeat(manifest, job.report, job.signal),
    );
    await job.step('images', 'Images are here', () =>
      seats.prepareImages(seat, manifest.images, job.report, job.signal),
    );
    let run = this.run ?? (await this.#createRun(seat));
    const fresh = run.step === 'new';
    if (run.seatKind !== seat.kind)
      run = store.updateRun(run.id, { seatKind: seat.kind, seatClass: seat.seatClass });
    const wanted = kind === 'reset' || run.step === 'reset' ? 'reset' : kind;
    if (!fresh) store.updateRun(run.id, { intent: 'running', step: wanted });
    const stage = await job.step('workbench', 'Open the workbench', () => this.#open(run, seat, job.signal));
    if (wanted === 'reset')
      await job.step('clear', 'Keep a copy and clear away', () => this.#clear(run, stage, job));
    if (fresh || wanted === 'reset')
      await job.step('files', 'Lay out the files', async () =>
        stage.lay(await readLabState(this.lab, 'start', run.vars)),
      );
    if (wanted === 'solve')
      await job.step('files', 'Keep a copy and lay out the solution', async () => {
        await this.#keep(run, stage, job, 'before-solve');
        await stage.lay(await readLabState(this.lab, 'solution', run.vars));
      });
    store.updateRun(run.id, { intent: 'running', step: 'up' });
    await stage.workbench.syncOut();
    const appliedHash = await stage.workspace.hash();
    await job.step('compose', 'Build and start the services', () =>
      stage.up(job.signal, (text) => this.#tell({ type: 'output', job: job.id, text })),
    );
    recordRevisions(store, run.id, await stage.workspace.snapshot(), 'applied');
    store.updateRun(run.id, { intent: 'running', step: 'ready', appliedHash });
    this.#full = undefined;
    await job.step('look', 'Look at what runs', async () => {
      const first = !store.listEvents(run.id).some((event) => event.type === 'observed');
      const observation = await stage.observe({ full: true }, job.signal);
      if (first) store.addEvent({ type: 'observed', run: run.id, moment: 'start', observation });
      this.#full = observation;
      await this.#take(observation, stage.judge(observation));
    });
  }

  async #stop(job: Job): Promise<void> {
    const { run } = this;
    if (!run) return;
    this.#tools.store.updateRun(run.id, { intent: 'stopped', step: 'stopping' });
    this.#looking?.abort();
    const seat = await this.#tools.seats.findSeat(this.lab.manifest, job.report, job.signal);
    const stage = await this.#open(run, seat, job.signal);
    await job.step('down', 'Stop the services', async () => {
      await stage.workbench.syncOut();
      await stage.down({ volumes: false });
    });
    await job.step('workbench', 'Close the workbench', () => stage.workbench.remove());
    this.#tools.store.updateRun(run.id, { intent: 'stopped', step: 'stopped' });
    await this.#letGo();
  }

  /** A start that was cancelled leaves nothing behind but the workspace. */
  async #abandonStart(job: Job): Promise<void> {
    const { run } = this;
    if (!run || job.kind !== 'start') return;
    this.#tools.store.updateRun(run.id, { intent: 'stopped', step: run.step === 'new' ? 'new' : 'stopped' });
    await this.#stage?.down({ volumes: false }).catch(() => undefined);
    await this.#stage?.workbench.remove().catch(() => undefined);
    await this.#letGo();
  }

  async #clear(run: Run, stage: Stage, job: Job): Promise<void> {
    await this.#keep(run, stage, job, 'before-reset');
    await stage.down({ volumes: true });
  }

  async #keep(run: Run, stage: Stage, job: Job, reason: 'before-reset' | 'before-solve'): Promise<void> {
    await stage.workbench.syncOut();
    const files = await stage.workspace.snapshot();
    recordRevisions(this.#tools.store, run.id, files, reason);
    const dir = await keepCopy(this.#tools.keptDir, this.lab.id, this.#tools.now(), files);
    job.report({ step: 'copy', title: 'Your files are kept', status: 'done', detail: dir });
  }

  async #createRun(seat: { kind: Run['seatKind']; seatClass: Run['seatClass'] }): Promise<Run> {
    const { store, newId } = this.#tools;
    const seed = this.#tools.localSeed(this.key.party);
    return store.createRun({
      party: this.key.party,
      lab: this.lab.id,
      context: 'self',
      contentHash: this.lab.contentHash,
      seed,
      vars: makeVars(this.lab.manifest.vars, this.lab.id, seed),
      intent: 'running',
      step: 'new',
      seatKind: seat.kind,
      seatClass: seat.seatClass,
      workspaceDir: this.#tools.newWorkspaceDir(this.lab.id, newId()),
    });
  }

  async #open(run: Run, seat: Stage['spec']['seat'], signal: AbortSignal): Promise<Stage> {
    if (this.#stage && this.#stage.spec.seat === seat) return this.#stage;
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
    this.#watchFiles(stage, signal);
    let lost = false;
    for await (const moment of stage.watch(signal)) {
      if (this.#stage !== stage) return;
      if (moment.kind === 'unseen') this.#tell({ type: 'trouble', error: moment.error });
      else if (lost || this.#isNews(moment.observation))
        await this.#take(moment.observation, this.#judge(moment.observation));
      lost = moment.kind === 'unseen';
    }
  }

  #watchFiles(stage: Stage, signal: AbortSignal): void {
    const changed = new Set<string>();
    const tell = () => {
      const paths = [...changed];
      changed.clear();
      this.edited(paths).catch(() => undefined);
    };
    const watcher = watch(stage.workspace.root, { recursive: true, signal }, (_, name) => {
      // Editors write in several steps: what changes together is told together.
      if (changed.size === 0) setTimeout(tell, 200);
      if (name) changed.add(name);
    });
    // A workspace that goes away ends its watcher; the run itself tells of that.
    watcher.on('error', () => watcher.close());
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
    const services = await this.#servicesOf(observation);
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

  async #readServices(): Promise<readonly ServiceView[]> {
    return this.#stage ? this.#servicesOf(await this.#stage.observe({ full: false })) : [];
  }

  async #servicesOf(observation: Observation): Promise<readonly ServiceView[]> {
    const engine = this.#stage?.spec.seat.engine;
    return Promise.all(
      observation.containers.map(async ({ service, declared }) => {
        const { name, status, health, exitCode } = declared;
        const logTail =
          status === 'running' ? undefined : await engine?.logTail(declared.id, 20).catch(() => undefined);
        return {
          service,
          container: name,
          status,
          health,
          exitCode,
          ...(logTail === undefined ? {} : { logTail }),
        };
      }),
    );
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

  #runView(run: Run): NonNullable<LabStatus['run']> {
    const engineVersion = this.#tools.seats.health().version ?? '';
    return {
      id: run.id,
      startedAt: run.createdAt,
      seat: { kind: run.seatKind, engineVersion },
      workspace: run.workspaceDir,
      vars: { ...run.vars },
    };
  }

  #skipped(): Readonly<Record<string, string>> {
    return this.#observation ? skippedQuestions(this.lab.manifest.questions, this.#observation) : {};
  }

  #standIns(): LabStatus['standIns'] {
    return (this.#observation?.containers ?? []).flatMap(({ image, declared }) => {
      const reason = image?.labels['dev.drydock.stand-in'];
      return reason === undefined ? [] : [{ image: declared.image.reference, reason }];
    });
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

/** The compose project of a run: ours by its name, and unique by the end of the run's id. */
export function projectOf(run: Pick<Run, 'id' | 'lab'>): string {
  return `drydock-${run.lab.replaceAll('/', '-')}-${run.id.slice(-6).toLowerCase()}`;
}

/** Whether what was tried then was tried on the very containers that run now. */
function sameContainers(now: Observation, then: Observation | undefined): boolean {
  const names = (observation: Observation | undefined) =>
    (observation?.containers ?? []).map(({ declared }) => `${declared.id} ${declared.startedAt}`).join();
  return names(now) === names(then);
}
