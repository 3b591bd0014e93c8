import { Mutex } from 'async-mutex';
import type { JobKind } from '../lab/wire/jobs.ts';
import { Job } from './jobs.ts';

export interface JobQueueParts {
  newId(): string;
  now(): Date;
  perform(job: Job): Promise<void>;
  onStep(): void;
}

/** The jobs of one lab: one at a time, and of a kind only one that is under way or waits. */
export class JobQueue {
  readonly #parts: JobQueueParts;
  readonly #mutex = new Mutex();
  #jobs: readonly Job[] = [];

  constructor(parts: JobQueueParts) {
    this.#parts = parts;
  }

  /** The job that is under way, or the next. */
  get first(): Job | undefined {
    return this.#jobs[0];
  }

  /** One that is under way or waits. */
  find(id: string): Job | undefined {
    return this.#jobs.find((job) => job.id === id);
  }

  /** Begins work of a kind, or finds it under way; other kinds queue behind. */
  begin(kind: JobKind): Job {
    const same = this.#jobs.find((job) => job.kind === kind);
    if (same) return same;
    const { newId, now, perform, onStep } = this.#parts;
    const job = new Job(newId(), kind, now().toISOString());
    this.#jobs = [...this.#jobs, job];
    job.onStep(onStep);
    job.run(() => this.#mutex.runExclusive(() => perform(job)));
    onStep();
    return job;
  }

  /** Does something while no job is under way; jobs begun meanwhile wait. Nothing is done where there is one. */
  async between(work: () => Promise<void>): Promise<void> {
    if (this.first === undefined) await this.#mutex.runExclusive(work);
  }

  /** It is done, as far as others are concerned. */
  drop(job: Job): void {
    this.#jobs = this.#jobs.filter((each) => each !== job);
  }

  /** Cancels all and waits for their ends. */
  async cancelAll(): Promise<void> {
    const jobs = this.#jobs;
    for (const job of jobs) job.cancel();
    await Promise.allSettled(jobs.map((job) => job.done));
  }
}
