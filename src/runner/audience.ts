import { reportError } from '../lab/errors.ts';
import type { LabEvent } from '../lab/wire/events.ts';

type Listener = (event: LabEvent) => void;

/** Who looks at a lab now, in this tab and in others. */
export class Audience {
  readonly #listeners = new Set<Listener>();

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  add(listener: Listener): void {
    this.#listeners.add(listener);
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  tell(event: LabEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Tells what went wrong beside the work that anybody waits for. */
  readonly tellTrouble = (error: unknown): void => this.tell({ type: 'trouble', error: reportError(error) });
}
