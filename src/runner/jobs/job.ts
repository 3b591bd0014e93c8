/** Long work that is shown step by step, can be cancelled, and leaves its error to whoever waits for it. */
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { JobKind, JobView, ProgressEvent } from '../../lab/wire/jobs.ts';
import type { Spans } from '../../lab/wire/spans.ts';

export class Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly startedAt: string;
  readonly #steps = new Map<string, ProgressEvent>();
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(event: ProgressEvent) => void>();
  /** Settles when the work has ended; rejects with its error. */
  done: Promise<void> = Promise.resolve();
  /** Where its time went so far. */
  spans: () => Spans = () => ({});

  constructor(id: string, kind: JobKind, startedAt: string) {
    this.id = id;
    this.kind = kind;
    this.startedAt = startedAt;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly report = (event: ProgressEvent): void => {
    this.#steps.set(event.step, event);
    for (const listener of this.#listeners) listener(event);
  };

  /** Runs a part of the work as a step that is shown. */
  async step<T>(step: string, title: string, work: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    this.report({ step, title, status: 'running' });
    try {
      const result = await work();
      this.report({ ...this.#steps.get(step), step, title, status: 'done' });
      return result;
    } catch (error) {
      this.report({ step, title, status: 'failed', error: reportError(error) });
      throw error;
    }
  }

  /** Starts the work. Its promise is kept, so that nobody has to wait for it. */
  run(work: (job: Job) => Promise<void>): this {
    this.done = work(this);
    this.done.catch(() => undefined);
    return this;
  }

  onStep(listener: (event: ProgressEvent) => void): Disposable {
    this.#listeners.add(listener);
    for (const event of this.#steps.values()) listener(event);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  cancel(): void {
    this.#controller.abort(
      new DrydockError('cancelled', {
        message: `The ${this.kind} was cancelled.`,
        fix: 'Nothing was lost; start it again when you like.',
      }),
    );
  }

  view(): JobView {
    const { id, kind, startedAt } = this;
    return { id, kind, startedAt, steps: [...this.#steps.values()], spans: this.spans() };
  }
}
