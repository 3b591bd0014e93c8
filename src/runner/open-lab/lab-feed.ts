/** What is told of a lab to whoever listens, in this tab and in others: what was seen last, and what came of it. */

import { skippedQuestions } from '../../lab/checks/question.ts';
import type { CheckResult } from '../../lab/checks/result.ts';
import { type ErrorReport, reportError } from '../../lab/errors.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { LabEvent } from '../../lab/wire/events.ts';
import type { JobEnd, JobKind } from '../../lab/wire/jobs.ts';
import type { LabStatus, ServiceView } from '../../lab/wire/labs.ts';
import { reportChecks } from '../attempt.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Lab } from '../library/lab-library.ts';
import type { RunnerTools } from '../runner-tools.ts';
import type { Stage } from '../stage/stage.ts';
import { newlyDone, progressEvents } from '../task-progress.ts';
import { whyNotRecorded } from '../why-not-recorded.ts';
import type { LabStage } from './lab-stage.ts';
import { makeStatus, viewServices } from './lab-status.ts';
import { LastSeen } from './last-seen.ts';

/** Of one lab, one job at a time: who waits for one that ended before so many others waits for nothing. */
const endsKept = 8;

type Listener = (event: LabEvent) => void;

export interface FeedParts {
  readonly lab: Lab;
  readonly tools: Pick<RunnerTools, 'store' | 'now' | 'workspaceOf' | 'seats'>;
  readonly stages: LabStage;
  readonly jobs: JobQueue;
}

export class LabFeed {
  readonly seen = new LastSeen();
  /** What the last job, or the last look at mounts, failed with. */
  error: ErrorReport | undefined;
  readonly #parts: FeedParts;
  readonly #listeners = new Set<Listener>();
  #ended: readonly JobEnd[] = [];
  #services: readonly ServiceView[] = [];
  #unapplied = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** How the lab is, by what was seen last. */
  status(): LabStatus {
    const { lab, tools, stages, jobs } = this.#parts;
    return makeStatus({
      lab,
      run: stages.run,
      job: jobs.first,
      ended: this.#ended,
      store: tools.store,
      engineVersion: tools.seats.health().version ?? '',
      last: this.seen.last,
      error: this.error,
      services: this.#services,
      unapplied: this.#unapplied,
      isOpen: stages.current !== undefined,
      suspension: stages.stay.view(),
    });
  }

  /** Tells the listener everything once, then what changes, until it is disposed. Who cannot be told is not kept. */
  add(listener: Listener): Disposable {
    const { last } = this.seen;
    const stage = this.#parts.stages.current;
    listener({ type: 'status', status: this.status() });
    listener(this.#before);
    if (last) listener({ type: 'observation', observation: last });
    if (last && stage) listener({ type: 'checks', report: this.#report(this.seen.judge(stage, last)) });
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  tell(event: LabEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Tells what went wrong beside the work that anybody waits for. */
  readonly tellTrouble = (error: unknown): void => this.tell({ type: 'trouble', error: reportError(error) });

  readonly tellStatus = (): void => {
    if (!this.hasListeners) return;
    try {
      this.tell({ type: 'status', status: this.status() });
    } catch (error) {
      this.tellTrouble(error);
    }
  };

  /** A job begins: what is seen from now on is held against what was seen last. */
  part(job: JobKind): void {
    this.error = undefined;
    this.seen.part(job);
    this.tell(this.#before);
  }

  /** A job has ended; told with the next status. */
  ended(end: JobEnd): void {
    this.#ended = [...this.#ended, end].slice(-endsKept);
  }

  /** Keeps what was seen on a stage, records what became true with it, and tells who listens. */
  async accept(
    stage: Stage,
    observation: Observation,
    { full, results: given }: { full: boolean; results?: readonly CheckResult[] },
  ): Promise<void> {
    this.seen.keep(observation, { full });
    const results = given ?? this.seen.judge(stage, observation);
    this.#record(results);
    const services = await viewServices(observation, stage.spec.seat.engine);
    const isNew = JSON.stringify(services) !== JSON.stringify(this.#services);
    this.#services = services;
    this.tell({ type: 'observation', observation });
    this.tell({ type: 'checks', report: this.#report(results) });
    if (isNew) this.tellStatus();
  }

  /** Looks, after a job, at what it may have changed, unless it has `looked` at what runs itself. */
  async refresh({ looked }: { readonly looked: boolean } = { looked: false }): Promise<void> {
    this.#unapplied = await this.#readUnapplied().catch(() => true);
    if (!looked) this.#services = await this.#readServices().catch(() => []);
    this.tellStatus();
  }

  /** Files were saved, by the page or by hand. */
  async edited(paths: readonly string[]): Promise<void> {
    if (!this.#parts.stages.run) return;
    // What cannot be read whole is told where it is to be run or kept, not to who saved a file of it.
    const unapplied = await this.#readUnapplied().catch(() => true);
    this.tell({ type: 'files', paths });
    if (unapplied === this.#unapplied) return;
    this.#unapplied = unapplied;
    this.tellStatus();
  }

  /** What was recorded, such as an answer, may make a task done. */
  recorded(): void {
    const { last } = this.seen;
    const stage = this.#parts.stages.current;
    if (last && stage) this.#record(this.seen.judge(stage, last));
    this.tellStatus();
  }

  get #before(): LabEvent {
    const { before } = this.seen;
    return { type: 'before', ...(before && { before }) };
  }

  #report(results: readonly CheckResult[]) {
    return reportChecks(this.#parts.lab.id, this.#parts.tools.now().toISOString(), results);
  }

  #record(results: readonly CheckResult[]): void {
    const { lab, stages, tools } = this.#parts;
    const { run } = stages;
    if (!run) return;
    const { last } = this.seen;
    const events = tools.store.listEvents(run.id, progressEvents);
    const answers = tools.store.latestAnswers({ kind: 'question', run: run.id });
    const skipped = Object.keys(last ? skippedQuestions(lab.manifest.questions, last) : {});
    const fresh = newlyDone(lab.manifest, { run: run.id, events, answers, skipped }, results);
    if (fresh.length === 0 || whyNotRecorded(tools.store, run) !== undefined) return;
    for (const event of fresh) tools.store.addEvent(event);
    this.tellStatus();
  }

  async #readUnapplied(): Promise<boolean> {
    const { stages, tools } = this.#parts;
    const { run } = stages;
    return run !== undefined && (await tools.workspaceOf(run).hash()) !== run.appliedHash;
  }

  async #readServices(): Promise<readonly ServiceView[]> {
    const stage = this.#parts.stages.current;
    return stage ? viewServices(await stage.observe({ full: false }), stage.spec.seat.engine) : [];
  }
}
