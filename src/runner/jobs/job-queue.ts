import { Mutex } from 'async-mutex';
import type { JobKind } from '../../lab/wire/jobs.ts';
import { Job } from './job.ts';

/** What is done for a job, and who hears that it went on. */
export interface Work {
  perform(job: Job): Promise<void>;
  onStep(): void;
}

/** The jobs of one lab: one at a time, and of a kind only one that is under way or waits. */
export class JobQueue {
  readonly #newId: () => string;
  readonly #now: () => Date;
  readonly #mutex = new Mutex();
  #jobs: readonly Job[] = [];

  constructor({ newId, now }: { readonly newId: () => string; readonly now: () => Date }) {
    this.#newId = newId;
    this.#now = now;
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
  begin(kind: JobKind, { perform, onStep }: Work): Job {
    const same = this.#jobs.find((job) => job.kind === kind);
    if (same) return same;
    const job = new Job(this.#newId(), kind, this.#now().toISOString());
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
